using System.Runtime.Intrinsics;
using Saenggak.Compute.Ops;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// New tokens of one sequence and one key/value head against the cache, on tiles. Blocks of the cache hold what <see cref="AmxKernel"/> takes as B:
/// keys a panel of 32 tokens with the head dim as depth, values a step of 32 tokens for each 32 dimensions. A row of A is one query head of one
/// new token; up to sixteen rows go together. Scores and sums are f32, probabilities bf16. K: head dim.
/// </summary>
internal readonly unsafe struct AmxCachedAttention
{
    private const int Tokens = CachedSequence.BlockTokens;
    private const int Rows = AmxPacking.TileRows;

    private readonly int dim, group, scoreStride, operandStride;
    private readonly byte* query, operand;
    private readonly float* scores, output;
    private readonly byte** table;

    /// <summary>Lays out <see cref="Bytes"/> of scratch memory.</summary>
    public AmxCachedAttention(HeadShape shape, int longest, byte* scratch)
    {
        (dim, group) = (shape.HeadDim, shape.Heads / shape.KvHeads);
        // Not whole pages from row to row: sixteen rows would meet in one set of the cache.
        (scoreStride, operandStride) = (Padded(longest) + 16, Padded(longest) + 32);
        scores = (float*)scratch;
        output = scores + Rows * (long)scoreStride;
        operand = (byte*)(output + Rows * dim);
        query = operand + Rows * (long)operandStride * sizeof(ushort);
        table = (byte**)(query + Rows * dim * sizeof(ushort));
    }

    /// <summary>Whether keys and values are cached for tiles. Says the same throughout the life of a cache.</summary>
    public static bool Fits(HeadShape shape, DType qkv, DType cache)
        => AmxKernel.IsAvailable && qkv == DType.BF16 && cache == DType.BF16 && shape.HeadDim % AmxPacking.Panel == 0 && shape.Heads / shape.KvHeads <= Rows;

    /// <summary>Scratch bytes of a worker.</summary>
    public static long Bytes(HeadShape shape, int longest)
        => Rows * ((long)(Padded(longest) + 16) * sizeof(float) + (long)(Padded(longest) + 32) * sizeof(ushort) + shape.HeadDim * (sizeof(float) + sizeof(ushort)))
            + (Padded(longest) / Tokens + 1) * sizeof(long) + 64;

    /// <summary>Puts a token's key and value [K] bf16 at place <paramref name="at"/> of a block's.</summary>
    public static void Append(ushort* key, ushort* value, int dim, byte* keys, byte* values, int at)
    {
        // Values that no token has written meet probabilities of zero, and zero times anything must be zero.
        if (at == 0) NativeBuffer.ZeroBytes(values, (long)Tokens * dim * sizeof(ushort));
        byte* to = keys + at / Rows * AmxPacking.TileBytes + at % Rows * sizeof(uint);
        for (int d = 0; d < dim; d += 2)
        {
            *(uint*)(to + d / AmxPacking.Panel * (2 * AmxPacking.TileBytes) + d % AmxPacking.Panel / 2 * 64) = *(uint*)(key + d);
        }
        for (int d = 0; d < dim; d += Rows)
        {
            uint* pairs = (uint*)(values + d / Rows * AmxPacking.TileBytes + at / 2 * 64);
            var v = Vector512.Create(Vector256.WidenLower(Vector256.Load(value + d)), Vector256.WidenUpper(Vector256.Load(value + d)));
            if (at % 2 == 1) v = Vector512.ShiftLeft(v, 16) | Vector512.Load(pairs);
            v.Store(pairs);
        }
    }

    /// <summary>Attends: all new tokens of a sequence, query heads of key/value head <paramref name="head"/>.</summary>
    /// <param name="s">The sequence; its new tokens are in the cache.</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="head">The key/value head.</param>
    /// <param name="window">Tokens a token sees.</param>
    /// <param name="qkv">[T, (H+2G)K] bf16.</param>
    /// <param name="o">[T, H·K].</param>
    public void Attend(in CachedSequence s, in CacheLayer cache, int head, int window, in Tensor qkv, in Tensor o)
    {
        long plane = (long)head * dim * Tokens * sizeof(ushort);
        int rows = s.Fresh * group, past = s.Length - s.Fresh, blocks = (s.Length + Tokens - 1) / Tokens;
        for (int b = 0; b < blocks; b++) table[b] = cache.Keys(s.Blocks[b]) + plane;
        table[blocks] = table[blocks - 1];
        float* inverse = stackalloc float[Rows];
        AmxKernel.Begin(Math.Min(rows, Rows));
        for (int row = 0; row < rows; row += Rows)
        {
            int count = Math.Min(Rows, rows - row), firstToken = past + row / group, lastToken = past + (row + count - 1) / group;
            int from = Math.Max(0, firstToken - window + 1) / Tokens, end = lastToken / Tokens + 1;
            for (int r = 0; r < count; r++)
            {
                byte* q = Head(qkv, s.Row + (row + r) / group, head, (row + r) % group);
                Buffer.MemoryCopy(q, query + r * dim * sizeof(ushort), dim * sizeof(ushort), dim * sizeof(ushort));
            }
            var across = new AmxArguments
            {
                A = query, ARow = dim * sizeof(ushort), AStep = 64, B = (byte*)(table + from), C = (byte*)scores, CRow = scoreStride * sizeof(float),
                Blocks = end - from, Steps = dim / AmxPacking.Panel,
            };
            AmxKernel.Scores(&across);
            for (int r = 0; r < count; r++)
            {
                int last = past + (row + r) / group, first = Math.Max(0, last - window + 1);
                inverse[r] = Softmax(r, first - from * Tokens, last - from * Tokens, (end - from) * Tokens);
            }
            var sum = new AmxArguments
            {
                A = operand, ARow = operandStride * sizeof(ushort), AStep = 64, B = (byte*)(table + from), CRow = dim * sizeof(float), Blocks = end - from,
            };
            for (int d = 0; d < dim; d += AmxPacking.Panel)
            {
                sum.AHalf = cache.ValuesAfterKeys + d / AmxPacking.Panel * (2 * AmxPacking.TileBytes);
                sum.C = (byte*)(output + d);
                AmxKernel.Gather(&sum);
            }
            for (int r = 0; r < count; r++) Put(r, inverse[r], Head(o, s.Row + (row + r) / group, head, (row + r) % group), o.Type);
        }
        AmxKernel.End();
    }

    private static int Padded(int tokens) => (tokens + Tokens - 1) / Tokens * Tokens;

    private byte* Head(in Tensor rows, int row, int head, int member) => rows.RowAddress(row) + (long)(head * group + member) * dim * rows.Type.Size();

    /// <summary>Turns scores into probabilities not yet divided by their sum; returns one over it.</summary>
    private float Softmax(int row, int first, int last, int count)
    {
        float* s = scores + (long)row * scoreStride;
        ushort* p = (ushort*)operand + (long)row * operandStride;
        new Span<float>(s, first).Fill(float.NegativeInfinity);
        new Span<float>(s + last + 1, count - last - 1).Fill(float.NegativeInfinity);
        float scale = 1 / MathF.Sqrt(dim);
        return 1 / Simd.ExpToBF16(s, p, count, scale, -Simd.Max(s, count) * scale);
    }

    private void Put(int row, float factor, byte* to, DType type)
    {
        var by = Vector512.Create(factor);
        float* from = output + row * dim;
        for (int d = 0; d < dim; d += 16)
        {
            if (type == DType.F32) Single32.Store(Vector512.Load(from + d) * by, to, d);
            else Brain16.Store(Vector512.Load(from + d) * by, to, d);
        }
    }
}

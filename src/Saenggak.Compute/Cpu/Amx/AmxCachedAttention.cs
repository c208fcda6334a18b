using System.Runtime.Intrinsics;
using Saenggak.Compute.Ops;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// New tokens of one sequence and one key/value head against the cache, on tiles. Blocks of the cache hold what <see cref="AmxKernel"/> takes as B:
/// keys a panel of 32 tokens with the head dim as depth, values a step of 32 tokens for each 32 dimensions. A row of A is one query head of one
/// new token; up to sixteen rows go together. Scores and sums are f32, probabilities bf16. K: head dim.
/// </summary>
internal unsafe struct AmxCachedAttention
{
    private const int Tokens = CachedSequence.BlockTokens;
    private const int Rows = AmxPacking.TileRows;

    /// <summary>Blocks up to which keys and values are fetched a whole task ahead: more would not stay in the caches.</summary>
    private const int FetchAhead = 64;

    private readonly CacheLayer cache;
    private readonly int dim, group, window, scoreStride, operandStride;
    private readonly byte* query, operand;
    private readonly float* scores, output;
    private readonly byte** table, wanted;
    private int configured;

    /// <summary>Lays out <see cref="Bytes"/> of scratch memory for tasks of a worker, up to <see cref="End"/>.</summary>
    /// <param name="shape">Heads.</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="window">Tokens a token sees.</param>
    /// <param name="longest">Tokens of the longest sequence.</param>
    /// <param name="scratch">The worker's memory.</param>
    public AmxCachedAttention(HeadShape shape, in CacheLayer cache, int window, int longest, byte* scratch)
    {
        (this.cache, this.window) = (cache, window);
        (dim, group) = (shape.HeadDim, shape.Heads / shape.KvHeads);
        // Not whole pages from row to row: sixteen rows would meet in one set of the cache.
        (scoreStride, operandStride) = (Padded(longest) + 16, Padded(longest) + 32);
        scores = (float*)scratch;
        output = scores + Rows * (long)scoreStride;
        operand = (byte*)(output + Rows * dim);
        query = operand + Rows * (long)operandStride * sizeof(ushort);
        table = (byte**)(query + Rows * dim * sizeof(ushort));
        wanted = table + Padded(longest) / Tokens + 1;
    }

    /// <summary>Whether keys and values are cached for tiles. Says the same throughout the life of a cache.</summary>
    public static bool Fits(HeadShape shape, DType qkv, DType cache)
        => AmxKernel.IsAvailable && qkv == DType.BF16 && cache == DType.BF16 && shape.HeadDim % AmxPacking.Panel == 0 && shape.Heads / shape.KvHeads <= Rows;

    /// <summary>Scratch bytes of a worker.</summary>
    public static long Bytes(HeadShape shape, int longest)
        => Rows * ((long)(Padded(longest) + 16) * sizeof(float) + (long)(Padded(longest) + 32) * sizeof(ushort) + shape.HeadDim * (sizeof(float) + sizeof(ushort)))
            + 2 * (Padded(longest) / Tokens + 1) * sizeof(long) + 64;

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

    /// <summary>Attends: all new tokens of a sequence, query heads of a key/value head.</summary>
    /// <param name="s">The sequence; its new tokens are in the cache.</param>
    /// <param name="head">The key/value head.</param>
    /// <param name="next">The sequence of the task that probably comes next.</param>
    /// <param name="nextHead">Its key/value head.</param>
    /// <param name="qkv">[T, (H+2G)K] bf16.</param>
    /// <param name="o">[T, H·K].</param>
    public void Attend(in CachedSequence s, int head, in CachedSequence next, int nextHead, in Tensor qkv, in Tensor o)
    {
        int rows = s.Fresh * group, past = s.Length - s.Fresh, blocks = Blocks(s.Length);
        FillTable(table, s, head, blocks + 1, 0);
        float* inverse = stackalloc float[Rows];
        long half = (long)dim * Tokens;
        Configure(Math.Min(rows, Rows));
        for (int row = 0; row < rows; row += Rows)
        {
            int count = Math.Min(Rows, rows - row), firstToken = past + row / group, lastToken = past + (row + count - 1) / group;
            int from = First(firstToken), end = lastToken / Tokens + 1;
            var across = new AmxArguments
            {
                A = query, ARow = dim * sizeof(ushort), AStep = 64, B = (byte*)(table + from), C = (byte*)scores, CRow = scoreStride * sizeof(float),
                Blocks = end - from, Steps = dim / AmxPacking.Panel,
            };
            // Heads of one token lie next to each other already.
            if (firstToken == lastToken) across.A = Head(qkv, s.Row + row / group, head, row % group);
            else CopyQueries(s, head, row, count, qkv);
            // What the next task reads comes during this one, the first halves of keys and values beside its keys, the others beside its
            // values; in long sequences each comes a block ahead.
            bool ahead = end - from <= FetchAhead, last = row + Rows >= rows;
            byte** fetch = table + from + (ahead ? 0 : 1);
            if (ahead && last)
            {
                fetch = wanted;
                FillTable(wanted, next, nextHead, end - from, First(next.Length - next.Fresh));
            }
            across.Fetch = fetch;
            across.FetchAside = ahead ? cache.ValuesAfterKeys : half;
            AmxKernel.Scores(&across);
            for (int r = 0; r < count; r++)
            {
                int to = past + (row + r) / group, start = Math.Max(0, to - window + 1);
                inverse[r] = Softmax(r, start - from * Tokens, to - from * Tokens, (end - from) * Tokens);
            }
            var sum = new AmxArguments
            {
                A = operand, ARow = operandStride * sizeof(ushort), AStep = 64, B = (byte*)(table + from), CRow = dim * sizeof(float), Blocks = end - from,
                Fetch = fetch,
            };
            for (int d = 0; d < dim; d += AmxPacking.Panel)
            {
                long part = d / AmxPacking.Panel * (2 * AmxPacking.TileBytes);
                sum.AHalf = cache.ValuesAfterKeys + part;
                sum.FetchAdd = ahead ? half + part / 2 : sum.AHalf;
                sum.FetchAside = ahead ? cache.ValuesAfterKeys + sum.FetchAdd : sum.AHalf + AmxPacking.TileBytes;
                sum.C = (byte*)(output + d);
                AmxKernel.Gather(&sum);
            }
            for (int r = 0; r < count; r++) Put(r, inverse[r], Head(o, s.Row + (row + r) / group, head, (row + r) % group), o.Type);
        }
    }

    /// <summary>Gives the tiles back.</summary>
    public void End()
    {
        if (configured > 0) AmxKernel.End();
        configured = 0;
    }

    private static int Padded(int tokens) => Blocks(tokens) * Tokens;

    private static int Blocks(int tokens) => (tokens + Tokens - 1) / Tokens;

    /// <summary>The first block that a token at a place sees.</summary>
    private readonly int First(int token) => Math.Max(0, token - window + 1) / Tokens;

    private void Configure(int rows)
    {
        if (rows != configured) AmxKernel.Begin(rows);
        configured = rows;
    }

    /// <summary>Addresses of a head's keys, <paramref name="count"/> blocks from one on; the last again where there are no more.</summary>
    private readonly void FillTable(byte** to, in CachedSequence s, int head, int count, int from)
    {
        long plane = (long)head * dim * Tokens * sizeof(ushort);
        int most = Blocks(s.Length) - 1;
        for (int b = 0; b < count; b++) to[b] = cache.Keys(s.Blocks[Math.Min(from + b, most)]) + plane;
    }

    private readonly void CopyQueries(in CachedSequence s, int head, int row, int count, in Tensor qkv)
    {
        int bytes = dim * sizeof(ushort);
        for (int r = 0; r < count; r++) Buffer.MemoryCopy(Head(qkv, s.Row + (row + r) / group, head, (row + r) % group), query + r * bytes, bytes, bytes);
    }

    private readonly byte* Head(in Tensor rows, int row, int head, int member) => rows.RowAddress(row) + (long)(head * group + member) * dim * rows.Type.Size();

    /// <summary>Turns scores into probabilities not yet divided by their sum; returns one over it.</summary>
    private readonly float Softmax(int row, int first, int last, int count)
    {
        float* s = scores + (long)row * scoreStride;
        ushort* p = (ushort*)operand + (long)row * operandStride;
        if (first > 0) new Span<float>(s, first).Fill(float.NegativeInfinity);
        new Span<float>(s + last + 1, count - last - 1).Fill(float.NegativeInfinity);
        float scale = 1 / MathF.Sqrt(dim);
        return 1 / Simd.ExpToBF16(s, p, count, scale, -Simd.Max(s, count) * scale);
    }

    private readonly void Put(int row, float factor, byte* to, DType type)
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

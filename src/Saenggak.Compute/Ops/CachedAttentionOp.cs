using System.Runtime.Intrinsics;
using Saenggak.Compute.Cpu;
using Saenggak.Compute.Cpu.Amx;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Where a sequence's keys and values lie: each block of its table holds <see cref="BlockTokens"/> tokens, keys as
/// [kv head][head dim][token in block] (so that sixteen tokens are one vector), values as [kv head][token in block][head dim]; or, where
/// <see cref="AmxCachedAttention"/> computes, both as it wants them.
/// </summary>
public readonly unsafe struct CachedSequence(int* blocks, int length, int fresh, int row)
{
    /// <summary>Tokens in one block.</summary>
    public const int BlockTokens = 32;

    /// <summary>Block numbers, in order.</summary>
    public int* Blocks { get; } = blocks;

    /// <summary>Tokens in all, the new ones included.</summary>
    public int Length { get; } = length;

    /// <summary>New tokens: the last of the sequence.</summary>
    public int Fresh { get; } = fresh;

    /// <summary>Row of the first new token in qkv and o.</summary>
    public int Row { get; } = row;
}

/// <summary>One layer's part of the cache: block b starts at b·<paramref name="blockBytes"/>, with this layer's keys and values at fixed offsets in it.</summary>
public readonly unsafe struct CacheLayer(byte* storage, long blockBytes, long keyOffset, long valueOffset, DType type)
{
    /// <summary>Element type of the cache.</summary>
    public DType Type { get; } = type;

    /// <summary>Keys of a block.</summary>
    public byte* Keys(int block) => storage + block * blockBytes + keyOffset;

    /// <summary>Bytes from a block's keys to its values.</summary>
    public long ValuesAfterKeys => valueOffset - keyOffset;

    /// <summary>Values of a block.</summary>
    public byte* Values(int block) => storage + block * blockBytes + valueOffset;
}

/// <summary>
/// Attention in generation: the new tokens' keys and values go into the cache, then each new token attends to everything cached
/// up to itself. One (sequence, key/value head) pair is one task.
/// </summary>
public static unsafe partial class CachedAttentionOp
{
    /// <summary>From this many new tokens on, keys and values are unpacked once and taken in tiles.</summary>
    private const int TileFrom = 8;

    /// <summary>Tasks taken at once: one of a short sequence is shorter than the counter's round trip.</summary>
    private const int Grain = 4;

    /// <summary>o [T, H·K] from rotated qkv [T, (H+2G)K]; rows that belong to no sequence are left alone.</summary>
    public static void Forward(Device device, HeadShape shape, in Tensor qkv, ReadOnlySpan<CachedSequence> sequences, in CacheLayer cache, int window, in Tensor o)
    {
        int longest = 0;
        double cached = 0;
        foreach (ref readonly var s in sequences)
        {
            longest = Math.Max(longest, s.Length);
            cached += s.Length;
        }
        using var _ = device.Workers.Measure(new("cached_attention"), bytes: cached * 2 * shape.KvHeads * shape.HeadDim * cache.Type.Size() + qkv.Bytes + o.Bytes);
        long padded = (longest + CachedSequence.BlockTokens - 1) / CachedSequence.BlockTokens * CachedSequence.BlockTokens, p = AttentionTiles.Padded(shape.HeadDim);
        long group = shape.Heads / shape.KvHeads;
        long floats = (2 * padded + 16) * p + 2 * AttentionTiles.Tile * p + AttentionTiles.Tile * AttentionTiles.ScoreStride + group * (padded + p);
        bool onTiles = AmxCachedAttention.Fits(shape, qkv.Type, cache.Type);
        if (onTiles) floats = (AmxCachedAttention.Bytes(shape, longest) + 63) / 64 * 16;
        float* scratch = device.Scratch(floats * device.Workers.Count);
        fixed (CachedSequence* s = sequences)
        {
            device.Workers.Run(new Job
            {
                Shape = shape, Qkv = qkv, O = o, Sequences = s, Count = sequences.Length, Cache = cache, Window = window,
                OnTiles = onTiles, Scratch = scratch, ScratchFloats = floats, Padded = (int)padded, Tasks = device.Workers.Tasks(sequences.Length * shape.KvHeads, Grain),
            });
        }
    }

    private partial struct Job : IJob
    {
        public HeadShape Shape;
        public Tensor Qkv, O;
        public CachedSequence* Sequences;
        public CacheLayer Cache;
        public int Count, Window, Padded;
        public bool OnTiles;
        public float* Scratch;
        public long ScratchFloats;
        public TaskQueue Tasks;

        public readonly void Run(int worker, int workers)
        {
            float* scratch = Scratch + worker * ScratchFloats;
            if (OnTiles)
            {
                RunOnTiles(worker, (byte*)scratch);
                return;
            }
            while (Tasks.Take(worker, out int task, out int end))
            {
                for (; task < end; task++)
                {
                    ref readonly var sequence = ref Sequences[task / Shape.KvHeads];
                    int g = task % Shape.KvHeads;
                    if (Cache.Type == DType.F32) Task<Single32>(sequence, g, scratch);
                    else Task<Brain16>(sequence, g, scratch);
                }
            }
        }

        private readonly void RunOnTiles(int worker, byte* scratch)
        {
            var attention = new AmxCachedAttention(Shape, Cache, Window, Padded, scratch);
            while (Tasks.Take(worker, out int task, out int end))
            {
                for (; task < end; task++)
                {
                    ref readonly var sequence = ref Sequences[task / Shape.KvHeads];
                    ref readonly var next = ref Sequences[Math.Min((task + 1) / Shape.KvHeads, Count - 1)];
                    int g = task % Shape.KvHeads;
                    AppendToTiles(sequence, g);
                    attention.Attend(sequence, g, next, (g + 1) % Shape.KvHeads, Qkv, O);
                }
            }
            attention.End();
        }

        private readonly void AppendToTiles(in CachedSequence s, int g)
        {
            int dim = Shape.HeadDim, past = s.Length - s.Fresh;
            long plane = (long)g * dim * CachedSequence.BlockTokens * sizeof(ushort);
            for (int i = 0; i < s.Fresh; i++)
            {
                int block = s.Blocks[(past + i) / CachedSequence.BlockTokens];
                ushort* row = (ushort*)Qkv.RowAddress(s.Row + i) + (Shape.Heads + g) * dim;
                AmxCachedAttention.Append(row, row + Shape.KvHeads * dim, dim, Cache.Keys(block) + plane, Cache.Values(block) + plane, (past + i) % CachedSequence.BlockTokens);
            }
        }

        private readonly void Task<T>(in CachedSequence s, int g, float* scratch) where T : struct, IElement
        {
            Append<T>(s, g);
            if (s.Fresh >= TileFrom)
            {
                Tiles<T>(s, g, scratch);
                return;
            }
            if (Shape.HeadDim % 16 != 0)
            {
                Tiles<T>(s, g, scratch);
                return;
            }
            for (int i = 0; i < s.Fresh; i++) Single<T>(s, g, i, scratch);
        }

        private readonly void Append<T>(in CachedSequence s, int g) where T : struct, IElement
        {
            int dim = Shape.HeadDim, past = s.Length - s.Fresh, size = Cache.Type.Size();
            long plane = (long)g * dim * CachedSequence.BlockTokens * size;
            for (int i = 0; i < s.Fresh; i++)
            {
                int block = (past + i) / CachedSequence.BlockTokens, at = (past + i) % CachedSequence.BlockTokens;
                byte* row = Qkv.RowAddress(s.Row + i);
                byte* key = Cache.Keys(s.Blocks[block]) + plane, value = Cache.Values(s.Blocks[block]) + plane + (long)at * dim * size;
                int keyColumn = (Shape.Heads + g) * dim, valueColumn = keyColumn + Shape.KvHeads * dim;
                for (int d = 0; d < dim; d++)
                {
                    float k = Qkv.Type == DType.F32 ? Single32.Get(row, keyColumn + d) : Brain16.Get(row, keyColumn + d);
                    T.Set(k, key, (long)d * CachedSequence.BlockTokens + at);
                }
                Convert.CopyRow(row + (long)valueColumn * Qkv.Type.Size(), Qkv.Type, value, Cache.Type, dim);
            }
        }

        /// <summary>One new token against the cache: sixteen keys a vector, all query heads of the group together.</summary>
        private readonly void Single<T>(in CachedSequence s, int g, int i, float* scratch) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            int dim = Shape.HeadDim, group = Shape.Heads / Shape.KvHeads, last = s.Length - s.Fresh + i;
            int first = Math.Max(0, last - Window + 1), from = first / tokens;
            long plane = (long)g * dim * tokens * Cache.Type.Size();
            float* scores = scratch;
            float* q = scratch + (long)group * Padded;
            float scale = 1 / MathF.Sqrt(dim);
            byte* row = Qkv.RowAddress(s.Row + i);
            for (int d = 0; d < group * dim; d++)
            {
                int column = g * group * dim + d;
                q[d] = scale * (Qkv.Type == DType.F32 ? Single32.Get(row, column) : Brain16.Get(row, column));
            }
            for (int block = from; block <= last / tokens; block++)
            {
                byte* keys = Cache.Keys(s.Blocks[block]) + plane;
                float* at = scores + block * tokens;
                int h = 0;
                // Two heads at a time share what is loaded of the keys.
                for (; h + 2 <= group; h += 2) ScorePair<T>(q + h * dim, keys, at + (long)h * Padded);
                if (h < group) Score<T>(q + h * dim, keys, at + (long)h * Padded);
            }
            int end = (last / tokens + 1) * tokens;
            float* weight = stackalloc float[group];
            for (int h = 0; h < group; h++)
            {
                float* sh = scores + (long)h * Padded;
                new Span<float>(sh + last + 1, end - last - 1).Fill(float.NegativeInfinity);
                new Span<float>(sh + from * tokens, first - from * tokens).Fill(float.NegativeInfinity);
                float max = Simd.Max(sh + from * tokens, end - from * tokens);
                var shift = Vector512.Create(max);
                var sum = Vector512<float>.Zero;
                for (int t = from * tokens; t < end; t += 16)
                {
                    var e = Simd.Exp(Vector512.Load(sh + t) - shift);
                    e.Store(sh + t);
                    sum += e;
                }
                weight[h] = 1 / Vector512.Sum(sum);
            }
            int outColumn = g * group * dim, head = 0;
            for (; head + 2 <= group; head += 2) ValuesPair<T>(s, plane, scores + (long)head * Padded, weight + head, first, last, s.Row + i, outColumn + head * dim);
            if (head < group) Values<T>(s, plane, scores + (long)head * Padded, first, last, weight[head], s.Row + i, outColumn + head * dim);
        }

        /// <summary>Many new tokens: the head's keys and values are unpacked to f32 once and taken in tiles.</summary>
        private readonly void Tiles<T>(in CachedSequence s, int g, float* scratch) where T : struct, IElement
        {
            const int tokens = CachedSequence.BlockTokens;
            int dim = Shape.HeadDim, group = Shape.Heads / Shape.KvHeads, p = AttentionTiles.Padded(dim), stride = Padded + 16;
            long plane = (long)g * dim * tokens * Cache.Type.Size();
            float* kt = scratch, v = kt + (long)stride * p, q = v + (long)Padded * p, output = q + AttentionTiles.Tile * p, scores = output + AttentionTiles.Tile * p;
            for (int block = 0; block * tokens < s.Length; block++)
            {
                byte* keys = Cache.Keys(s.Blocks[block]) + plane, values = Cache.Values(s.Blocks[block]) + plane;
                int count = Math.Min(tokens, s.Length - block * tokens);
                for (int d = 0; d < p; d++)
                {
                    float* to = kt + (long)d * stride + block * tokens;
                    for (int t = 0; t < tokens; t++) to[t] = d < dim && t < count ? T.Get(keys, (long)d * tokens + t) : 0;
                }
                for (int t = 0; t < count; t++)
                {
                    float* to = v + (long)(block * tokens + t) * p;
                    for (int d = 0; d < p; d++) to[d] = d < dim ? T.Get(values, (long)t * dim + d) : 0;
                }
            }
            float scale = 1 / MathF.Sqrt(dim);
            int past = s.Length - s.Fresh;
            for (int h = g * group; h < (g + 1) * group; h++)
            {
                for (int i = 0; i < s.Fresh; i += AttentionTiles.Tile)
                {
                    int rows = Math.Min(AttentionTiles.Tile, s.Fresh - i);
                    for (int r = 0; r < rows; r++)
                    {
                        byte* row = Qkv.RowAddress(s.Row + i + r);
                        for (int d = 0; d < p; d++)
                        {
                            q[r * p + d] = d >= dim ? 0 : scale * (Qkv.Type == DType.F32 ? Single32.Get(row, h * dim + d) : Brain16.Get(row, h * dim + d));
                        }
                    }
                    AttentionTiles.Forward(rows, past + i, Window, q, p, kt, stride, v, output, null, scores);
                    for (int r = 0; r < rows; r++)
                    {
                        Convert.CopyRow((byte*)(output + r * p), DType.F32, O.RowAddress(s.Row + i + r) + (long)h * dim * O.Type.Size(), O.Type, dim);
                    }
                }
            }
        }
    }
}

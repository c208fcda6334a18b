using System.Runtime.Intrinsics;
using Saenggak.Compute.Cpu;
using Saenggak.Compute.Cpu.Amx;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Causal grouped-query attention over sequences packed one after the other; a token sees only earlier tokens of its own
/// sequence, and of those the last <c>window</c>. T tokens in all, H query heads, G key/value heads, K head dim. Memory is
/// linear in the longest sequence. A (sequence, key/value head) pair is one task, or where there are few of them in the forward, a
/// query head of it; results do not depend on that nor on who runs it. In bf16 on
/// machines with AMX a task runs on tiles (<see cref="AmxAttention"/>), else in f32 (<see cref="AttentionTiles"/>).
/// </summary>
public static unsafe class AttentionOp
{
    // With fewer pairs a worker than this, the last ones would let the others wait long.
    private const int FewPairs = 4;

    /// <summary>o [T, H·K] from rotated qkv [T, (H+2G)K]; log-sum-exp [H, T] f32 is kept for the backward.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="shape">Heads.</param>
    /// <param name="qkv">f32 or bf16.</param>
    /// <param name="starts">n + 1 offsets of the sequences, ending with T.</param>
    /// <param name="window">Tokens a token sees, itself included; <see cref="int.MaxValue"/> for all.</param>
    /// <param name="o">f32 or bf16.</param>
    /// <param name="logSumExp">[H, T] f32, or the default tensor.</param>
    public static void Forward(Device device, HeadShape shape, in Tensor qkv, ReadOnlySpan<int> starts, int window, in Tensor o, in Tensor logSumExp)
    {
        using var _ = device.Workers.Measure(new("attention_forward"), 4 * Pairs(starts, window) * shape.QueryWidth, qkv.Bytes + o.Bytes);
        int longest = Longest(starts);
        bool tiles = AmxAttention.Fits(shape, qkv, o);
        long floats = tiles ? AmxAttention.Bytes(shape, longest, backward: false) / sizeof(float) : Layout.Floats(shape, longest, backward: false);
        float* scratch = device.Scratch(floats * device.Workers.Count);
        int pairs = (starts.Length - 1) * shape.KvHeads, parts = pairs < FewPairs * device.Workers.Count ? shape.Heads / shape.KvHeads : 1;
        fixed (int* p = starts)
        {
            device.Workers.Run(new ForwardJob
            {
                Shape = shape, Qkv = qkv, O = o, LogSumExp = logSumExp, Starts = p, Window = window,
                Scratch = scratch, ScratchFloats = floats, Longest = longest, Parts = parts, Tasks = device.Workers.Tasks(pairs * parts), Tiles = tiles,
            });
        }
    }

    /// <summary>dqkv [T, (H+2G)K] from dO [T, H·K] and what the forward had and left.</summary>
    public static void Backward(
        Device device, HeadShape shape, in Tensor qkv, in Tensor o, in Tensor logSumExp, in Tensor dO, ReadOnlySpan<int> starts, int window, in Tensor dQkv)
    {
        using var _ = device.Workers.Measure(new("attention_backward"), 8 * Pairs(starts, window) * shape.QueryWidth, qkv.Bytes + o.Bytes + dO.Bytes + dQkv.Bytes);
        int longest = Longest(starts);
        bool tiles = AmxAttention.Fits(shape, qkv, o) && dO.Type == DType.BF16 && dQkv.Type == DType.BF16;
        long floats = tiles ? AmxAttention.Bytes(shape, longest, backward: true) / sizeof(float) : Layout.Floats(shape, longest, backward: true);
        float* scratch = device.Scratch(floats * device.Workers.Count);
        fixed (int* p = starts)
        {
            device.Workers.Run(new BackwardJob
            {
                Shape = shape, Qkv = qkv, O = o, LogSumExp = logSumExp, DO = dO, DQkv = dQkv, Starts = p, Window = window,
                Scratch = scratch, ScratchFloats = floats, Longest = longest, Tasks = device.Workers.Tasks((starts.Length - 1) * shape.KvHeads), Tiles = tiles,
            });
        }
    }

    /// <summary>Pairs of a query and a key that it sees.</summary>
    private static double Pairs(ReadOnlySpan<int> starts, int window)
    {
        double pairs = 0;
        for (int i = 1; i < starts.Length; i++)
        {
            double length = starts[i] - starts[i - 1], seen = Math.Min(length, window);
            pairs += seen * (seen + 1) / 2 + (length - seen) * seen;
        }
        return pairs;
    }

    private static int Longest(ReadOnlySpan<int> starts)
    {
        int longest = 0;
        for (int i = 1; i < starts.Length; i++) longest = Math.Max(longest, starts[i] - starts[i - 1]);
        return longest;
    }

    /// <summary>Copies a head's columns of some rows as f32 [rows, P], scaled; columns K … P are zero.</summary>
    private static void Gather(in Tensor from, int row, int rows, int column, int dim, int padded, float scale, float* target)
    {
        if (from.Type == DType.F32) Gather<Single32>(from, row, rows, column, dim, padded, scale, target);
        else Gather<Brain16>(from, row, rows, column, dim, padded, scale, target);
    }

    private static void Gather<T>(in Tensor from, int row, int rows, int column, int dim, int padded, float scale, float* target) where T : struct, IElement
    {
        var factor = Vector512.Create(scale);
        for (int i = 0; i < rows; i++, target += padded)
        {
            byte* source = from.RowAddress(row + i);
            int d = 0;
            for (; d <= dim - 16; d += 16) (T.Load(source, column + d) * factor).Store(target + d);
            for (; d < dim; d++) target[d] = T.Get(source, column + d) * scale;
            for (; d < padded; d++) target[d] = 0;
        }
    }

    /// <summary>Copies [rows, P] as columns: target [P, stride]; columns beyond <paramref name="rows"/> are zeroed up to the next tile.</summary>
    private static void Transpose(float* source, int rows, int padded, float* target, int stride)
    {
        for (int d = 0; d < padded; d++)
        {
            float* to = target + (long)d * stride;
            for (int i = 0; i < rows; i++) to[i] = source[(long)i * padded + d];
            for (int i = rows; i < AttentionTiles.Padded(rows); i++) to[i] = 0;
        }
    }

    private static void Scatter(float* source, int rows, int padded, float scale, in Tensor to, int row, int column, int dim)
    {
        if (to.Type == DType.F32) Scatter<Single32>(source, rows, padded, scale, to, row, column, dim);
        else Scatter<Brain16>(source, rows, padded, scale, to, row, column, dim);
    }

    private static void Scatter<T>(float* source, int rows, int padded, float scale, in Tensor to, int row, int column, int dim) where T : struct, IElement
    {
        var factor = Vector512.Create(scale);
        for (int i = 0; i < rows; i++, source += padded)
        {
            byte* target = to.RowAddress(row + i);
            int d = 0;
            for (; d <= dim - 16; d += 16) T.Store(Vector512.Load(source + d) * factor, target, column + d);
            for (; d < dim; d++) T.Set(source[d] * scale, target, column + d);
        }
    }

    /// <summary>Where a worker keeps what: whole sequences of one key/value head, then tiles.</summary>
    private readonly struct Layout
    {
        public readonly int P, Stride;
        public readonly float* K, V, Kt, Vt, Dk, Dv, Q, Out, DOut, Dq, Scores, DScores;

        public Layout(float* at, HeadShape shape, int longest, bool backward)
        {
            P = AttentionTiles.Padded(shape.HeadDim);
            // A stride that is no multiple of a page keeps the columns of a tile out of one cache set.
            Stride = AttentionTiles.Padded(longest) + 16;
            long rows = (long)AttentionTiles.Padded(longest) * P, columns = (long)Stride * P, tile = AttentionTiles.Tile * P;
            const long scores = AttentionTiles.Tile * AttentionTiles.ScoreStride;
            Take(ref at, rows, out K);
            Take(ref at, rows, out V);
            Take(ref at, columns, out Kt);
            Take(ref at, tile, out Q);
            Take(ref at, tile, out Out);
            Take(ref at, scores, out Scores);
            if (!backward) return;
            Take(ref at, columns, out Vt);
            Take(ref at, rows, out Dk);
            Take(ref at, rows, out Dv);
            Take(ref at, tile, out DOut);
            Take(ref at, tile, out Dq);
            Take(ref at, scores, out DScores);
        }

        public static long Floats(HeadShape shape, int longest, bool backward)
        {
            long p = AttentionTiles.Padded(shape.HeadDim), rows = AttentionTiles.Padded(longest) * p, columns = rows + 16 * p;
            long tiles = AttentionTiles.Tile * p, scores = AttentionTiles.Tile * AttentionTiles.ScoreStride;
            return backward ? 4 * rows + 2 * columns + 4 * tiles + 2 * scores : 2 * rows + columns + 2 * tiles + scores;
        }

        private static void Take(ref float* at, long floats, out float* part)
        {
            part = at;
            at += floats;
        }
    }

    private struct ForwardJob : IJob
    {
        public HeadShape Shape;
        public Tensor Qkv, O, LogSumExp;
        public int* Starts;
        public int Window, Longest, Parts;
        public float* Scratch;
        public long ScratchFloats;
        public TaskQueue Tasks;
        public bool Tiles;

        public readonly void Run(int worker, int workers)
        {
            var at = new Layout(Scratch + worker * ScratchFloats, Shape, Longest, backward: false);
            if (Tiles) AmxKernel.Begin();
            int loaded = -1;
            while (Tasks.Take(worker, out int task, out _))
            {
                int pair = task / Parts, heads = Shape.Heads / Shape.KvHeads / Parts, g = pair % Shape.KvHeads;
                int start = Starts[pair / Shape.KvHeads], end = Starts[pair / Shape.KvHeads + 1], head = (g * Parts + task % Parts) * heads;
                if (Tiles) TileTask((byte*)(Scratch + worker * ScratchFloats), start, end, g, head, head + heads, pair != loaded);
                else Task(at, start, end, g, head, head + heads, pair != loaded);
                loaded = pair;
            }
            if (Tiles) AmxKernel.End();
        }

        private readonly void TileTask(byte* scratch, int start, int end, int g, int head, int endHead, bool load)
        {
            int dim = Shape.HeadDim;
            var qkv = new MatrixView(Qkv.Data, Qkv.Type, Qkv.Stride, 1);
            var o = new MatrixView(O.Data, O.Type, O.Stride, 1);
            var attention = new AmxAttention(Shape, end - start, Window, scratch, backward: false);
            if (load) attention.Load(qkv.At(start, (Shape.Heads + g) * dim), qkv.At(start, (Shape.Heads + Shape.KvHeads + g) * dim));
            for (int h = head; h < endHead; h++)
            {
                attention.Forward(qkv.At(start, h * dim), o.At(start, h * dim), LogSumExp.IsNull ? null : LogSumExp.F32 + (long)h * LogSumExp.Stride + start);
            }
        }

        private readonly void Task(in Layout at, int start, int end, int g, int head, int endHead, bool load)
        {
            int dim = Shape.HeadDim, length = end - start;
            float scale = 1 / MathF.Sqrt(dim);
            if (load)
            {
                Gather(Qkv, start, length, (Shape.Heads + g) * dim, dim, at.P, 1, at.K);
                Gather(Qkv, start, length, (Shape.Heads + Shape.KvHeads + g) * dim, dim, at.P, 1, at.V);
                Transpose(at.K, length, at.P, at.Kt, at.Stride);
            }
            for (int h = head; h < endHead; h++)
            {
                for (int i = 0; i < length; i += AttentionTiles.Tile)
                {
                    int rows = Math.Min(AttentionTiles.Tile, length - i);
                    Gather(Qkv, start + i, rows, h * dim, dim, at.P, scale, at.Q);
                    float* lse = LogSumExp.IsNull ? null : LogSumExp.F32 + (long)h * LogSumExp.Stride + start + i;
                    AttentionTiles.Forward(rows, i, Window, at.Q, at.P, at.Kt, at.Stride, at.V, at.Out, lse, at.Scores);
                    Scatter(at.Out, rows, at.P, 1, O, start + i, h * dim, dim);
                }
            }
        }
    }

    private struct BackwardJob : IJob
    {
        public HeadShape Shape;
        public Tensor Qkv, O, LogSumExp, DO, DQkv;
        public int* Starts;
        public int Window, Longest;
        public float* Scratch;
        public long ScratchFloats;
        public TaskQueue Tasks;
        public bool Tiles;

        public readonly void Run(int worker, int workers)
        {
            var at = new Layout(Scratch + worker * ScratchFloats, Shape, Longest, backward: true);
            if (Tiles) AmxKernel.Begin();
            while (Tasks.Take(worker, out int task, out _))
            {
                int start = Starts[task / Shape.KvHeads], end = Starts[task / Shape.KvHeads + 1];
                if (Tiles) TileTask((byte*)(Scratch + worker * ScratchFloats), start, end, task % Shape.KvHeads);
                else Task(at, start, end, task % Shape.KvHeads);
            }
            if (Tiles) AmxKernel.End();
        }

        private readonly void TileTask(byte* scratch, int start, int end, int g)
        {
            int dim = Shape.HeadDim, group = Shape.Heads / Shape.KvHeads, key = (Shape.Heads + g) * dim, value = key + Shape.KvHeads * dim;
            var qkv = new MatrixView(Qkv.Data, Qkv.Type, Qkv.Stride, 1);
            var o = new MatrixView(O.Data, O.Type, O.Stride, 1);
            var dO = new MatrixView(DO.Data, DO.Type, DO.Stride, 1);
            var dQkv = new MatrixView(DQkv.Data, DQkv.Type, DQkv.Stride, 1);
            var attention = new AmxAttention(Shape, end - start, Window, scratch, backward: true);
            attention.LoadBackward(qkv.At(start, key), qkv.At(start, value));
            for (int h = g * group; h < (g + 1) * group; h++)
            {
                int column = h * dim;
                attention.Backward(qkv.At(start, column), o.At(start, column), dO.At(start, column), LogSumExp.F32 + (long)h * LogSumExp.Stride + start, dQkv.At(start, column));
            }
            attention.StoreBackward(dQkv.At(start, key), dQkv.At(start, value));
        }

        private readonly void Task(in Layout at, int start, int end, int g)
        {
            int dim = Shape.HeadDim, length = end - start, group = Shape.Heads / Shape.KvHeads;
            int keyColumn = (Shape.Heads + g) * dim, valueColumn = (Shape.Heads + Shape.KvHeads + g) * dim;
            float scale = 1 / MathF.Sqrt(dim);
            float* delta = stackalloc float[AttentionTiles.Tile];
            Gather(Qkv, start, length, keyColumn, dim, at.P, 1, at.K);
            Gather(Qkv, start, length, valueColumn, dim, at.P, 1, at.V);
            Transpose(at.K, length, at.P, at.Kt, at.Stride);
            Transpose(at.V, length, at.P, at.Vt, at.Stride);
            new Span<float>(at.Dk, length * at.P).Clear();
            new Span<float>(at.Dv, length * at.P).Clear();
            for (int h = g * group; h < (g + 1) * group; h++)
            {
                for (int i = 0; i < length; i += AttentionTiles.Tile)
                {
                    int rows = Math.Min(AttentionTiles.Tile, length - i);
                    Gather(Qkv, start + i, rows, h * dim, dim, at.P, scale, at.Q);
                    Gather(DO, start + i, rows, h * dim, dim, at.P, 1, at.DOut);
                    Gather(O, start + i, rows, h * dim, dim, at.P, 1, at.Out);
                    for (int r = 0; r < rows; r++)
                    {
                        delta[r] = Simd.Dot(at.Out + r * at.P, at.DOut + r * at.P, at.P);
                    }
                    float* lse = LogSumExp.F32 + (long)h * LogSumExp.Stride + start + i;
                    AttentionTiles.Backward(rows, i, Window, at.Q, at.P, at.Kt, at.Vt, at.Stride, at.K, at.DOut, delta, lse, at.Dq, at.Dk, at.Dv, at.Scores, at.DScores);
                    Scatter(at.Dq, rows, at.P, scale, DQkv, start + i, h * dim, dim);
                }
            }
            // The queries were scaled already, so dk needs no factor.
            Scatter(at.Dk, length, at.P, 1, DQkv, start, keyColumn, dim);
            Scatter(at.Dv, length, at.P, 1, DQkv, start, valueColumn, dim);
        }
    }
}

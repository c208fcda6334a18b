using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>Heads of an attention layer: H query heads, G key/value heads, K head dim. A row of qkv is q (H·K) | k (G·K) | v (G·K).</summary>
public readonly record struct HeadShape(int Heads, int KvHeads, int HeadDim)
{
    /// <summary>Columns of a qkv row.</summary>
    public int QkvWidth => (Heads + 2 * KvHeads) * HeadDim;

    /// <summary>Columns of the queries, and of the attention's output.</summary>
    public int QueryWidth => Heads * HeadDim;
}

/// <summary>Rotary tables: row p holds cos (or sin) of p·frequency i, [positions, K/2] f32.</summary>
public readonly record struct RotaryTables(Tensor Cos, Tensor Sin, bool Interleaved);

/// <summary>
/// What stands between the qkv projection and attention, in one pass: bias, RMSNorm of each query and key head (Qwen3), rotary
/// embedding. Half rotation pairs dimension i with i + K/2; interleaved pairs 2i with 2i + 1. (RoPE: arXiv 2104.09864.)
/// </summary>
public static unsafe class QkvOp
{
    /// <summary>Turns raw projections into rotated queries, keys, and values.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="shape">Heads.</param>
    /// <param name="raw">[T, (H+2G)K], f32 or bf16.</param>
    /// <param name="bias">[1, (H+2G)K] f32, or the default tensor.</param>
    /// <param name="qNorm">[1, K] f32 (with <paramref name="kNorm"/>), or the default tensor.</param>
    /// <param name="kNorm">[1, K] f32, or the default tensor.</param>
    /// <param name="eps">Of the head norms.</param>
    /// <param name="rotary">Tables that cover every position.</param>
    /// <param name="positions">T positions.</param>
    /// <param name="qkv">[T, (H+2G)K] receives the result; may be <paramref name="raw"/>.</param>
    /// <param name="normInput">[T, (H+G)K] f32 receives queries and keys before the head norm, for the backward; or the default tensor.</param>
    public static void Forward(
        Device device, HeadShape shape, in Tensor raw, in Tensor bias, in Tensor qNorm, in Tensor kNorm, float eps,
        in RotaryTables rotary, ReadOnlySpan<int> positions, in Tensor qkv, in Tensor normInput)
    {
        using var _ = device.Workers.Measure(new("qkv_forward"), bytes: raw.Bytes + qkv.Bytes + normInput.Bytes);
        fixed (int* p = positions)
        {
            device.Workers.RunRows(new ForwardJob
            {
                Shape = shape, Raw = raw, Bias = bias, QNorm = qNorm, KNorm = kNorm, Eps = eps, Rotary = rotary, Positions = p, Qkv = qkv, NormInput = normInput,
            }, raw.Rows);
        }
    }

    /// <summary>Turns gradients of rotated queries and keys into gradients of the raw projection, in place; dq and dk norms accumulate.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="shape">Heads.</param>
    /// <param name="dQkv">[T, (H+2G)K], f32 or bf16, changed in place.</param>
    /// <param name="qNorm">As in the forward.</param>
    /// <param name="kNorm">As in the forward.</param>
    /// <param name="eps">As in the forward.</param>
    /// <param name="rotary">As in the forward.</param>
    /// <param name="positions">As in the forward.</param>
    /// <param name="normInput">As the forward left it.</param>
    /// <param name="dqNorm">[1, K] f32, accumulated, where there are norms.</param>
    /// <param name="dkNorm">[1, K] f32, accumulated, where there are norms.</param>
    public static void Backward(
        Device device, HeadShape shape, in Tensor dQkv, in Tensor qNorm, in Tensor kNorm, float eps,
        in RotaryTables rotary, ReadOnlySpan<int> positions, in Tensor normInput, in Tensor dqNorm, in Tensor dkNorm)
    {
        using var _ = device.Workers.Measure(new("qkv_backward"), bytes: 2 * dQkv.Bytes + normInput.Bytes);
        int workers = device.Workers.Count, k = shape.HeadDim;
        float* partial = device.Scratch(workers * 2L * k);
        fixed (int* p = positions)
        {
            device.Workers.Run(new BackwardJob
            {
                Shape = shape, Dqkv = dQkv, QNorm = qNorm, KNorm = kNorm, Eps = eps, Rotary = rotary, Positions = p, NormInput = normInput, Partial = partial,
            });
        }
        if (qNorm.IsNull) return;
        for (int w = 0; w < workers; w++)
        {
            for (int i = 0; i < k; i++)
            {
                dqNorm.F32[i] += partial[2 * w * k + i];
                dkNorm.F32[i] += partial[(2 * w + 1) * k + i];
            }
        }
    }

    /// <summary>Rotates one head in place; <paramref name="direction"/> −1 rotates back.</summary>
    private static void Rotate(float* head, float* cos, float* sin, int dim, bool interleaved, float direction)
    {
        int half = dim / 2, i = 0;
        if (interleaved)
        {
            for (; i < half; i++)
            {
                float a = head[2 * i], b = head[2 * i + 1], s = sin[i] * direction;
                head[2 * i] = a * cos[i] - b * s;
                head[2 * i + 1] = b * cos[i] + a * s;
            }
            return;
        }
        for (; i <= half - 16; i += 16)
        {
            var a = Vector512.Load(head + i);
            var b = Vector512.Load(head + half + i);
            var c = Vector512.Load(cos + i);
            var s = Vector512.Load(sin + i) * direction;
            (a * c - b * s).Store(head + i);
            (b * c + a * s).Store(head + half + i);
        }
        for (; i < half; i++)
        {
            float a = head[i], b = head[half + i], s = sin[i] * direction;
            head[i] = a * cos[i] - b * s;
            head[half + i] = b * cos[i] + a * s;
        }
    }

    private static float InverseRms(float* x, int n, float eps)
    {
        float squares = 0;
        for (int i = 0; i < n; i++) squares += x[i] * x[i];
        return 1 / MathF.Sqrt(squares / n + eps);
    }

    private struct ForwardJob : IJob
    {
        public HeadShape Shape;
        public Tensor Raw, Bias, QNorm, KNorm, Qkv, NormInput;
        public RotaryTables Rotary;
        public int* Positions;
        public float Eps;

        public readonly void Run(int worker, int workers)
        {
            int k = Shape.HeadDim, heads = Shape.Heads, rotated = heads + Shape.KvHeads, width = Shape.QkvWidth;
            float* row = stackalloc float[width];
            var (start, end) = Workers.Share(Raw.Rows, worker, workers);
            for (int t = start; t < end; t++)
            {
                Convert.CopyRow(Raw.RowAddress(t), Raw.Type, (byte*)row, DType.F32, width);
                if (!Bias.IsNull) Add(row, Bias.F32, width);
                if (!NormInput.IsNull) Convert.CopyRow((byte*)row, DType.F32, NormInput.RowAddress(t), NormInput.Type, rotated * k);
                float* cos = (float*)Rotary.Cos.RowAddress(Positions[t]), sin = (float*)Rotary.Sin.RowAddress(Positions[t]);
                for (int h = 0; h < rotated; h++)
                {
                    float* head = row + h * k;
                    if (!QNorm.IsNull)
                    {
                        float* w = h < heads ? QNorm.F32 : KNorm.F32;
                        float inverse = InverseRms(head, k, Eps);
                        for (int i = 0; i < k; i++) head[i] *= inverse * w[i];
                    }
                    Rotate(head, cos, sin, k, Rotary.Interleaved, 1);
                }
                Convert.CopyRow((byte*)row, DType.F32, Qkv.RowAddress(t), Qkv.Type, width);
            }
        }

        private static void Add(float* row, float* bias, int n)
        {
            int i = 0;
            for (; i <= n - 16; i += 16) (Vector512.Load(row + i) + Vector512.Load(bias + i)).Store(row + i);
            for (; i < n; i++) row[i] += bias[i];
        }
    }

    private struct BackwardJob : IJob
    {
        public HeadShape Shape;
        public Tensor Dqkv, QNorm, KNorm, NormInput;
        public RotaryTables Rotary;
        public int* Positions;
        public float* Partial;
        public float Eps;

        public readonly void Run(int worker, int workers)
        {
            int k = Shape.HeadDim, heads = Shape.Heads, rotated = heads + Shape.KvHeads;
            float* row = stackalloc float[rotated * k];
            float* x = stackalloc float[rotated * k];
            float* dqNorm = Partial + 2L * worker * k, dkNorm = dqNorm + k;
            new Span<float>(dqNorm, 2 * k).Clear();
            var (start, end) = Workers.Share(Dqkv.Rows, worker, workers);
            for (int t = start; t < end; t++)
            {
                Convert.CopyRow(Dqkv.RowAddress(t), Dqkv.Type, (byte*)row, DType.F32, rotated * k);
                float* cos = (float*)Rotary.Cos.RowAddress(Positions[t]), sin = (float*)Rotary.Sin.RowAddress(Positions[t]);
                if (!QNorm.IsNull) Convert.CopyRow(NormInput.RowAddress(t), NormInput.Type, (byte*)x, DType.F32, rotated * k);
                for (int h = 0; h < rotated; h++)
                {
                    Rotate(row + h * k, cos, sin, k, Rotary.Interleaved, -1);
                    if (QNorm.IsNull) continue;
                    if (h < heads) NormBackward(row + h * k, x + h * k, QNorm.F32, dqNorm);
                    else NormBackward(row + h * k, x + h * k, KNorm.F32, dkNorm);
                }
                Convert.CopyRow((byte*)row, DType.F32, Dqkv.RowAddress(t), Dqkv.Type, rotated * k);
            }
        }

        private readonly void NormBackward(float* dy, float* x, float* w, float* dw)
        {
            int k = Shape.HeadDim;
            float inverse = InverseRms(x, k, Eps), mean = 0;
            for (int i = 0; i < k; i++)
            {
                float normed = x[i] * inverse;
                mean += dy[i] * w[i] * normed;
                dw[i] += dy[i] * normed;
            }
            mean /= k;
            for (int i = 0; i < k; i++) dy[i] = inverse * (dy[i] * w[i] - x[i] * inverse * mean);
        }
    }
}

using System.Runtime.Intrinsics;
using Saenggak.Compute.Cpu;

namespace Saenggak.Compute.Ops;

/// <summary>
/// A projection's weights W [N, K] as the kernels want them: packed for y = x·Wᵀ and, in training, for dx = dy·W.
/// Call <see cref="Refresh"/> after the weights have changed.
/// </summary>
public sealed class LinearWeight : IDisposable
{
    private readonly Device device;
    private readonly PackedMatrix? forward;
    private PackedMatrix? backward;

    /// <summary>Wraps weights that something else owns; nothing is packed before the first use.</summary>
    public LinearWeight(Device device, in Tensor weight)
    {
        this.device = device;
        Weight = weight;
        Outputs = weight.Rows;
        forward = new PackedMatrix(device.Workers, weight, transpose: true);
    }

    /// <summary>Wraps weights in eight bits that something else owns: for the forward only.</summary>
    public LinearWeight(Device device, Int8Matrix weight)
    {
        this.device = device;
        Int8 = weight;
        Outputs = weight.Rows;
    }

    /// <summary>W [N, K]; none where the weights are in eight bits.</summary>
    public Tensor Weight { get; }

    internal long Bytes => Int8?.Bytes ?? Weight.Bytes;

    /// <summary>N.</summary>
    public int Outputs { get; }

    internal Int8Matrix? Int8 { get; }

    internal PackedMatrix Forward => forward ?? throw InEightBits();

    internal PackedMatrix Backward => backward ??= Int8 is null ? new PackedMatrix(device.Workers, Weight, transpose: false) : throw InEightBits();

    /// <summary>Says that the weights have changed; they are packed again at the next use.</summary>
    public void Refresh()
    {
        forward?.Refresh();
        backward?.Refresh();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        forward?.Dispose();
        backward?.Dispose();
    }

    private static InvalidOperationException InEightBits() => new("weights in int8 are for the forward only; to train, hold them in bf16 or f32");
}

/// <summary>y = x·Wᵀ (+ b). T tokens, K inputs, N outputs.</summary>
public static class LinearOp
{
    /// <summary>y [T, N] (+)= x [T, K]·Wᵀ.</summary>
    public static void Forward(Device device, in Tensor x, LinearWeight w, in Tensor y, bool accumulate = false)
    {
        using var _ = device.Workers.Measure(new("linear_forward", y.Cols, x.Cols), 2.0 * x.Rows * y.Cols * x.Cols, x.Bytes + y.Bytes + w.Bytes);
        if (w.Int8 is { } narrow) device.Gemm.Multiply(x, narrow, y, accumulate);
        else if (x.Rows <= MatVec.MostRows && MatVec.Fits(x, w.Weight, y)) MatVec.Multiply(device.Workers, x, w.Weight, y, accumulate);
        else device.Gemm.Multiply(x, w.Forward, y, accumulate);
    }

    /// <summary>
    /// h [T, F] = silu(x·Gᵀ)·(x·Uᵀ), where W [2F, K] holds G and then U: <see cref="Forward"/> in bf16 and <see cref="SwiGluOp"/> in one, with the
    /// same bits. False, and nothing done, where one pass has no advantage; for generation, as nothing is kept for a backward.
    /// </summary>
    public static bool TryForwardGated(Device device, in Tensor x, LinearWeight w, in Tensor h)
    {
        if (!Gemm.FitsGated(x, w.Weight, w.Int8, h)) return false;
        using var _ = device.Workers.Measure(new("gated_forward", w.Outputs, x.Cols), 2.0 * x.Rows * w.Outputs * x.Cols, x.Bytes + h.Bytes + w.Bytes);
        device.Gemm.MultiplyGated(x, w.Int8 is null ? w.Forward : null, w.Int8, h);
        return true;
    }

    /// <summary>dx [T, K] (+)= dy [T, N]·W.</summary>
    public static void BackwardInput(Device device, in Tensor dy, LinearWeight w, in Tensor dx, bool accumulate = false)
    {
        using var _ = Measure(device, "linear_backward_input", dy, dx, w.Weight);
        device.Gemm.Multiply(dy, w.Backward, dx, accumulate);
    }

    /// <summary>dW [N, K] f32 += dyᵀ·x.</summary>
    public static void BackwardWeight(Device device, in Tensor dy, in Tensor x, in Tensor dw)
    {
        using var _ = Measure(device, "linear_backward_weight", dy, x, dw);
        device.Gemm.Multiply(dy, true, x, false, dw, accumulate: true);
    }

    /// <summary>y [T, N] += b, b [1, N] in f32 or bf16.</summary>
    public static void AddBias(Device device, in Tensor y, in Tensor b)
    {
        using var _ = device.Workers.Measure(new("bias_forward"), y.Length, 2 * y.Bytes);
        device.Workers.RunRows(new BiasJob { Y = y, B = b }, y.Rows);
    }

    /// <summary>db [1, N] f32 += Σ_t dy [t, :]. Columns are split, so the sum's order does not depend on the workers.</summary>
    public static void BackwardBias(Device device, in Tensor dy, in Tensor db)
    {
        using var _ = device.Workers.Measure(new("bias_backward"), dy.Length, dy.Bytes);
        device.Workers.Run(new BiasGradientJob { Dy = dy, Db = db });
    }

    private static OpSpan Measure(Device device, string name, in Tensor x, in Tensor y, in Tensor w)
        => device.Workers.Measure(new(name, w.Rows, w.Cols), 2.0 * x.Rows * w.Length, x.Bytes + y.Bytes + w.Bytes);

    private struct BiasJob : IJob
    {
        public Tensor Y, B;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Y.Rows, worker, workers);
            if (Y.Type == DType.F32) Add<Single32>(start, end);
            else Add<Brain16>(start, end);
        }

        private readonly void Add<TY>(int start, int end) where TY : struct, IElement
        {
            if (B.Type == DType.F32) Add<TY, Single32>(start, end);
            else Add<TY, Brain16>(start, end);
        }

        private readonly unsafe void Add<TY, TB>(int start, int end) where TY : struct, IElement where TB : struct, IElement
        {
            for (int t = start; t < end; t++)
            {
                byte* row = Y.RowAddress(t);
                int i = 0;
                for (; i <= Y.Cols - 16; i += 16) TY.Store(TY.Load(row, i) + TB.Load(B.Data, i), row, i);
                for (; i < Y.Cols; i++) TY.Set(TY.Get(row, i) + TB.Get(B.Data, i), row, i);
            }
        }
    }

    private struct BiasGradientJob : IJob
    {
        public Tensor Dy, Db;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Dy.Cols, worker, workers, 16);
            if (Dy.Type == DType.F32) Sum<Single32>(start, end);
            else Sum<Brain16>(start, end);
        }

        private readonly unsafe void Sum<T>(int start, int end) where T : struct, IElement
        {
            int i = start;
            for (; i <= end - 16; i += 16)
            {
                var sum = Vector512.Load(Db.F32 + i);
                for (int t = 0; t < Dy.Rows; t++) sum += T.Load(Dy.RowAddress(t), i);
                sum.Store(Db.F32 + i);
            }
            for (; i < end; i++)
            {
                for (int t = 0; t < Dy.Rows; t++) Db.F32[i] += T.Get(Dy.RowAddress(t), i);
            }
        }
    }
}

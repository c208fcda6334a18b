using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>
/// y = r · inv · w with inv = 1/√(mean(r²) + eps), after r = residual + delta. T tokens, D width. The residual stream and
/// the weight are f32; delta and y are f32 or bf16. (RMSNorm: arXiv 1910.07467.)
/// </summary>
public static unsafe class RmsNormOp
{
    /// <summary>Adds, norms, and keeps what the backward needs.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="residual">[T, D] f32.</param>
    /// <param name="delta">[T, D] added to the residual first; the default tensor adds nothing.</param>
    /// <param name="w">[1, D] f32.</param>
    /// <param name="eps">Inside the root.</param>
    /// <param name="sum">[T, D] f32 receives residual + delta; may be <paramref name="residual"/> itself.</param>
    /// <param name="y">[T, D] the normed rows.</param>
    /// <param name="inverse">[1, T] f32 receives inv.</param>
    public static void Forward(Device device, in Tensor residual, in Tensor delta, in Tensor w, float eps, in Tensor sum, in Tensor y, in Tensor inverse)
    {
        using var _ = device.Workers.Measure(new("rms_norm_forward"), bytes: residual.Bytes + delta.Bytes + sum.Bytes + y.Bytes);
        device.Workers.RunRows(new ForwardJob { Residual = residual, Delta = delta, W = w, Eps = eps, Sum = sum, Y = y, Inverse = inverse }, y.Rows);
    }

    /// <summary>dResidual += dr and dw += …; the new dResidual is also written to <paramref name="copy"/> (bf16 or f32) where one is given.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="dy">[T, D] gradient of y.</param>
    /// <param name="sum">[T, D] f32, as the forward left it.</param>
    /// <param name="w">[1, D] f32.</param>
    /// <param name="inverse">[1, T] f32, as the forward left it.</param>
    /// <param name="dResidual">[T, D] f32, accumulated.</param>
    /// <param name="dw">[1, D] f32, accumulated; the default tensor skips it.</param>
    /// <param name="copy">[T, D] receives dResidual after the addition; the default tensor skips it.</param>
    public static void Backward(Device device, in Tensor dy, in Tensor sum, in Tensor w, in Tensor inverse, in Tensor dResidual, in Tensor dw, in Tensor copy)
    {
        using var _ = device.Workers.Measure(new("rms_norm_backward"), bytes: dy.Bytes + sum.Bytes + 2 * dResidual.Bytes + copy.Bytes);
        int padded = (w.Cols + 15) & ~15;
        float* partial = device.Scratch(device.Workers.Count * padded);
        device.Workers.Run(new BackwardJob
        {
            Dy = dy, Sum = sum, W = w, Inverse = inverse, DResidual = dResidual, Copy = copy, Partial = partial, PartialStride = padded,
        });
        if (dw.IsNull) return;
        for (int k = 0; k < device.Workers.Count; k++)
        {
            for (int i = 0; i < w.Cols; i++) dw.F32[i] += partial[k * padded + i];
        }
    }

    private struct ForwardJob : IJob
    {
        public Tensor Residual, Delta, W, Sum, Y, Inverse;
        public float Eps;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Residual.Rows, worker, workers);
            if (Y.Type == DType.F32) Rows<Single32>(start, end);
            else Rows<Brain16>(start, end);
        }

        private readonly void Rows<TY>(int start, int end) where TY : struct, IElement
        {
            if (Delta.IsNull || Delta.Type == DType.F32) Rows<TY, Single32>(start, end);
            else Rows<TY, Brain16>(start, end);
        }

        private readonly void Rows<TY, TD>(int start, int end) where TY : struct, IElement where TD : struct, IElement
        {
            int d = Residual.Cols;
            float* w = W.F32;
            for (int t = start; t < end; t++)
            {
                float* r = (float*)Residual.RowAddress(t), s = (float*)Sum.RowAddress(t);
                byte* delta = Delta.IsNull ? null : Delta.RowAddress(t);
                byte* y = Y.RowAddress(t);
                var squares = Vector512<float>.Zero;
                float tail = 0;
                int i = 0;
                for (; i <= d - 16; i += 16)
                {
                    var v = Vector512.Load(r + i);
                    if (delta != null) v += TD.Load(delta, i);
                    v.Store(s + i);
                    squares = Vector512.FusedMultiplyAdd(v, v, squares);
                }
                for (; i < d; i++)
                {
                    s[i] = r[i] + (delta != null ? TD.Get(delta, i) : 0);
                    tail += s[i] * s[i];
                }
                float inverse = 1 / MathF.Sqrt((Vector512.Sum(squares) + tail) / d + Eps);
                if (!Inverse.IsNull) Inverse.F32[t] = inverse;
                var scale = Vector512.Create(inverse);
                for (i = 0; i <= d - 16; i += 16) TY.Store(Vector512.Load(s + i) * scale * Vector512.Load(w + i), y, i);
                for (; i < d; i++) TY.Set(s[i] * inverse * w[i], y, i);
            }
        }
    }

    private struct BackwardJob : IJob
    {
        public Tensor Dy, Sum, W, Inverse, DResidual, Copy;
        public float* Partial;
        public int PartialStride;

        public readonly void Run(int worker, int workers)
        {
            float* dw = Partial + (long)worker * PartialStride;
            new Span<float>(dw, PartialStride).Clear();
            var (start, end) = Workers.Share(Dy.Rows, worker, workers);
            if (Dy.Type == DType.F32) Rows<Single32>(start, end, dw);
            else Rows<Brain16>(start, end, dw);
        }

        private readonly void Rows<TY>(int start, int end, float* dw) where TY : struct, IElement
        {
            int d = Sum.Cols;
            float* w = W.F32;
            for (int t = start; t < end; t++)
            {
                float* r = (float*)Sum.RowAddress(t), dr = (float*)DResidual.RowAddress(t);
                byte* dy = Dy.RowAddress(t);
                float inverse = Inverse.F32[t];
                var scale = Vector512.Create(inverse);
                var dots = Vector512<float>.Zero;
                float tail = 0;
                int i = 0;
                for (; i <= d - 16; i += 16)
                {
                    var g = TY.Load(dy, i);
                    var x = Vector512.Load(r + i) * scale;
                    dots = Vector512.FusedMultiplyAdd(g * Vector512.Load(w + i), x, dots);
                    Vector512.FusedMultiplyAdd(g, x, Vector512.Load(dw + i)).Store(dw + i);
                }
                for (; i < d; i++)
                {
                    float g = TY.Get(dy, i), x = r[i] * inverse;
                    tail += g * w[i] * x;
                    dw[i] += g * x;
                }
                float mean = (Vector512.Sum(dots) + tail) / d;
                var shift = Vector512.Create(mean);
                for (i = 0; i <= d - 16; i += 16)
                {
                    var x = Vector512.Load(r + i) * scale;
                    var v = Vector512.FusedMultiplyAdd(scale, TY.Load(dy, i) * Vector512.Load(w + i) - x * shift, Vector512.Load(dr + i));
                    v.Store(dr + i);
                }
                for (; i < d; i++) dr[i] += inverse * (TY.Get(dy, i) * w[i] - r[i] * inverse * mean);
                if (!Copy.IsNull) Convert.CopyRow((byte*)dr, DType.F32, Copy.RowAddress(t), Copy.Type, d);
            }
        }
    }
}

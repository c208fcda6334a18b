using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>h = silu(g)·u with g | u side by side in one [T, 2F] matrix; silu(x) = x/(1 + e^−x).</summary>
public static unsafe class SwiGluOp
{
    /// <summary>h [T, F] from gu [T, 2F].</summary>
    public static void Forward(Device device, in Tensor gu, in Tensor h)
    {
        using var _ = device.Workers.Measure(new("swiglu_forward"), bytes: gu.Bytes + h.Bytes);
        device.Workers.RunRows(new ForwardJob { Gu = gu, H = h }, h.Rows);
    }

    /// <summary>dgu [T, 2F] from dh [T, F]; h is computed again into <paramref name="h"/> where one is given. dgu may be gu itself.</summary>
    public static void Backward(Device device, in Tensor dh, in Tensor gu, in Tensor dgu, in Tensor h)
    {
        using var _ = device.Workers.Measure(new("swiglu_backward"), bytes: dh.Bytes + gu.Bytes + dgu.Bytes + h.Bytes);
        device.Workers.Run(new BackwardJob { Dh = dh, Gu = gu, Dgu = dgu, H = h });
    }

    /// <summary>Rows <paramref name="start"/> to <paramref name="end"/> of the forward.</summary>
    internal static void Rows<TG, TH>(in Tensor gateUp, in Tensor result, int start, int end) where TG : struct, IElement where TH : struct, IElement
    {
        int f = result.Cols;
        for (int t = start; t < end; t++)
        {
            byte* gu = gateUp.RowAddress(t), h = result.RowAddress(t);
            int i = 0;
            for (; i <= f - 16; i += 16)
            {
                var g = TG.Load(gu, i);
                TH.Store(g * Simd.Sigmoid(g) * TG.Load(gu, f + i), h, i);
            }
            for (; i < f; i++)
            {
                float g = TG.Get(gu, i);
                TH.Set(g / (1 + MathF.Exp(-g)) * TG.Get(gu, f + i), h, i);
            }
        }
    }

    private struct ForwardJob : IJob
    {
        public Tensor Gu, H;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Gu.Rows, worker, workers);
            if (Gu.Type == DType.F32) Rows<Single32>(start, end);
            else Rows<Brain16>(start, end);
        }

        private readonly void Rows<TG>(int start, int end) where TG : struct, IElement
        {
            if (H.Type == DType.F32) SwiGluOp.Rows<TG, Single32>(Gu, H, start, end);
            else SwiGluOp.Rows<TG, Brain16>(Gu, H, start, end);
        }
    }

    private struct BackwardJob : IJob
    {
        public Tensor Dh, Gu, Dgu, H;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Gu.Rows, worker, workers);
            if (Gu.Type != Dgu.Type || (!H.IsNull && H.Type != Gu.Type)) throw new ArgumentException($"gu {Gu}, dgu {Dgu} and h {H} must have one type");
            if (Gu.Type == DType.F32) Rows<Single32>(start, end);
            else Rows<Brain16>(start, end);
        }

        private readonly void Rows<TG>(int start, int end) where TG : struct, IElement
        {
            if (Dh.Type == DType.F32) Rows<TG, Single32>(start, end);
            else Rows<TG, Brain16>(start, end);
        }

        private readonly void Rows<TG, TD>(int start, int end) where TG : struct, IElement where TD : struct, IElement
        {
            int f = Dh.Cols;
            for (int t = start; t < end; t++)
            {
                byte* gu = Gu.RowAddress(t), dgu = Dgu.RowAddress(t), dh = Dh.RowAddress(t), h = H.IsNull ? null : H.RowAddress(t);
                int i = 0;
                for (; i <= f - 16; i += 16)
                {
                    var g = TG.Load(gu, i);
                    var u = TG.Load(gu, f + i);
                    var d = TD.Load(dh, i);
                    var s = Simd.Sigmoid(g);
                    var silu = g * s;
                    if (h != null) TG.Store(silu * u, h, i);
                    TG.Store(d * u * (s + silu * (Vector512<float>.One - s)), dgu, i);
                    TG.Store(d * silu, dgu, f + i);
                }
                for (; i < f; i++)
                {
                    float g = TG.Get(gu, i), u = TG.Get(gu, f + i), d = TD.Get(dh, i);
                    float s = 1 / (1 + MathF.Exp(-g)), silu = g * s;
                    if (h != null) TG.Set(silu * u, h, i);
                    TG.Set(d * u * (s + silu * (1 - s)), dgu, i);
                    TG.Set(d * silu, dgu, f + i);
                }
            }
        }
    }
}

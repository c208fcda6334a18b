using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>Settings of one AdamW step (arXiv 1711.05101; decoupled decay, bias correction as in PyTorch).</summary>
/// <param name="LearningRate">Step size.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
/// <param name="WeightDecay">Decoupled decay, times the learning rate.</param>
/// <param name="Step">1 for the first step.</param>
/// <param name="GradientScale">Multiplies the gradient first: clipping.</param>
public readonly record struct AdamWSettings(
    float LearningRate, float Beta1, float Beta2, float Epsilon, float WeightDecay, int Step, float GradientScale);

/// <summary>One AdamW step over one parameter, in one pass: moments, master weights, the kernels' copy, and the gradient cleared.</summary>
public static unsafe class AdamWOp
{
    /// <summary>All tensors have one shape. <paramref name="weight"/> is the bf16 copy, or the master itself.</summary>
    public static void Step(Device device, in Tensor master, in Tensor gradient, in Tensor first, in Tensor second, in Tensor weight, in AdamWSettings settings)
    {
        using var _ = device.Workers.Measure(new("adamw"), bytes: 2 * (master.Bytes + gradient.Bytes + first.Bytes + second.Bytes) + (weight.Type == DType.BF16 ? weight.Bytes : 0));
        device.Workers.Run(new Job { Master = master, Gradient = gradient, First = first, Second = second, Weight = weight, S = settings });
    }

    private struct Job : IJob
    {
        public Tensor Master, Gradient, First, Second, Weight;
        public AdamWSettings S;

        public readonly void Run(int worker, int workers)
        {
            long total = Master.Length, grains = (total + 15) / 16;
            long start = grains * worker / workers * 16, end = Math.Min(grains * (worker + 1) / workers * 16, total);
            float* w = Master.F32, g = Gradient.F32, m = First.F32, v = Second.F32;
            ushort* copy = Weight.Type == DType.BF16 ? Weight.BF16 : null;
            float correction1 = 1 - MathF.Pow(S.Beta1, S.Step), correction2 = 1 - MathF.Pow(S.Beta2, S.Step);
            float rate = S.LearningRate / correction1, root = 1 / MathF.Sqrt(correction2), keep = 1 - S.LearningRate * S.WeightDecay;
            float fresh1 = 1 - S.Beta1, fresh2 = 1 - S.Beta2;
            var (vScale, vB1, vB2, vF1, vF2) = (Vector512.Create(S.GradientScale), Vector512.Create(S.Beta1), Vector512.Create(S.Beta2), Vector512.Create(fresh1), Vector512.Create(fresh2));
            var (vRate, vRoot, vKeep, vEps) = (Vector512.Create(rate), Vector512.Create(root), Vector512.Create(keep), Vector512.Create(S.Epsilon));
            long i = start;
            for (; i <= end - 16; i += 16)
            {
                var gi = Vector512.Load(g + i) * vScale;
                var mi = Vector512.Load(m + i) * vB1 + gi * vF1;
                var vi = Vector512.Load(v + i) * vB2 + gi * gi * vF2;
                mi.Store(m + i);
                vi.Store(v + i);
                var wi = Vector512.Load(w + i) * vKeep - vRate * mi / (Vector512.Sqrt(vi) * vRoot + vEps);
                wi.Store(w + i);
                if (copy != null) Simd.StoreBF16(wi, copy + i);
                Vector512<float>.Zero.Store(g + i);
            }
            for (; i < end; i++)
            {
                float gi = g[i] * S.GradientScale;
                m[i] = m[i] * S.Beta1 + gi * fresh1;
                v[i] = v[i] * S.Beta2 + gi * gi * fresh2;
                w[i] = w[i] * keep - rate * m[i] / (MathF.Sqrt(v[i]) * root + S.Epsilon);
                if (copy != null) copy[i] = Convert.ToBF16(w[i]);
                g[i] = 0;
            }
        }
    }
}

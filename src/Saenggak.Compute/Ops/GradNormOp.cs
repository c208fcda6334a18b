using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>Sums of squares for clipping by the global norm. Chunks are fixed, so that the sum does not depend on the workers.</summary>
public static unsafe class GradNormOp
{
    private const int Chunk = 16384;

    /// <summary>Σ g² over a contiguous f32 tensor; NaN or infinity where the gradient holds one.</summary>
    public static double SumOfSquares(Device device, in Tensor g)
    {
        using var _ = device.Workers.Measure(new("grad_norm"), bytes: g.Bytes);
        int chunks = checked((int)((g.Length + Chunk - 1) / Chunk));
        var partial = (double*)device.Scratch(2L * chunks);
        device.Workers.Run(new Job { G = g, Partial = partial, Chunks = chunks });
        double sum = 0;
        for (int i = 0; i < chunks; i++) sum += partial[i];
        return sum;
    }

    /// <summary>The factor that brings a gradient of norm <paramref name="norm"/> to at most <paramref name="most"/>, as PyTorch's clip_grad_norm_ has it.</summary>
    public static float ClipScale(double norm, double most) => most > 0 ? (float)Math.Min(1, most / (norm + 1e-6)) : 1;

    private struct Job : IJob
    {
        public Tensor G;
        public double* Partial;
        public int Chunks;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Chunks, worker, workers);
            for (int c = start; c < end; c++)
            {
                long from = (long)c * Chunk, to = Math.Min(from + Chunk, G.Length);
                float* g = G.F32;
                Vector512<float> a = Vector512<float>.Zero, b = Vector512<float>.Zero;
                long i = from;
                for (; i <= to - 32; i += 32)
                {
                    var x = Vector512.Load(g + i);
                    var y = Vector512.Load(g + i + 16);
                    a = Vector512.FusedMultiplyAdd(x, x, a);
                    b = Vector512.FusedMultiplyAdd(y, y, b);
                }
                double sum = (double)Vector512.Sum(a) + Vector512.Sum(b);
                for (; i < to; i++) sum += (double)g[i] * g[i];
                Partial[c] = sum;
            }
        }
    }
}

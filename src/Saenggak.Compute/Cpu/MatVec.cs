using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// y = x·Wᵀ for a row or a few: reads each weight once, straight from its plain rows, in four streams per worker, because
/// one stream alone does not fill the memory bus.
/// </summary>
internal static unsafe class MatVec
{
    /// <summary>From more rows than this on, a matrix product is faster.</summary>
    public const int MostRows = 2;

    /// <summary>Bytes of weights of a task at least.</summary>
    private const long LeastBytes = 32 << 10;

    /// <summary>Bytes a stream is asked for ahead: the processor itself does not look beyond a page of 4 KiB.</summary>
    private const int Ahead = 2048;

    /// <summary>Tasks that a worker is to have, where there is enough to do.</summary>
    private const int LeastTasks = 8;

    /// <summary>Whether the kernel covers these operands.</summary>
    public static bool Fits(in Tensor x, in Tensor w, in Tensor y)
        => x.Cols % 16 == 0 && w.Rows % 4 == 0 && x.Type == w.Type && w.IsContiguous;

    /// <summary>y [T, N] (+)= x [T, K]·Wᵀ.</summary>
    public static void Multiply(Workers workers, in Tensor x, in Tensor w, in Tensor y, bool accumulate)
    {
        // Runs of rows go to whoever is free; short ones would cost more than they save.
        int least = (int)Math.Max(4, LeastBytes / (w.Cols * (long)w.Type.Size()) / 4 * 4), rows = Math.Max(least, w.Rows / (LeastTasks * workers.Count) / 4 * 4);
        workers.Run(new Job { X = x, W = w, Y = y, Accumulate = accumulate, Rows = rows, Tasks = workers.Tasks((w.Rows + rows - 1) / rows) });
    }

    private struct Job : IJob
    {
        public Tensor X, W, Y;
        public bool Accumulate;
        public int Rows;
        public TaskQueue Tasks;

        public readonly void Run(int worker, int workers)
        {
            while (Tasks.Take(worker, out int task, out _)) Part(task * Rows, Math.Min((task + 1) * Rows, W.Rows));
        }

        private readonly void Part(int start, int end)
        {
            // Four streams: quarter q of the rows runs beside the others.
            int quarter = (end - start) / 4;
            for (int t = 0; t < X.Rows; t++)
            {
                for (int i = 0; i < quarter; i++)
                {
                    int n = start + i;
                    var sums = W.Type == DType.F32 ? Four<Single32>(t, n, quarter) : Four<Brain16>(t, n, quarter);
                    for (int q = 0; q < 4; q++) Put(t, n + q * quarter, sums[q]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly Vector128<float> Four<TW>(int t, int n, int apart) where TW : struct, IElement
        {
            byte* x = X.RowAddress(t);
            byte* w0 = W.RowAddress(n), w1 = W.RowAddress(n + apart), w2 = W.RowAddress(n + 2 * apart), w3 = W.RowAddress(n + 3 * apart);
            Vector512<float> s0, s1, s2, s3;
            s0 = s1 = s2 = s3 = Vector512<float>.Zero;
            for (int k = 0; k < X.Cols; k += 16)
            {
                long line = k * (long)W.Type.Size();
                if (line % 64 == 0) Simd.Prefetch(w0 + line + Ahead, w1 + line + Ahead, w2 + line + Ahead, w3 + line + Ahead);
                var v = TW.Load(x, k);
                s0 = Vector512.FusedMultiplyAdd(v, TW.Load(w0, k), s0);
                s1 = Vector512.FusedMultiplyAdd(v, TW.Load(w1, k), s1);
                s2 = Vector512.FusedMultiplyAdd(v, TW.Load(w2, k), s2);
                s3 = Vector512.FusedMultiplyAdd(v, TW.Load(w3, k), s3);
            }
            return Vector128.Create(Vector512.Sum(s0), Vector512.Sum(s1), Vector512.Sum(s2), Vector512.Sum(s3));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Put(int t, int n, float v)
        {
            byte* row = Y.RowAddress(t);
            if (Y.Type == DType.F32) Single32.Set(Accumulate ? v + Single32.Get(row, n) : v, row, n);
            else Brain16.Set(Accumulate ? v + Brain16.Get(row, n) : v, row, n);
        }
    }
}

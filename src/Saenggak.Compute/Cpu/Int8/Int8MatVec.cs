using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu.Int8;

/// <summary>
/// y = x·Wᵀ for a few rows, W in eight bits. x is rounded to sixteen bits, again in blocks of 32 with a scale each, which is finer
/// than bf16 for all that counts in a sum; products of a block are then exact integers and take half the instructions of f32.
/// W is read once, in four streams per worker. A row's bits depend on nothing but the row.
/// </summary>
internal static unsafe class Int8MatVec
{
    /// <summary>From more rows than this on, unpacking to bf16 and a matrix product are faster.</summary>
    public const int MostRows = 4;

    /// <summary>The largest magnitude in sixteen bits.</summary>
    private const float Most = 32767;

    /// <summary>Below this a block of x counts as zero: its scale would have no finite inverse.</summary>
    private const float Least = 1e-30f;

    /// <summary>How far ahead of the loads memory is asked for: the processor's own prefetching stops at the end of a page.</summary>
    private const int Ahead = 6 * Int8Matrix.BlockBytes;

    /// <summary>y [T, N] (+)= x [T, K]·Wᵀ.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor x, Int8Matrix w, in Tensor y, bool accumulate)
    {
        scratch.Need(x.Rows * RowBytes(w));
        workers.Run(new Job { X = x, W = w, Y = y, Accumulate = accumulate, Scratch = scratch });
    }

    /// <summary>A row of x in sixteen bits, and its scales.</summary>
    private static long RowBytes(Int8Matrix w) => (long)w.Blocks * (Int8Matrix.Block * sizeof(short) + sizeof(float)) + 63 & ~63L;

    private struct Job : IJob
    {
        public Tensor X, Y;
        public Int8Matrix W;
        public bool Accumulate;
        public WorkerScratch Scratch;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(W.Panels, worker, workers);
            byte* own = Scratch[worker];
            long rowBytes = RowBytes(W);
            for (int t = 0; t < X.Rows; t++)
            {
                if (X.Type == DType.F32) Round<Single32>(t, own + t * rowBytes);
                else Round<Brain16>(t, own + t * rowBytes);
            }
            // Four streams: quarter q of the share runs beside the others.
            int quarter = (end - start) / 4;
            for (int i = 0; i < quarter; i++) Rows(start + i, quarter, own);
            for (int p = start + 4 * quarter; p < end; p++) Rows(p, 0, own);
        }

        /// <summary>All rows of x with four panels that lie <paramref name="apart"/> panels apart, or with one panel where that is 0.</summary>
        private readonly void Rows(int panel, int apart, byte* own)
        {
            float* sums = stackalloc float[8 * Int8Matrix.PanelRows];
            long rowBytes = RowBytes(W);
            for (int t = 0; t < X.Rows; t += 2)
            {
                int rows = Math.Min(2, X.Rows - t);
                short* x = (short*)(own + t * rowBytes);
                if (apart == 0) One(W.Panel(panel), x, sums, rows, rowBytes);
                else if (rows == 1) Four(W.Panel(panel), apart * W.PanelBytes, x, sums);
                else FourTwice(W.Panel(panel), apart * W.PanelBytes, x, (short*)((byte*)x + rowBytes), sums);
                for (int r = 0; r < rows; r++)
                {
                    for (int q = 0; q < (apart == 0 ? 1 : 4); q++) Put(t + r, panel + q * apart, sums + (4 * r + q) * Int8Matrix.PanelRows);
                }
            }
        }

        /// <summary>Row t of x as sixteen-bit numbers, then a scale for each block.</summary>
        private readonly void Round<TX>(int t, byte* to) where TX : struct, IElement
        {
            short* rounded = (short*)to;
            float* scales = (float*)(rounded + W.Blocks * Int8Matrix.Block);
            float* rest = stackalloc float[Int8Matrix.Block];
            byte* row = X.RowAddress(t);
            for (int b = 0; b < W.Blocks; b++, rounded += Int8Matrix.Block)
            {
                int k = b * Int8Matrix.Block, count = Math.Min(Int8Matrix.Block, X.Cols - k);
                Vector512<float> low, high;
                if (count == Int8Matrix.Block)
                {
                    (low, high) = (TX.Load(row, k), TX.Load(row, k + 16));
                }
                else
                {
                    new Span<float>(rest, Int8Matrix.Block).Clear();
                    for (int i = 0; i < count; i++) rest[i] = TX.Get(row, k + i);
                    (low, high) = (Vector512.Load(rest), Vector512.Load(rest + 16));
                }
                float most = Simd.Largest(Vector512.MaxNative(Vector512.Abs(low), Vector512.Abs(high)));
                // What is not finite makes the scale so, and with it the result; the largest lane does not see NaN.
                var sum = low + high;
                if (!Vector512.EqualsAll(sum, sum)) most = float.NaN;
                scales[b] = most / Most;
                var inverse = Vector512.Create(most > Least ? Most / most : 0);
                var wholeLow = Vector512.ConvertToInt32Native(Vector512.Round(low * inverse));
                var wholeHigh = Vector512.ConvertToInt32Native(Vector512.Round(high * inverse));
                Vector512.Narrow(wholeLow, wholeHigh).Store(rounded);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Four(byte* w, long apart, short* x, float* sums)
        {
            byte* w0 = w, w1 = w + apart, w2 = w1 + apart, w3 = w2 + apart;
            int* pairs = (int*)x;
            float* scales = (float*)(x + W.Blocks * Int8Matrix.Block);
            Vector512<float> s0, s1, s2, s3;
            s0 = s1 = s2 = s3 = Vector512<float>.Zero;
            for (int b = 0; b < W.Blocks; b++)
            {
                Vector512<int> a0, a1, a2, a3;
                a0 = a1 = a2 = a3 = Vector512<int>.Zero;
                for (int at = Int8Matrix.ScaleBytes; at < Int8Matrix.BlockBytes; at += Int8Matrix.PairBytes)
                {
                    var v = Vector512.Create(*pairs++).AsInt16();
                    a0 += Int8Lanes.Dot(w0 + at, v);
                    a1 += Int8Lanes.Dot(w1 + at, v);
                    a2 += Int8Lanes.Dot(w2 + at, v);
                    a3 += Int8Lanes.Dot(w3 + at, v);
                    if ((at & Int8Matrix.PairBytes) != 0) Simd.Prefetch(w0 + at + Ahead, w1 + at + Ahead, w2 + at + Ahead, w3 + at + Ahead);
                }
                Simd.Prefetch(w0 + Ahead, w1 + Ahead, w2 + Ahead, w3 + Ahead);
                var scale = Vector512.Create(scales[b]);
                s0 = Add(s0, a0, w0, scale);
                s1 = Add(s1, a1, w1, scale);
                s2 = Add(s2, a2, w2, scale);
                s3 = Add(s3, a3, w3, scale);
                w0 += Int8Matrix.BlockBytes;
                w1 += Int8Matrix.BlockBytes;
                w2 += Int8Matrix.BlockBytes;
                w3 += Int8Matrix.BlockBytes;
            }
            s0.Store(sums);
            s1.Store(sums + 16);
            s2.Store(sums + 32);
            s3.Store(sums + 48);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void FourTwice(byte* w, long apart, short* x, short* y, float* sums)
        {
            byte* w0 = w, w1 = w + apart, w2 = w1 + apart, w3 = w2 + apart;
            int* xPairs = (int*)x, yPairs = (int*)y;
            float* xScales = (float*)(x + W.Blocks * Int8Matrix.Block), yScales = (float*)(y + W.Blocks * Int8Matrix.Block);
            Vector512<float> s0, s1, s2, s3, t0, t1, t2, t3;
            s0 = s1 = s2 = s3 = t0 = t1 = t2 = t3 = Vector512<float>.Zero;
            for (int b = 0; b < W.Blocks; b++)
            {
                Vector512<int> a0, a1, a2, a3, b0, b1, b2, b3;
                a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = Vector512<int>.Zero;
                for (int at = Int8Matrix.ScaleBytes; at < Int8Matrix.BlockBytes; at += Int8Matrix.PairBytes)
                {
                    var v = Vector512.Create(*xPairs++).AsInt16();
                    var u = Vector512.Create(*yPairs++).AsInt16();
                    a0 += Int8Lanes.Dot(w0 + at, v);
                    b0 += Int8Lanes.Dot(w0 + at, u);
                    a1 += Int8Lanes.Dot(w1 + at, v);
                    b1 += Int8Lanes.Dot(w1 + at, u);
                    a2 += Int8Lanes.Dot(w2 + at, v);
                    b2 += Int8Lanes.Dot(w2 + at, u);
                    a3 += Int8Lanes.Dot(w3 + at, v);
                    b3 += Int8Lanes.Dot(w3 + at, u);
                    if ((at & Int8Matrix.PairBytes) != 0) Simd.Prefetch(w0 + at + Ahead, w1 + at + Ahead, w2 + at + Ahead, w3 + at + Ahead);
                }
                Simd.Prefetch(w0 + Ahead, w1 + Ahead, w2 + Ahead, w3 + Ahead);
                var scale = Vector512.Create(xScales[b]);
                s0 = Add(s0, a0, w0, scale);
                s1 = Add(s1, a1, w1, scale);
                s2 = Add(s2, a2, w2, scale);
                s3 = Add(s3, a3, w3, scale);
                scale = Vector512.Create(yScales[b]);
                t0 = Add(t0, b0, w0, scale);
                t1 = Add(t1, b1, w1, scale);
                t2 = Add(t2, b2, w2, scale);
                t3 = Add(t3, b3, w3, scale);
                w0 += Int8Matrix.BlockBytes;
                w1 += Int8Matrix.BlockBytes;
                w2 += Int8Matrix.BlockBytes;
                w3 += Int8Matrix.BlockBytes;
            }
            s0.Store(sums);
            s1.Store(sums + 16);
            s2.Store(sums + 32);
            s3.Store(sums + 48);
            t0.Store(sums + 64);
            t1.Store(sums + 80);
            t2.Store(sums + 96);
            t3.Store(sums + 112);
        }

        /// <summary>What is left of a share that four does not divide.</summary>
        private readonly void One(byte* w, short* x, float* sums, int rows, long rowBytes)
        {
            for (int r = 0; r < rows; r++)
            {
                int* pairs = (int*)((byte*)x + r * rowBytes);
                float* scales = (float*)pairs + W.Blocks * Int8Matrix.Block / 2;
                var sum = Vector512<float>.Zero;
                byte* block = w;
                for (int b = 0; b < W.Blocks; b++, block += Int8Matrix.BlockBytes)
                {
                    var a = Vector512<int>.Zero;
                    for (int at = Int8Matrix.ScaleBytes; at < Int8Matrix.BlockBytes; at += Int8Matrix.PairBytes)
                    {
                        a += Int8Lanes.Dot(block + at, Vector512.Create(*pairs++).AsInt16());
                    }
                    sum = Add(sum, a, block, Vector512.Create(scales[b]));
                }
                sum.Store(sums + 4 * r * Int8Matrix.PanelRows);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Add(Vector512<float> sum, Vector512<int> products, byte* block, Vector512<float> scale)
            => Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), Simd.LoadBF16((ushort*)block) * scale, sum);

        private readonly void Put(int t, int panel, float* sums)
        {
            int column = panel * Int8Matrix.PanelRows, count = Math.Min(Int8Matrix.PanelRows, Y.Cols - column);
            if (count <= 0) return;
            new MatrixView(Y.RowAddress(t), Y.Type, Y.Stride, 1).At(0, column).Take(sums, 1, count, Int8Matrix.PanelRows, Accumulate);
        }
    }
}

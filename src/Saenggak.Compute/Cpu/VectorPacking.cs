using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saenggak.Compute.Cpu;

/// <summary>B of <see cref="VectorProduct"/> in panels: as many columns as the kernel keeps in registers, rows one after the other.</summary>
internal static unsafe class VectorPacking
{
    /// <summary>Columns of a panel.</summary>
    public static readonly int Panel = Vector512.IsHardwareAccelerated ? 32 : 16;

    /// <summary>Rows of B that are copied for one panel before the next, so that lines of B which two panels share are still there.</summary>
    private const int RowBlock = 16;

    /// <summary>Elements of eight columns that are transposed before the next eight: whole lines of them.</summary>
    private const int ColumnBlock = 32;

    private const int Lanes = 8;

    /// <summary>Rows that are asked for ahead where they lie <see cref="FarStride"/> bytes apart or more: the processor does not see through such strides.</summary>
    private const int RowsAhead = 16;

    private const int FarStride = 2048;

    /// <summary>Bytes of one panel.</summary>
    public static long PanelBytes(int depth, DType type) => (long)depth * Panel * type.Size();

    /// <summary>Packs all panels of B [<paramref name="depth"/>, <paramref name="columns"/>] in its own type, one after the other.</summary>
    public static void Pack(Workers workers, WorkerScratch scratch, in MatrixView b, int depth, int columns, byte* target)
    {
        scratch.Need(PanelBytes(depth, DType.F32));
        workers.Run(new PackJob { B = b, Depth = depth, Columns = columns, Target = target, Scratch = scratch, Tasks = workers.Tasks((columns + Panel - 1) / Panel) });
    }

    /// <summary>Packs panels as f32, from (0, 0) of <paramref name="b"/> on; columns from <paramref name="columns"/> on become zero.</summary>
    public static void PackPanels(in MatrixView b, int depth, int columns, int panels, float* target)
    {
        if (b.RowStride == 1 && b.ColStride != 1 && Avx.IsSupported)
        {
            for (int p = 0; p < panels; p++) PackAcross(b.At(0, p * Panel), depth, Math.Min(Panel, columns - p * Panel), target + (long)p * depth * Panel);
            return;
        }
        for (int k = 0; k < depth; k += RowBlock)
        {
            int deep = Math.Min(RowBlock, depth - k);
            for (int p = 0; p < panels; p++)
            {
                int column = p * Panel;
                b.At(k, column).CopyTo(target + ((long)p * depth + k) * Panel, deep, Math.Min(Panel, columns - column), Panel, Panel);
            }
        }
    }

    /// <summary>A panel from columns that are contiguous.</summary>
    private static void PackAcross(in MatrixView from, int depth, int columns, float* to)
    {
        int wholeDepth = depth / Lanes * Lanes, wholeColumns = columns / Lanes * Lanes;
        for (int k = 0; k < wholeDepth; k += ColumnBlock)
        {
            int end = Math.Min(k + ColumnBlock, wholeDepth);
            for (int c = 0; c < wholeColumns; c += Lanes)
            {
                for (int i = k; i < end; i += Lanes)
                {
                    var at = from.At(i, c);
                    if (at.Type == DType.F32) Transpose<Single32>(at.Data, at.ColStride, to + (long)i * Panel + c);
                    else Transpose<Brain16>(at.Data, at.ColStride, to + (long)i * Panel + c);
                }
            }
        }
        if (wholeColumns < Panel) from.At(0, wholeColumns).CopyTo(to + wholeColumns, wholeDepth, columns - wholeColumns, Panel, Panel - wholeColumns);
        if (wholeDepth < depth) from.At(wholeDepth, 0).CopyTo(to + (long)wholeDepth * Panel, depth - wholeDepth, columns, Panel, Panel);
    }

    /// <summary>Elements from a run of <see cref="PackRuns"/> to the next.</summary>
    public static int RunStride(int depth) => depth * SmallGemm.Rows + Lanes;

    /// <summary>Columns of Aᵀ as f32 in runs of as many as the kernel takes at once: within a run, rows of A one after the other.</summary>
    /// <param name="a">From (0, 0) on; rows contiguous.</param>
    /// <param name="depth">Rows of it.</param>
    /// <param name="columns">Columns of it.</param>
    /// <param name="target">Receives the runs, <see cref="RunStride"/> apart.</param>
    public static void PackRuns(in MatrixView a, int depth, int columns, float* target)
    {
        long ahead = a.RowStride * a.Type.Size() * RowsAhead;
        int bytes = a.RowStride * a.Type.Size() >= FarStride ? columns * a.Type.Size() : 0;
        for (int k = 0; k < depth; k++)
        {
            byte* row = a.At(k, 0).Data;
            float* to = target + k * SmallGemm.Rows;
            int c = 0;
            for (int line = 0; line < bytes; line += 64) Simd.Prefetch(row + ahead + line);
            // Eight are stored where six are wanted: the next row, or the gap after a run, takes the place of two.
            for (; c + Lanes <= columns; c += SmallGemm.Rows, to += RunStride(depth)) (a.Type == DType.F32 ? Single32.LoadEight(row, c) : Brain16.LoadEight(row, c)).Store(to);
            for (; c < columns; c += SmallGemm.Rows, to += RunStride(depth))
            {
                for (int i = 0; i < Math.Min(SmallGemm.Rows, columns - c); i++) to[i] = a.Type == DType.F32 ? Single32.Get(row, c + i) : Brain16.Get(row, c + i);
            }
        }
    }

    /// <summary>Eight by eight.</summary>
    private static void Transpose<T>(byte* from, long stride, float* to) where T : struct, IElement
    {
        var r0 = T.LoadEight(from, 0);
        var r1 = T.LoadEight(from, stride);
        var r2 = T.LoadEight(from, 2 * stride);
        var r3 = T.LoadEight(from, 3 * stride);
        var r4 = T.LoadEight(from, 4 * stride);
        var r5 = T.LoadEight(from, 5 * stride);
        var r6 = T.LoadEight(from, 6 * stride);
        var r7 = T.LoadEight(from, 7 * stride);
        Across(r0, r1, r2, r3, out var a0, out var a1, out var a2, out var a3);
        Across(r4, r5, r6, r7, out var b0, out var b1, out var b2, out var b3);
        int row = Panel;
        Avx.Permute2x128(a0, b0, 0x20).Store(to);
        Avx.Permute2x128(a1, b1, 0x20).Store(to + row);
        Avx.Permute2x128(a2, b2, 0x20).Store(to + 2 * row);
        Avx.Permute2x128(a3, b3, 0x20).Store(to + 3 * row);
        Avx.Permute2x128(a0, b0, 0x31).Store(to + 4 * row);
        Avx.Permute2x128(a1, b1, 0x31).Store(to + 5 * row);
        Avx.Permute2x128(a2, b2, 0x31).Store(to + 6 * row);
        Avx.Permute2x128(a3, b3, 0x31).Store(to + 7 * row);
    }

    /// <summary>Four rows, transposed within 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across(
        Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3,
        out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        var low01 = Avx.UnpackLow(r0, r1);
        var high01 = Avx.UnpackHigh(r0, r1);
        var low23 = Avx.UnpackLow(r2, r3);
        var high23 = Avx.UnpackHigh(r2, r3);
        c0 = Avx.Shuffle(low01, low23, 0x44);
        c1 = Avx.Shuffle(low01, low23, 0xEE);
        c2 = Avx.Shuffle(high01, high23, 0x44);
        c3 = Avx.Shuffle(high01, high23, 0xEE);
    }

    private struct PackJob : IJob
    {
        public MatrixView B;
        public int Depth, Columns;
        public byte* Target;
        public WorkerScratch Scratch;
        public TaskQueue Tasks;

        public readonly void Run(int worker, int workers)
        {
            float* own = (float*)Scratch[worker];
            while (Tasks.Take(worker, out int panel, out _))
            {
                byte* to = Target + panel * PanelBytes(Depth, B.Type);
                int column = panel * Panel;
                float* wide = B.Type == DType.F32 ? (float*)to : own;
                PackPanels(B.At(0, column), Depth, Columns - column, 1, wide);
                if (B.Type == DType.BF16) Convert.CopyRow((byte*)own, DType.F32, to, DType.BF16, Depth * Panel);
            }
        }
    }
}

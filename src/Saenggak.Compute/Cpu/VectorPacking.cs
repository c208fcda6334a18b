using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute.Cpu;

/// <summary>B of <see cref="VectorProduct"/> in panels: as many columns as the kernel keeps in registers, rows one after the other.</summary>
internal static unsafe class VectorPacking
{
    /// <summary>Columns of a panel.</summary>
    public static readonly int Panel = Vector512.IsHardwareAccelerated ? 32 : 16;

    /// <summary>Rows of B that are copied for one panel before the next, so that lines of B which two panels share are still there.</summary>
    private const int RowBlock = 16;

    private const int Lanes = 8;

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
        for (int k = 0; k < depth; k += RowBlock)
        {
            int deep = Math.Min(RowBlock, depth - k);
            for (int p = 0; p < panels; p++)
            {
                float* to = target + ((long)p * depth + k) * Panel;
                int column = p * Panel, width = Math.Min(Panel, columns - column);
                var from = b.At(k, column);
                if (b.RowStride == 1 && b.ColStride != 1 && deep == RowBlock && width == Panel && Avx.IsSupported) Transpose(from, to);
                else from.CopyTo(to, deep, width, Panel, Panel);
            }
        }
    }

    /// <summary>Unpacks a block of depth of a panel of Wᵀ from eight bits.</summary>
    public static void Unpack(Int8Matrix w, int k, int column, int depth, float* target)
        => Int8Unpacking.ToRows(w, k, column, depth, Math.Min(Panel, w.Rows - column), target, Panel);

    /// <summary>Sixteen rows of a panel from columns that are contiguous.</summary>
    private static void Transpose(in MatrixView from, float* to)
    {
        for (int c = 0; c < Panel; c += Lanes)
        {
            for (int k = 0; k < RowBlock; k += Lanes)
            {
                var at = from.At(k, c);
                long stride = at.ColStride;
                if (at.Type == DType.F32) Transpose<Single32>(at.Data, stride, to + k * Panel + c);
                else Transpose<Brain16>(at.Data, stride, to + k * Panel + c);
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

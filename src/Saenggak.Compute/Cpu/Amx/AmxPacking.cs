using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// Operands of <see cref="AmxKernel"/> from plain bf16 matrices. B in panels of 32 columns: a step of 32 rows is two tiles, each
/// sixteen rows of sixteen pairs (row 2r, row 2r + 1). A, where it is a transpose, in tiles of 16 x 32.
/// </summary>
internal static unsafe class AmxPacking
{
    /// <summary>Columns of a panel of B, and rows of a step.</summary>
    public const int Panel = 32;

    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 16;

    /// <summary>Bytes of a tile.</summary>
    public const int TileBytes = 1024;

    // The pairs of two rows, low and high sixteen columns: a0 b0 a1 b1 …
    private static readonly Vector512<ushort> LowPairs = Pairs(0);
    private static readonly Vector512<ushort> HighPairs = Pairs(16);

    /// <summary>Bytes of one panel.</summary>
    public static long PanelBytes(int depth) => (long)depth * Panel * sizeof(ushort);

    /// <summary>Packs all panels of B [<paramref name="depth"/>, <paramref name="columns"/>], one after the other.</summary>
    public static void Pack(Workers workers, in MatrixView b, int depth, int columns, byte* target)
    {
        workers.Run(new PackJob { B = b, Depth = depth, Columns = columns, Target = target, Tasks = workers.Tasks((columns + Panel - 1) / Panel) });
    }

    /// <summary>
    /// Packs a panel of B: <paramref name="depth"/> rows (a multiple of 32) from (0, 0) of <paramref name="b"/> on, and up to 32 columns;
    /// columns from <paramref name="columns"/> on become zero.
    /// </summary>
    public static void PackPanel(in MatrixView b, int depth, int columns, byte* target)
    {
        Debug.Assert(depth % Panel == 0 && b.Type == DType.BF16);
        byte* spare = stackalloc byte[2 * TileBytes];
        columns = Math.Min(columns, Panel);
        if (columns < Panel) new Span<byte>(spare, 2 * TileBytes).Clear();
        for (int k = 0; k < depth; k += Panel, target += 2 * TileBytes)
        {
            var at = b.At(k, 0);
            if (b.RowStride == 1)
            {
                // A column of B is a row of weights: 64 bytes of each are sixteen pairs.
                long stride = b.ColStride * sizeof(ushort);
                byte* from = at.Data;
                if (columns < Panel)
                {
                    for (int c = 0; c < columns; c++) Vector512.Load(from + c * stride).Store(spare + c * 64);
                    from = spare;
                    stride = 64;
                }
                Transpose(from, stride, target);
                Transpose(from + TileRows * stride, stride, target + TileBytes);
            }
            else
            {
                Interleave(at, columns, spare, target, target + TileBytes);
            }
        }
    }

    /// <summary>Packs Aᵀ: tiles of 16 columns of <paramref name="a"/> by 32 of its rows, all steps of sixteen columns before the next sixteen.</summary>
    /// <param name="a">From (0, 0) on; rows contiguous.</param>
    /// <param name="depth">Rows of it, a multiple of 32.</param>
    /// <param name="columns">Columns of it, a multiple of 16.</param>
    /// <param name="target">Receives depth · columns elements.</param>
    public static void PackTransposed(in MatrixView a, int depth, int columns, byte* target)
    {
        Debug.Assert(depth % Panel == 0 && columns % TileRows == 0 && a.Type == DType.BF16 && a.ColStride == 1);
        byte* pairs = stackalloc byte[2 * TileBytes];
        byte* spare = stackalloc byte[2 * TileBytes];
        long half = depth / Panel * TileBytes, stride = a.RowStride * sizeof(ushort);
        for (int c = 0; c < columns; c += Panel)
        {
            bool both = columns - c >= Panel;
            for (int k = 0; k < depth; k += Panel)
            {
                byte* from = a.At(k, c).Data;
                byte* to = target + c / TileRows * half + k / Panel * TileBytes;
                if (!both)
                {
                    Interleave(a.At(k, c), TileRows, spare, pairs, pairs + TileBytes);
                    Transpose(pairs, 64, to);
                    continue;
                }
                // Unpacking pairs columns within 128 bits: per 128 bits b, columns 8b … 8b + 3 fall to the low half and 8b + 4 … to the high.
                for (int r = 0; r < TileRows; r++, from += 2 * stride)
                {
                    var even = Vector512.Load((ushort*)from);
                    var odd = Vector512.Load((ushort*)(from + stride));
                    Avx512BW.UnpackLow(even, odd).Store((ushort*)(pairs + r * 64));
                    Avx512BW.UnpackHigh(even, odd).Store((ushort*)(pairs + TileBytes + r * 64));
                }
                TransposeUnpacked(pairs, to, half, 0);
                TransposeUnpacked(pairs + TileBytes, to, half, 4);
            }
        }
    }

    private static void Interleave(in MatrixView at, int columns, byte* spare, byte* low, byte* high)
    {
        long stride = at.RowStride * sizeof(ushort);
        byte* from = at.Data;
        if (columns < Panel)
        {
            for (int r = 0; r < Panel; r++)
            {
                var row = new Span<ushort>(spare + r * 64, Panel);
                new ReadOnlySpan<ushort>(from + r * stride, columns).CopyTo(row);
                row[columns..].Clear();
            }
            from = spare;
            stride = 64;
        }
        for (int r = 0; r < TileRows; r++, from += 2 * stride)
        {
            var even = Vector512.Load((ushort*)from);
            var odd = Vector512.Load((ushort*)(from + stride));
            Avx512BW.PermuteVar32x16x2(even, LowPairs, odd).Store((ushort*)(low + r * 64));
            Avx512BW.PermuteVar32x16x2(even, HighPairs, odd).Store((ushort*)(high + r * 64));
        }
    }

    private static Vector512<ushort> Pairs(int first)
    {
        Span<ushort> index = stackalloc ushort[32];
        for (int i = 0; i < 16; i++) (index[2 * i], index[2 * i + 1]) = ((ushort)(first + i), (ushort)(32 + first + i));
        return Vector512.Create<ushort>(index);
    }

    /// <summary>Transposes sixteen rows of sixteen pairs into sixteen rows of 64 bytes.</summary>
    private static void Transpose(byte* from, long stride, byte* to)
    {
        Vector512<uint>* q = stackalloc Vector512<uint>[16];
        TransposeWithin(from, stride, q);
        for (int j = 0; j < 4; j++)
        {
            Across(q + 4 * j, out var c0, out var c1, out var c2, out var c3);
            c0.Store((uint*)(to + j * 64));
            c1.Store((uint*)(to + (4 + j) * 64));
            c2.Store((uint*)(to + (8 + j) * 64));
            c3.Store((uint*)(to + (12 + j) * 64));
        }
    }

    /// <summary>The same where column 4b + j of the pairs belongs to row 8b + j + <paramref name="first"/> of two tiles that lie <paramref name="half"/> bytes apart.</summary>
    private static void TransposeUnpacked(byte* from, byte* to, long half, int first)
    {
        Vector512<uint>* q = stackalloc Vector512<uint>[16];
        TransposeWithin(from, 64, q);
        for (int j = 0; j < 4; j++)
        {
            Across(q + 4 * j, out var c0, out var c1, out var c2, out var c3);
            byte* row = to + (first + j) * 64;
            c0.Store((uint*)row);
            c1.Store((uint*)(row + 8 * 64));
            c2.Store((uint*)(row + half));
            c3.Store((uint*)(row + half + 8 * 64));
        }
    }

    /// <summary>Blocks of 4 x 4 pairs, transposed within 128 bits: q[4j + i] holds, per 128 bits b, column 4b + j of rows 4i … 4i + 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeWithin(byte* from, long stride, Vector512<uint>* q)
    {
        for (int i = 0; i < 4; i++)
        {
            byte* row = from + 4 * i * stride;
            var r0 = Vector512.Load((uint*)row);
            var r1 = Vector512.Load((uint*)(row + stride));
            var r2 = Vector512.Load((uint*)(row + 2 * stride));
            var r3 = Vector512.Load((uint*)(row + 3 * stride));
            var low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
            var low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
            var high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
            var high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
            q[i] = Avx512F.UnpackLow(low01, low23).AsUInt32();
            q[4 + i] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            q[8 + i] = Avx512F.UnpackLow(high01, high23).AsUInt32();
            q[12 + i] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }
    }

    /// <summary>Columns j, 4 + j, 8 + j and 12 + j from what <see cref="TransposeWithin"/> left for j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across(Vector512<uint>* q, out Vector512<uint> c0, out Vector512<uint> c1, out Vector512<uint> c2, out Vector512<uint> c3)
    {
        var a = Avx512F.Shuffle4x128(q[0], q[1], 0x88);
        var b = Avx512F.Shuffle4x128(q[0], q[1], 0xDD);
        var c = Avx512F.Shuffle4x128(q[2], q[3], 0x88);
        var d = Avx512F.Shuffle4x128(q[2], q[3], 0xDD);
        c0 = Avx512F.Shuffle4x128(a, c, 0x88);
        c1 = Avx512F.Shuffle4x128(b, d, 0x88);
        c2 = Avx512F.Shuffle4x128(a, c, 0xDD);
        c3 = Avx512F.Shuffle4x128(b, d, 0xDD);
    }

    private struct PackJob : IJob
    {
        public MatrixView B;
        public int Depth, Columns;
        public byte* Target;
        public TaskQueue Tasks;

        public readonly void Run(int worker, int workers)
        {
            while (Tasks.Take(worker, out int panel, out _)) PackPanel(B.At(0, panel * Panel), Depth, Columns - panel * Panel, Target + panel * PanelBytes(Depth));
        }
    }
}

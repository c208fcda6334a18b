using System.Runtime.Intrinsics;
using Saenggak.Compute;
using Convert = Saenggak.Compute.Convert;

namespace Saenggak.Model.Checkpoints;

/// <summary>Looks for NaN and infinity: an exponent of all ones.</summary>
internal static unsafe class FiniteScan
{
    /// <summary>Index of the first element, counted row by row, that is not finite; −1 when all are.</summary>
    public static long FirstNonFinite(in Tensor tensor)
    {
        for (int r = 0; r < tensor.Rows; r++)
        {
            int column = tensor.Type == DType.F32 ? InSingles((uint*)tensor.RowAddress(r), tensor.Cols) : InBF16((ushort*)tensor.RowAddress(r), tensor.Cols);
            if (column >= 0) return (long)r * tensor.Cols + column;
        }
        return -1;
    }

    /// <summary>What stands at an index, for a message: <c>NaN</c> or <c>an infinity</c>.</summary>
    public static string Describe(in Tensor tensor, long index)
    {
        var (row, column) = ((int)(index / tensor.Cols), (int)(index % tensor.Cols));
        float value = tensor.Type == DType.F32 ? ((float*)tensor.RowAddress(row))[column] : Convert.ToSingle(((ushort*)tensor.RowAddress(row))[column]);
        return float.IsNaN(value) ? "NaN" : "an infinity";
    }

    private static int InSingles(uint* p, int count)
    {
        var mask = Vector512.Create(0x7F800000u);
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            if (Vector512.EqualsAny(Vector512.Load(p + i) & mask, mask)) break;
        }
        for (; i < count; i++)
        {
            if ((p[i] & 0x7F800000u) == 0x7F800000u) return i;
        }
        return -1;
    }

    private static int InBF16(ushort* p, int count)
    {
        var mask = Vector512.Create((ushort)0x7F80);
        int i = 0;
        for (; i <= count - 32; i += 32)
        {
            if (Vector512.EqualsAny(Vector512.Load(p + i) & mask, mask)) break;
        }
        for (; i < count; i++)
        {
            if ((p[i] & 0x7F80) == 0x7F80) return i;
        }
        return -1;
    }
}

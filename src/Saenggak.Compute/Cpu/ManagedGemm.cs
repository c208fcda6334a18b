using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// The matrix product without oneDNN: panels of B and strips of A are converted to f32 and multiplied by <see cref="SmallGemm"/>.
/// Correct anywhere; several times slower than the vendor's kernels.
/// </summary>
internal static unsafe class ManagedGemm
{
    private const int PanelColumns = 128;
    private const int PanelDepth = 256;
    private const int StripRows = 32;

    /// <summary>Scratch memory that a call brings.</summary>
    public const long ScratchBytes = (PanelDepth * PanelColumns + StripRows * PanelDepth + StripRows * PanelColumns) * sizeof(float);

    /// <summary>C [m, n] (+)= A [m, k]·B [k, n] on the calling thread, with f32 sums, whatever the strides (in elements).</summary>
    public static void Multiply(int m, int n, int k, in MatrixView a, in MatrixView b, in MatrixView c, bool accumulate, byte* scratch)
    {
        float* panel = (float*)scratch;
        float* strip = panel + PanelDepth * PanelColumns;
        float* tile = strip + StripRows * PanelDepth;
        for (int j = 0; j < n; j += PanelColumns)
        {
            int columns = Math.Min(PanelColumns, n - j), padded = (columns + 15) & ~15;
            for (int i = 0; i < m; i += StripRows)
            {
                int rows = Math.Min(StripRows, m - i);
                for (int p = 0; p < k; p += PanelDepth)
                {
                    int depth = Math.Min(PanelDepth, k - p);
                    // With one strip of rows the panel is built once per depth; with more it is built again, which the product outweighs.
                    b.At(p, j).CopyTo(panel, depth, columns, PanelColumns, padded);
                    a.At(i, p).CopyTo(strip, rows, depth, PanelDepth, depth);
                    SmallGemm.Multiply(rows, padded, depth, strip, PanelDepth, 1, panel, PanelColumns, tile, PanelColumns, p > 0);
                }
                c.At(i, j).Take(tile, rows, columns, PanelColumns, accumulate);
            }
        }
    }
}

/// <summary>A matrix at any strides: element (r, c) lies at r·RowStride + c·ColStride.</summary>
internal readonly unsafe struct MatrixView(byte* data, DType type, long rowStride, long colStride)
{
    public byte* Data { get; } = data;

    public DType Type { get; } = type;

    public long RowStride { get; } = rowStride;

    public long ColStride { get; } = colStride;

    public MatrixView At(int row, int col) => new(Data + (row * RowStride + col * ColStride) * Type.Size(), Type, RowStride, ColStride);

    /// <summary>Copies [rows, cols] as f32 into rows of <paramref name="stride"/>, zeros from cols to <paramref name="padded"/>.</summary>
    public void CopyTo(float* target, int rows, int cols, int stride, int padded)
    {
        for (int r = 0; r < rows; r++, target += stride)
        {
            byte* row = Data + r * RowStride * Type.Size();
            if (ColStride == 1) Convert.CopyRow(row, Type, (byte*)target, DType.F32, cols);
            else if (Type == DType.F32) for (int c = 0; c < cols; c++) target[c] = ((float*)row)[c * ColStride];
            else for (int c = 0; c < cols; c++) target[c] = Convert.ToSingle(((ushort*)row)[c * ColStride]);
            for (int c = cols; c < padded; c++) target[c] = 0;
        }
    }

    /// <summary>Stores (or adds) an f32 tile.</summary>
    public void Take(float* tile, int rows, int cols, int stride, bool accumulate)
    {
        if (Type == DType.BF16 && !accumulate && ColStride == 1 && cols == 32)
        {
            // A panel of tiles: a call for each row would take longer than the row.
            for (int r = 0; r < rows; r++, tile += stride) Simd.StoreBF16(Vector512.Load(tile), Vector512.Load(tile + 16), (ushort*)Data + r * RowStride);
            return;
        }
        for (int r = 0; r < rows; r++, tile += stride)
        {
            byte* row = Data + r * RowStride * Type.Size();
            if (!accumulate && ColStride == 1)
            {
                Convert.CopyRow((byte*)tile, DType.F32, row, Type, cols);
                continue;
            }
            for (int c = 0; c < cols; c++)
            {
                long at = c * ColStride;
                if (Type == DType.F32) ((float*)row)[at] = tile[c] + (accumulate ? ((float*)row)[at] : 0);
                else ((ushort*)row)[at] = Convert.ToBF16(tile[c] + (accumulate ? Convert.ToSingle(((ushort*)row)[at]) : 0));
            }
        }
    }
}

using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu;

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
        int whole = Type == DType.BF16 && ColStride == 1 ? cols / Simd.Width * Simd.Width : 0;
        for (int r = 0; r < rows; r++, target += stride)
        {
            byte* row = Data + r * RowStride * Type.Size();
            // Short rows: a call for each would take as long as the row.
            for (int c = 0; c < whole; c += Simd.Width) Simd.LoadBF16((ushort*)row + c).Store(target + c);
            if (ColStride == 1 && whole < cols) Convert.CopyRow(row + whole * Type.Size(), Type, (byte*)(target + whole), DType.F32, cols - whole);
            else if (ColStride != 1 && Type == DType.F32) for (int c = 0; c < cols; c++) target[c] = ((float*)row)[c * ColStride];
            else if (ColStride != 1) for (int c = 0; c < cols; c++) target[c] = Convert.ToSingle(((ushort*)row)[c * ColStride]);
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

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Saenggak.Compute;

/// <summary>
/// A matrix view into native memory: <see cref="Rows"/> × <see cref="Cols"/> elements of <see cref="Type"/>, row-major,
/// rows <see cref="Stride"/> elements apart. Higher ranks fold into rows or columns; each op's legend says how.
/// A view owns nothing: it lives as long as the <see cref="Arena"/> or <see cref="NativeBuffer"/> it was taken from.
/// </summary>
public readonly unsafe struct Tensor
{
    /// <summary>Wraps memory that something else owns.</summary>
    public Tensor(DType type, int rows, int cols, int stride, void* data)
    {
        Type = type;
        Rows = rows;
        Cols = cols;
        Stride = stride;
        Data = (byte*)data;
    }

    /// <summary>Element type.</summary>
    public DType Type { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Cols { get; }

    /// <summary>Elements from the start of one row to the start of the next; at least <see cref="Cols"/>.</summary>
    public int Stride { get; }

    /// <summary>The first element.</summary>
    public byte* Data { get; }

    /// <summary>True for the default value, which stands for "none".</summary>
    public bool IsNull => Data == null;

    /// <summary>Elements in the view.</summary>
    public long Length => (long)Rows * Cols;

    /// <summary>Bytes of the elements.</summary>
    public long Bytes => Length * Type.Size();

    /// <summary>True when rows follow each other without a gap.</summary>
    public bool IsContiguous => Stride == Cols;

    /// <summary>The first element as single precision.</summary>
    public float* F32
    {
        get
        {
            Debug.Assert(Type == DType.F32);
            return (float*)Data;
        }
    }

    /// <summary>The first element's bits as bfloat16.</summary>
    public ushort* BF16
    {
        get
        {
            Debug.Assert(Type == DType.BF16);
            return (ushort*)Data;
        }
    }

    /// <summary>One row of single-precision elements.</summary>
    public Span<float> RowF32(int row) => new(F32 + (long)row * Stride, Cols);

    /// <summary>All elements of a contiguous single-precision view.</summary>
    public Span<float> SpanF32
    {
        get
        {
            if (!IsContiguous) throw new InvalidOperationException($"a span needs contiguous rows; stride is {Stride}, columns are {Cols}");
            return new(F32, checked((int)Length));
        }
    }

    /// <summary>Address of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* RowAddress(int row) => Data + (long)row * Stride * Type.Size();

    /// <summary>Rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/>.</summary>
    public Tensor RowRange(int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start + count <= Rows);
        return new(Type, count, Cols, Stride, RowAddress(start));
    }

    /// <summary>Columns <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of every row.</summary>
    public Tensor ColumnRange(int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start + count <= Cols);
        return new(Type, Rows, count, Stride, Data + (long)start * Type.Size());
    }

    /// <summary>The same contiguous memory seen as another matrix with as many elements.</summary>
    public Tensor Reshape(int rows, int cols)
    {
        if (!IsContiguous || (long)rows * cols != Length)
        {
            throw new InvalidOperationException($"cannot see [{Rows}, {Cols}] (stride {Stride}) as [{rows}, {cols}]");
        }
        return new(Type, rows, cols, cols, Data);
    }

    /// <summary>Sets every element to zero.</summary>
    public void Clear()
    {
        for (int r = 0; r < Rows; r++) NativeBuffer.ZeroBytes(RowAddress(r), (long)Cols * Type.Size());
    }

    /// <summary>Copies all elements, converting the type where it differs. Shapes must agree.</summary>
    public void CopyTo(in Tensor target) => Convert.Copy(this, target);

    /// <summary>Copies the elements out as single precision.</summary>
    public float[] ToArray()
    {
        var result = new float[Length];
        fixed (float* p = result) Convert.Copy(this, new Tensor(DType.F32, Rows, Cols, Cols, p));
        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}[{Rows}, {Cols}]";
}

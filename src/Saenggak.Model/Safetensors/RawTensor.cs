using Saenggak.Compute;

namespace Saenggak.Model.Safetensors;

/// <summary>A tensor as it lies in a mapped file: a view that lives as long as its <see cref="SafetensorsFile"/>.</summary>
public readonly unsafe struct RawTensor
{
    private readonly long[] shape;

    internal RawTensor(string name, ElementType type, long[] shape, byte* data, long bytes)
    {
        Name = name;
        Type = type;
        this.shape = shape;
        Data = data;
        Bytes = bytes;
    }

    /// <summary>Name in the file.</summary>
    public string Name { get; }

    /// <summary>Element type in the file.</summary>
    public ElementType Type { get; }

    /// <summary>Dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => shape;

    /// <summary>The first element. Not aligned to more than the file aligns it.</summary>
    public byte* Data { get; }

    /// <summary>Size of all elements in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Elements.</summary>
    public long Length => Bytes / Type.Size();

    /// <summary>The shape as messages show it, e.g. <c>[512, 64]</c>.</summary>
    public string ShapeText => FormatShape(shape);

    /// <summary>Writes a shape as messages show it.</summary>
    public static string FormatShape(ReadOnlySpan<long> shape)
    {
        var parts = new string[shape.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = shape[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", parts)}]";
    }

    /// <summary>
    /// Copies rows <paramref name="rowStart"/> … + target.Rows into <paramref name="target"/>, converting to its type.
    /// The first dimension counts as rows and the rest as columns; a tensor of one dimension is a single row.
    /// </summary>
    /// <param name="target">[rows, columns] f32 or bf16; columns as in the file.</param>
    /// <param name="rowStart">First row to copy.</param>
    /// <exception cref="InvalidDataException">The element type in the file is not F32, F16 or BF16.</exception>
    /// <exception cref="ArgumentException">The rows or columns do not fit.</exception>
    public void CopyTo(in Tensor target, long rowStart = 0)
    {
        RequireFloats();
        long rows = shape.Length > 1 ? shape[0] : 1;
        long columns = rows == 0 ? 0 : Length / rows;
        if (columns != target.Cols || rowStart < 0 || rowStart + target.Rows > rows)
        {
            throw new ArgumentException($"tensor {Name} has shape {ShapeText}; cannot copy rows {rowStart} to {rowStart + target.Rows} into {target}");
        }
        byte* source = Data + rowStart * columns * Type.Size();
        for (int r = 0; r < target.Rows; r++)
        {
            RowConverter.Read(source + r * columns * Type.Size(), Type, target.RowAddress(r), target.Type, target.Cols);
        }
    }

    /// <exception cref="InvalidDataException">The element type in the file is not F32, F16 or BF16.</exception>
    internal void RequireFloats()
    {
        if (Type is ElementType.F32 or ElementType.F16 or ElementType.BF16) return;
        throw new InvalidDataException($"tensor {Name} holds {Type.Name()}; expected F32, F16 or BF16; convert the checkpoint first");
    }
}

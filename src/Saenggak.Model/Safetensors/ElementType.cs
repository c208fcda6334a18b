namespace Saenggak.Model.Safetensors;

/// <summary>Element types of a safetensors file, widest alignment first: the order in which tensors lie in a canonical file.</summary>
public enum ElementType : byte
{
    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>32-bit integer.</summary>
    I32,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>16-bit integer.</summary>
    I16,

    /// <summary>8-bit integer.</summary>
    I8,

    /// <summary>Byte.</summary>
    U8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}

/// <summary>Names and sizes of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly string[] Names = ["I64", "F64", "F32", "I32", "BF16", "F16", "I16", "I8", "U8", "BOOL"];
    private static readonly byte[] Sizes = [8, 8, 4, 4, 2, 2, 2, 1, 1, 1];

    /// <summary>All known names, for messages.</summary>
    public static string KnownNames => string.Join(", ", Names);

    /// <summary>The name in a file's header.</summary>
    public static string Name(this ElementType type) => Names[(int)type];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => Sizes[(int)type];

    /// <summary>Finds the type of a header's name.</summary>
    public static bool TryParse(string? name, out ElementType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (ElementType)Math.Max(index, 0);
        return index >= 0;
    }
}

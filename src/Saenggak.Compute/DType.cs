namespace Saenggak.Compute;

/// <summary>Element type of a <see cref="Tensor"/>.</summary>
public enum DType : byte
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>bfloat16: the upper half of an IEEE single.</summary>
    BF16,
}

/// <summary>Sizes of element types.</summary>
public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type == DType.F32 ? 4 : 2;
}

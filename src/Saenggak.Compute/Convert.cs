using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute;

/// <summary>Conversion between element types: bf16 rounds to nearest, ties to even; NaN stays NaN.</summary>
public static unsafe class Convert
{
    /// <summary>Widens a bfloat16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Rounds to bfloat16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ToBF16(float value)
    {
        if (float.IsNaN(value)) return 0x7FC0;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Copies <paramref name="source"/> into <paramref name="target"/> of the same shape, on the calling thread.</summary>
    public static void Copy(in Tensor source, in Tensor target)
    {
        if (source.Rows != target.Rows || source.Cols != target.Cols)
        {
            throw new ArgumentException($"cannot copy {source} to {target}; shapes must agree");
        }
        for (int r = 0; r < source.Rows; r++) CopyRow(source.RowAddress(r), source.Type, target.RowAddress(r), target.Type, source.Cols);
    }

    /// <summary>Copies one run of elements.</summary>
    public static void CopyRow(byte* source, DType from, byte* target, DType to, int count)
    {
        if (from == to)
        {
            Buffer.MemoryCopy(source, target, (long)count * to.Size(), (long)count * from.Size());
            return;
        }
        int i = 0;
        if (to == DType.BF16)
        {
            var s = (float*)source;
            var t = (ushort*)target;
            for (; i <= count - 32; i += 32) Simd.StoreBF16(Vector512.Load(s + i), Vector512.Load(s + i + 16), t + i);
            for (; i <= count - 16; i += 16) Simd.StoreBF16(Vector512.Load(s + i), t + i);
            for (; i < count; i++) t[i] = ToBF16(s[i]);
        }
        else
        {
            var s = (ushort*)source;
            var t = (float*)target;
            for (; i <= count - 16; i += 16) Simd.LoadBF16(s + i).Store(t + i);
            for (; i < count; i++) t[i] = ToSingle(s[i]);
        }
    }
}

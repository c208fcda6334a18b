using System.Runtime.Intrinsics;
using Saenggak.Compute;
using Convert = Saenggak.Compute.Convert;

namespace Saenggak.Model.Safetensors;

/// <summary>Conversion of runs of elements between a file and memory. Sources may be unaligned.</summary>
internal static unsafe class RowConverter
{
    private const int Chunk = 1024;

    /// <summary>File to memory.</summary>
    public static void Read(byte* source, ElementType from, byte* target, DType to, int count)
    {
        if (from != ElementType.F16)
        {
            Convert.CopyRow(source, from == ElementType.F32 ? DType.F32 : DType.BF16, target, to, count);
            return;
        }
        float* wide = stackalloc float[Chunk];
        for (int done = 0; done < count; done += Chunk)
        {
            int n = Math.Min(Chunk, count - done);
            HalfToSingle((ushort*)source + done, wide, n);
            Convert.CopyRow((byte*)wide, DType.F32, target + (long)done * to.Size(), to, n);
        }
    }

    /// <summary>Memory to file; F16 rounds to nearest even and overflows to infinity.</summary>
    public static void Write(byte* source, DType from, byte* target, ElementType to, int count)
    {
        if (to != ElementType.F16)
        {
            Convert.CopyRow(source, from, target, to == ElementType.F32 ? DType.F32 : DType.BF16, count);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            float value = from == DType.F32 ? ((float*)source)[i] : Convert.ToSingle(((ushort*)source)[i]);
            ((ushort*)target)[i] = BitConverter.HalfToUInt16Bits((Half)value);
        }
    }

    /// <summary>
    /// Widens half precision: shifting exponent and mantissa into place leaves the value 2^112 too small, subnormals included,
    /// so one product mends both; infinities and NaN get the full exponent back.
    /// </summary>
    private static void HalfToSingle(ushort* source, float* target, int count)
    {
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(source + i));
            var bits = Vector512.Create(low, high);
            var magnitude = Vector512.ShiftLeft(bits & Vector512.Create(0x7FFFu), 13);
            var value = (magnitude.AsSingle() * 5.192296858534828e33f).AsUInt32();
            var special = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x7C00u << 13));
            value = Vector512.ConditionalSelect(special, magnitude | Vector512.Create(0x7F800000u), value);
            value |= Vector512.ShiftLeft(bits & Vector512.Create(0x8000u), 16);
            value.AsSingle().Store(target + i);
        }
        for (; i < count; i++) target[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
    }
}

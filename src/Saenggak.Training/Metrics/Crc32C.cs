using System.Numerics;
using System.Runtime.InteropServices;

namespace Saenggak.Training.Metrics;

/// <summary>CRC-32C (Castagnoli), as TensorFlow's record files and many storage formats use it; RFC 3720, appendix B.4 has test vectors.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>; pass the last result as <paramref name="previous"/> to go on over several pieces.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint previous = 0)
    {
        uint crc = ~previous;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        foreach (byte one in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    /// <summary>The checksum as TFRecord stores it: rotated and shifted, so that a checksum of data holding checksums stays sound.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Compute(bytes), 15) + 0xa282ead8u;
}

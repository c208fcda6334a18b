using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Saenggak.Text.Tokenization;

/// <summary>A fast, unkeyed hash of short byte strings for tables whose probes are bounded or whose keys are fixed at load.</summary>
internal static class ByteHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Hashes bytes, eight at a time.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        if (bytes.Length >= 4)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            bytes = bytes[4..];
        }
        foreach (byte one in bytes) hash = Mix(hash, one);
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>Hashes one 64-bit key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key) => (uint)((key * Multiplier) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong part)
    {
        ulong mixed = (BitOperations.RotateLeft(hash, 5) ^ part) * Multiplier;
        return mixed ^ (mixed >> 29);
    }
}

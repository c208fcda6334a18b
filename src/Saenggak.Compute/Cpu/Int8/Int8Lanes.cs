using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saenggak.Compute.Cpu.Int8;

/// <summary>Vectors of an <see cref="Int8Matrix"/>'s pairs.</summary>
internal static unsafe class Int8Lanes
{
    /// <summary>w[k]·x[k] + w[k + 1]·x[k + 1] for sixteen rows of W; <paramref name="x"/> holds the pair of x sixteen times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(byte* pairs, Vector512<short> x)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load((sbyte*)pairs)), x);
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load((sbyte*)pairs)), x.GetLower()),
                Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load((sbyte*)pairs + 16)), x.GetUpper()));
        }
        Split(pairs, out var even, out var odd);
        return even * Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(x.AsInt32(), 16), 16) + odd * Vector512.ShiftRightArithmetic(x.AsInt32(), 16);
    }

    /// <summary>Columns k and k + 1 of sixteen rows of W, apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(byte* pairs, out Vector512<int> even, out Vector512<int> odd)
    {
        var both = Vector256.Load((short*)pairs);
        var (low, high) = Vector256.Widen(both);
        var wide = Vector512.Create(low, high);
        even = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(wide, 24), 24);
        odd = Vector512.ShiftRightArithmetic(wide, 8);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saenggak.Compute;

/// <summary>The few vector functions that kernels share. Sixteen f32 lanes; narrower machines split them.</summary>
internal static unsafe class Simd
{
    /// <summary>Lanes of a vector.</summary>
    public const int Width = 16;

    /// <summary>Loads sixteen bfloat16 as f32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadBF16(ushort* p)
    {
        if (Avx512F.IsSupported) return Vector512.ShiftLeft(Avx512F.ConvertToVector512UInt32(Vector256.Load(p)), 16).AsSingle();
        return Vector512.Create(LoadEightBF16(p), LoadEightBF16(p + 8));
    }

    /// <summary>Loads eight bfloat16 as f32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadEightBF16(ushort* p)
    {
        if (Avx2.IsSupported) return Vector256.ShiftLeft(Avx2.ConvertToVector256Int32(p), 16).AsSingle();
        var (low, high) = Vector128.Widen(Vector128.Load(p));
        return Vector256.ShiftLeft(Vector256.Create(low, high), 16).AsSingle();
    }

    /// <summary>Rounds sixteen f32 to bfloat16, to nearest even, and stores them. Infinities stay; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBF16(Vector512<float> v, ushort* p)
    {
        var rounded = Vector512.ShiftRightLogical(KeepNaN(v, RoundHigh(v)), 16);
        if (Avx512F.IsSupported) Avx512F.ConvertToVector256UInt16(rounded).Store(p);
        else Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).Store(p);
    }

    /// <summary>Rounds thirty-two f32 to bfloat16 and stores them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBF16(Vector512<float> low, Vector512<float> high, ushort* p)
    {
        if (Avx512BW.IsSupported)
        {
            StoreHigh(KeepNaN(low, RoundHigh(low)), KeepNaN(high, RoundHigh(high)), p);
            return;
        }
        StoreBF16(low, p);
        StoreBF16(high, p + Width);
    }

    /// <summary>The same for numbers that are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFiniteBF16(Vector512<float> low, Vector512<float> high, ushort* p)
    {
        if (Avx512BW.IsSupported)
        {
            StoreHigh(RoundHigh(low), RoundHigh(high), p);
            return;
        }
        StoreBF16(low, p);
        StoreBF16(high, p + Width);
    }

    /// <summary>Asks for a line, for the caches; any address will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* a)
    {
        if (Sse.IsSupported) Sse.Prefetch0(a);
    }

    /// <summary>Asks for four lines, for the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* a, byte* b, byte* c, byte* d)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(a);
        Sse.Prefetch0(b);
        Sse.Prefetch0(c);
        Sse.Prefetch0(d);
    }

    /// <summary>e^x to about 2 ulp: 2^n · p(r) with r in ±ln2/2; below −87.3 gives 0, above 88.7 gives infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // Native: of a NaN and a bound, the second operand is the result.
        var clamped = Vector512.MinNative(Vector512.Create(88.73f), Vector512.MaxNative(Vector512.Create(-87.33f), x));
        // Adding 1.5·2^23 rounds to an integer.
        var n = Vector512.FusedMultiplyAdd(clamped, Vector512.Create(1.44269504f), Vector512.Create(12582912f)) - Vector512.Create(12582912f);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), clamped);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-6f), r);
        var p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-87.33f)), Vector512<float>.Zero, Scale(p, n));
    }

    /// <summary>p[i] = e^(x[i]·scale + shift), at most about 1, in bfloat16, for n elements, a multiple of thirty-two; returns their sum before rounding.</summary>
    public static float ExpToBF16(float* x, ushort* p, int n, float scale, float shift)
    {
        var (factor, add, total) = (Vector512.Create(scale), Vector512.Create(shift), Vector512<float>.Zero);
        for (int i = 0; i < n; i += 2 * Width)
        {
            var low = Exp(Vector512.FusedMultiplyAdd(Vector512.Load(x + i), factor, add));
            var high = Exp(Vector512.FusedMultiplyAdd(Vector512.Load(x + i + Width), factor, add));
            StoreFiniteBF16(low, high, p + i);
            total += low + high;
        }
        return Vector512.Sum(total);
    }

    /// <summary>1 / (1 + e^−x), to about 2 ulp; below −87.3 it stays at e^−87.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        var d = Vector512<float>.One + Exp(Vector512.MinNative(Vector512.Create(87.3f), -x));
        if (!Avx512F.IsSupported) return Vector512<float>.One / d;
        // One step of Newton's from fourteen bits; the divider would take as long as all the rest.
        var y = Avx512F.Reciprocal14(d);
        return Vector512.FusedMultiplyAdd(y, Vector512.FusedMultiplyAdd(-d, y, Vector512<float>.One), y);
    }

    /// <summary>Σ a[i]·b[i] over n elements, n a multiple of sixteen.</summary>
    public static float Dot(float* a, float* b, int n)
    {
        var sum = Vector512<float>.Zero;
        for (int i = 0; i < n; i += Width) sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
        return Vector512.Sum(sum);
    }

    /// <summary>The largest lane; of no use where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<float> v)
    {
        var a = Vector256.MaxNative(v.GetLower(), v.GetUpper());
        var b = Vector128.MaxNative(a.GetLower(), a.GetUpper());
        b = Vector128.MaxNative(b, Vector128.Shuffle(b, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(b, Vector128.Shuffle(b, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The largest of n elements; of no use where one is NaN.</summary>
    public static float Max(float* x, int n)
    {
        var top = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i <= n - Width; i += Width) top = Vector512.MaxNative(top, Vector512.Load(x + i));
        float max = Largest(top);
        for (; i < n; i++) max = Math.Max(max, x[i]);
        return max;
    }

    /// <summary>Indices of the upper halves of 32 words from two vectors.</summary>
    public static readonly Vector512<ushort> OddHalves = Vector512.Create(
        (ushort)1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63);

    /// <summary>p · 2^n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scale(Vector512<float> p, Vector512<float> n)
    {
        if (Avx512F.IsSupported) return Avx512F.Scale(p, n);
        // In two halves, so that n = 128 and n = −127 stay in range.
        var whole = Vector512.ConvertToInt32Native(n);
        var half = Vector512.ShiftRightArithmetic(whole, 1);
        var scaleA = Vector512.ShiftLeft(half + Vector512.Create(127), 23).AsSingle();
        var scaleB = Vector512.ShiftLeft(whole - half + Vector512.Create(127), 23).AsSingle();
        return p * scaleA * scaleB;
    }

    /// <summary>Bits whose upper halves are the numbers rounded to bfloat16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RoundHigh(Vector512<float> v)
    {
        var bits = v.AsUInt32();
        return bits + Vector512.Create(0x7FFFu) + (Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> KeepNaN(Vector512<float> v, Vector512<uint> rounded)
        => Vector512.ConditionalSelect(Vector512.Equals(v, v).AsUInt32(), rounded, Vector512.Create(0x7FC0_0000u));

    /// <summary>Stores the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHigh(Vector512<uint> low, Vector512<uint> high, ushort* p)
        => Avx512BW.PermuteVar32x16x2(low.AsUInt16(), OddHalves, high.AsUInt16()).Store(p);
}

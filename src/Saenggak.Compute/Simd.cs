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
        var (low, high) = Vector256.Widen(Vector256.Load(p));
        return Vector512.ShiftLeft(Vector512.Create(low, high), 16).AsSingle();
    }

    /// <summary>Rounds sixteen f32 to bfloat16, to nearest even, and stores them. Infinities stay; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBF16(Vector512<float> v, ushort* p)
    {
        var bits = v.AsUInt32();
        var odd = Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        var rounded = Vector512.ShiftRightLogical(bits + Vector512.Create(0x7FFFu) + odd, 16);
        rounded = Vector512.ConditionalSelect(Vector512.Equals(v, v).AsUInt32(), rounded, Vector512.Create(0x7FC0u));
        if (Avx512F.IsSupported) Avx512F.ConvertToVector256UInt16(rounded).Store(p);
        else Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).Store(p);
    }

    /// <summary>e^x to about 2 ulp: 2^n · p(r) with r in ±ln2/2; below −87.3 gives 0, above 88.7 gives infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var clamped = Vector512.Min(Vector512.Max(x, Vector512.Create(-87.33f)), Vector512.Create(88.73f));
        var n = Vector512.Round(clamped * 1.44269504f);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), clamped);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-6f), r);
        var p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p * r, r, r + Vector512<float>.One);
        // 2^n in two halves, so that n = 128 and n = −127 stay in range.
        var whole = Vector512.ConvertToInt32(n);
        var half = Vector512.ShiftRightArithmetic(whole, 1);
        var scaleA = Vector512.ShiftLeft(half + Vector512.Create(127), 23).AsSingle();
        var scaleB = Vector512.ShiftLeft(whole - half + Vector512.Create(127), 23).AsSingle();
        var y = p * scaleA * scaleB;
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-87.33f)), Vector512<float>.Zero, y);
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>Σ a[i]·b[i] over n elements, n a multiple of sixteen.</summary>
    public static float Dot(float* a, float* b, int n)
    {
        var sum = Vector512<float>.Zero;
        for (int i = 0; i < n; i += Width) sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
        return Vector512.Sum(sum);
    }

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<float> v)
    {
        var a = Vector256.Max(v.GetLower(), v.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return Math.Max(Math.Max(b[0], b[1]), Math.Max(b[2], b[3]));
    }

    /// <summary>The largest of n elements.</summary>
    public static float Max(float* x, int n)
    {
        var top = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i <= n - Width; i += Width) top = Vector512.Max(top, Vector512.Load(x + i));
        float max = Largest(top);
        for (; i < n; i++) max = Math.Max(max, x[i]);
        return max;
    }
}

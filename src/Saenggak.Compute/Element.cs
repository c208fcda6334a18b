using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute;

/// <summary>How a kernel reads and writes one storage type as f32 vectors; a struct, so that each kernel is compiled for its types.</summary>
internal unsafe interface IElement
{
    static abstract Vector512<float> Load(byte* p, long i);

    static abstract Vector256<float> LoadEight(byte* p, long i);

    static abstract void Store(Vector512<float> v, byte* p, long i);

    static abstract float Get(byte* p, long i);

    static abstract void Set(float v, byte* p, long i);
}

/// <summary>f32 storage.</summary>
internal readonly unsafe struct Single32 : IElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* p, long i) => Vector512.Load((float*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadEight(byte* p, long i) => Vector256.Load((float*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> v, byte* p, long i) => v.Store((float*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(byte* p, long i) => ((float*)p)[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(float v, byte* p, long i) => ((float*)p)[i] = v;
}

/// <summary>bfloat16 storage.</summary>
internal readonly unsafe struct Brain16 : IElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* p, long i) => Simd.LoadBF16((ushort*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadEight(byte* p, long i) => Simd.LoadEightBF16((ushort*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> v, byte* p, long i) => Simd.StoreBF16(v, (ushort*)p + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(byte* p, long i) => Convert.ToSingle(((ushort*)p)[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(float v, byte* p, long i) => ((ushort*)p)[i] = Convert.ToBF16(v);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// f32 product of matrices that lie in cache: C (+)= A·B with A read one element at a time at any strides and B in rows.
/// Attention and <see cref="VectorProduct"/> stand on it. What stays in registers is eight rows by 32 columns where they are 512 bits wide
/// and 32 in number, six rows by sixteen columns where there are sixteen of 256 bits.
/// </summary>
internal static unsafe class SmallGemm
{
    private const int NarrowRows = 6;

    /// <summary>Rows of A that stay in registers.</summary>
    public static readonly int Rows = Vector512.IsHardwareAccelerated ? 8 : NarrowRows;

    /// <summary>B's and C's rows must have room for columns up to the next multiple of this.</summary>
    public const int ColumnGrain = 16;

    /// <summary>
    /// C [m, n] (+)= A [m, k]·B [k, n]; n is rounded up to sixteen columns, which B and C must have room for.
    /// A's element (i, p) lies at i·aRow + p·aCol; B and C have row strides.
    /// </summary>
    public static void Multiply(int m, int n, int k, float* a, int aRow, int aCol, float* b, int bRow, float* c, int cRow, bool accumulate)
    {
        int j = 0;
        if (!Vector512.IsHardwareAccelerated)
        {
            for (; j < n; j += 16)
            {
                for (int i = 0; i < m; i += NarrowRows) Block6x16(Math.Min(NarrowRows, m - i), k, a + (long)i * aRow, aRow, aCol, b + j, bRow, c + (long)i * cRow + j, cRow, accumulate);
            }
            return;
        }
        for (; j + 32 <= n; j += 32)
        {
            int i = 0;
            for (; i + 8 <= m; i += 8) Block8x32(k, a + (long)i * aRow, aRow, aCol, b + j, bRow, c + (long)i * cRow + j, cRow, accumulate);
            for (; i < m; i++) Row32(k, a + (long)i * aRow, aCol, b + j, bRow, c + (long)i * cRow + j, accumulate);
        }
        for (; j < n; j += 16)
        {
            int i = 0;
            for (; i + 8 <= m; i += 8) Block8x16(k, a + (long)i * aRow, aRow, aCol, b + j, bRow, c + (long)i * cRow + j, cRow, accumulate);
            for (; i < m; i++) Row16(k, a + (long)i * aRow, aCol, b + j, bRow, c + (long)i * cRow + j, accumulate);
        }
    }

    /// <summary>One to six rows: those that are not there are the last one again, and are not stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block6x16(int rows, int k, float* a, long aRow, long aCol, float* b, long bRow, float* c, long cRow, bool accumulate)
    {
        Vector256<float> c0, c1, c2, c3, c4, c5, d0, d1, d2, d3, d4, d5;
        c0 = c1 = c2 = c3 = c4 = c5 = d0 = d1 = d2 = d3 = d4 = d5 = Vector256<float>.Zero;
        long last = rows - 1, r1 = Math.Min(1, last) * aRow, r2 = Math.Min(2, last) * aRow, r3 = Math.Min(3, last) * aRow, r4 = Math.Min(4, last) * aRow, r5 = Math.Min(5, last) * aRow;
        for (int p = 0; p < k; p++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c0 = Vector256.FusedMultiplyAdd(x, b0, c0);
            d0 = Vector256.FusedMultiplyAdd(x, b1, d0);
            x = Vector256.Create(a[r1]);
            c1 = Vector256.FusedMultiplyAdd(x, b0, c1);
            d1 = Vector256.FusedMultiplyAdd(x, b1, d1);
            x = Vector256.Create(a[r2]);
            c2 = Vector256.FusedMultiplyAdd(x, b0, c2);
            d2 = Vector256.FusedMultiplyAdd(x, b1, d2);
            x = Vector256.Create(a[r3]);
            c3 = Vector256.FusedMultiplyAdd(x, b0, c3);
            d3 = Vector256.FusedMultiplyAdd(x, b1, d3);
            x = Vector256.Create(a[r4]);
            c4 = Vector256.FusedMultiplyAdd(x, b0, c4);
            d4 = Vector256.FusedMultiplyAdd(x, b1, d4);
            x = Vector256.Create(a[r5]);
            c5 = Vector256.FusedMultiplyAdd(x, b0, c5);
            d5 = Vector256.FusedMultiplyAdd(x, b1, d5);
            a += aCol;
            b += bRow;
        }
        Put(c, c0, d0, accumulate);
        if (rows > 1) Put(c += cRow, c1, d1, accumulate);
        if (rows > 2) Put(c += cRow, c2, d2, accumulate);
        if (rows > 3) Put(c += cRow, c3, d3, accumulate);
        if (rows > 4) Put(c += cRow, c4, d4, accumulate);
        if (rows > 5) Put(c + cRow, c5, d5, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block8x32(int k, float* a, int aRow, int aCol, float* b, int bRow, float* c, int cRow, bool accumulate)
    {
        Vector512<float> c0, c1, c2, c3, c4, c5, c6, c7, d0, d1, d2, d3, d4, d5, d6, d7;
        c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = d0 = d1 = d2 = d3 = d4 = d5 = d6 = d7 = Vector512<float>.Zero;
        float* a4 = a + 4L * aRow;
        long r2 = 2L * aRow, r3 = 3L * aRow;
        for (int p = 0; p < k; p++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var x = Vector512.Create(a[0]);
            c0 = Vector512.FusedMultiplyAdd(x, b0, c0);
            d0 = Vector512.FusedMultiplyAdd(x, b1, d0);
            x = Vector512.Create(a[aRow]);
            c1 = Vector512.FusedMultiplyAdd(x, b0, c1);
            d1 = Vector512.FusedMultiplyAdd(x, b1, d1);
            x = Vector512.Create(a[r2]);
            c2 = Vector512.FusedMultiplyAdd(x, b0, c2);
            d2 = Vector512.FusedMultiplyAdd(x, b1, d2);
            x = Vector512.Create(a[r3]);
            c3 = Vector512.FusedMultiplyAdd(x, b0, c3);
            d3 = Vector512.FusedMultiplyAdd(x, b1, d3);
            x = Vector512.Create(a4[0]);
            c4 = Vector512.FusedMultiplyAdd(x, b0, c4);
            d4 = Vector512.FusedMultiplyAdd(x, b1, d4);
            x = Vector512.Create(a4[aRow]);
            c5 = Vector512.FusedMultiplyAdd(x, b0, c5);
            d5 = Vector512.FusedMultiplyAdd(x, b1, d5);
            x = Vector512.Create(a4[r2]);
            c6 = Vector512.FusedMultiplyAdd(x, b0, c6);
            d6 = Vector512.FusedMultiplyAdd(x, b1, d6);
            x = Vector512.Create(a4[r3]);
            c7 = Vector512.FusedMultiplyAdd(x, b0, c7);
            d7 = Vector512.FusedMultiplyAdd(x, b1, d7);
            a += aCol;
            a4 += aCol;
            b += bRow;
        }
        Put(c, c0, d0, accumulate);
        Put(c += cRow, c1, d1, accumulate);
        Put(c += cRow, c2, d2, accumulate);
        Put(c += cRow, c3, d3, accumulate);
        Put(c += cRow, c4, d4, accumulate);
        Put(c += cRow, c5, d5, accumulate);
        Put(c += cRow, c6, d6, accumulate);
        Put(c + cRow, c7, d7, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block8x16(int k, float* a, int aRow, int aCol, float* b, int bRow, float* c, int cRow, bool accumulate)
    {
        Vector512<float> c0, c1, c2, c3, c4, c5, c6, c7;
        c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = Vector512<float>.Zero;
        float* a4 = a + 4L * aRow;
        long r2 = 2L * aRow, r3 = 3L * aRow;
        for (int p = 0; p < k; p++)
        {
            var b0 = Vector512.Load(b);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a[0]), b0, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[aRow]), b0, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r2]), b0, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r3]), b0, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[0]), b0, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[aRow]), b0, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[r2]), b0, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[r3]), b0, c7);
            a += aCol;
            a4 += aCol;
            b += bRow;
        }
        Put(c, c0, accumulate);
        Put(c += cRow, c1, accumulate);
        Put(c += cRow, c2, accumulate);
        Put(c += cRow, c3, accumulate);
        Put(c += cRow, c4, accumulate);
        Put(c += cRow, c5, accumulate);
        Put(c += cRow, c6, accumulate);
        Put(c + cRow, c7, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row32(int k, float* a, int aCol, float* b, int bRow, float* c, bool accumulate)
    {
        var c0 = Vector512<float>.Zero;
        var d0 = Vector512<float>.Zero;
        for (int p = 0; p < k; p++)
        {
            var x = Vector512.Create(*a);
            c0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b), c0);
            d0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b + 16), d0);
            a += aCol;
            b += bRow;
        }
        Put(c, c0, d0, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row16(int k, float* a, int aCol, float* b, int bRow, float* c, bool accumulate)
    {
        var c0 = Vector512<float>.Zero;
        for (int p = 0; p < k; p++)
        {
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(*a), Vector512.Load(b), c0);
            a += aCol;
            b += bRow;
        }
        Put(c, c0, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, Vector512<float> low, Vector512<float> high, bool accumulate)
    {
        Put(c, low, accumulate);
        Put(c + 16, high, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, Vector512<float> v, bool accumulate)
        => (accumulate ? Vector512.Load(c) + v : v).Store(c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, Vector256<float> low, Vector256<float> high, bool accumulate)
    {
        (accumulate ? Vector256.Load(c) + low : low).Store(c);
        (accumulate ? Vector256.Load(c + 8) + high : high).Store(c + 8);
    }
}

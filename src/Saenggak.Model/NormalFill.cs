using Saenggak.Compute;

namespace Saenggak.Model;

/// <summary>Fresh weights from a counter-based generator: element i of parameter p depends on (seed, p, i) alone.</summary>
internal static class NormalFill
{
    /// <summary>Fills with normal values of mean 0.</summary>
    public static void Fill(in Tensor target, float deviation, ulong seed, ulong parameter)
    {
        ulong key = Mix(seed * 0x9E3779B97F4A7C15 + Mix(parameter + 1));
        var row = new float[target.Cols];
        for (int r = 0; r < target.Rows; r++)
        {
            for (int c = 0; c < row.Length; c += 2)
            {
                // Box–Muller: two uniforms give two normals.
                ulong bits = Mix(key + (ulong)((long)r * row.Length + c) * 0xD1342543DE82EF95);
                double u = ((bits >> 32) + 1) * (1.0 / 4294967297.0), v = (uint)bits * (2 * Math.PI / 4294967296.0), radius = Math.Sqrt(-2 * Math.Log(u)) * deviation;
                row[c] = (float)(radius * Math.Cos(v));
                if (c + 1 < row.Length) row[c + 1] = (float)(radius * Math.Sin(v));
            }
            Put(row, target.RowRange(r, 1));
        }
    }

    /// <summary>Fills with one value.</summary>
    public static void Constant(in Tensor target, float value)
    {
        var row = new float[target.Cols];
        row.AsSpan().Fill(value);
        for (int r = 0; r < target.Rows; r++) Put(row, target.RowRange(r, 1));
    }

    private static unsafe void Put(float[] row, in Tensor target)
    {
        fixed (float* p = row) new Tensor(DType.F32, 1, row.Length, row.Length, p).CopyTo(target);
    }

    /// <summary>SplitMix64's finaliser.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

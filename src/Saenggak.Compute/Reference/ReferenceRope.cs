using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Rotary position embedding (arXiv 2104.09864). Shapes: T tokens, H heads, K head dim; x, y [T, H·K], inverse frequencies
/// [K/2]. Pair i of a head turns by position · inverseFrequency[i]; cos and sin are both multiplied by a factor (YaRN; else 1).
/// A pair is (i, i + K/2), or (2i, 2i + 1) when interleaved.
/// </summary>
public static class ReferenceRope
{
    /// <summary>(a, b) → factor·(a·cos − b·sin, b·cos + a·sin).</summary>
    public static TReal[] Forward<TReal>(TReal[] x, int[] positions, TReal[] inverseFrequencies, TReal factor, int heads, int k, bool interleaved = false)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => Rotate(x, positions, inverseFrequencies, factor, heads, k, interleaved, TReal.One);

    /// <summary>The transpose of the forward's map: the same turn by the negative angle, times the same factor.</summary>
    public static TReal[] Backward<TReal>(TReal[] dy, int[] positions, TReal[] inverseFrequencies, TReal factor, int heads, int k, bool interleaved = false)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => Rotate(dy, positions, inverseFrequencies, factor, heads, k, interleaved, -TReal.One);

    /// <summary>0, 1, 2, … anew in each packed sequence; <paramref name="cuSeqlens"/> are the n + 1 offsets of n sequences.</summary>
    public static int[] Positions(int[] cuSeqlens)
    {
        var positions = new int[cuSeqlens[^1]];
        for (int s = 0; s + 1 < cuSeqlens.Length; s++)
        {
            for (int t = cuSeqlens[s]; t < cuSeqlens[s + 1]; t++) positions[t] = t - cuSeqlens[s];
        }
        return positions;
    }

    private static TReal[] Rotate<TReal>(TReal[] x, int[] positions, TReal[] inverseFrequencies, TReal factor, int heads, int k, bool interleaved, TReal sign)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var y = new TReal[x.Length];
        for (int t = 0; t < positions.Length; t++)
        {
            for (int i = 0; i < k / 2; i++)
            {
                TReal angle = TReal.CreateChecked(positions[t]) * inverseFrequencies[i];
                TReal cos = TReal.Cos(angle) * factor, sin = TReal.Sin(angle) * factor * sign;
                for (int h = 0; h < heads; h++)
                {
                    int head = (t * heads + h) * k;
                    int first = head + (interleaved ? 2 * i : i), second = head + (interleaved ? 2 * i + 1 : i + k / 2);
                    y[first] = x[first] * cos - x[second] * sin;
                    y[second] = x[second] * cos + x[first] * sin;
                }
            }
        }
        return y;
    }
}

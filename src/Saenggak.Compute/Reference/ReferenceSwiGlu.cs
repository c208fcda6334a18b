using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Gated linear unit with SiLU (arXiv 2002.05202). Shapes: T tokens, F feed-forward width; gu [T, 2F] holds the gate in the
/// first F columns and the up projection in the last F; h [T, F].
/// </summary>
public static class ReferenceSwiGlu
{
    /// <summary>h = g·σ(g)·u.</summary>
    public static TReal[] Forward<TReal>(TReal[] gu, int tokens, int f)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var h = new TReal[tokens * f];
        for (int t = 0; t < tokens; t++)
        {
            for (int c = 0; c < f; c++)
            {
                TReal g = gu[t * 2 * f + c], u = gu[t * 2 * f + f + c];
                h[t * f + c] = g * Sigmoid(g) * u;
            }
        }
        return h;
    }

    /// <summary>dg = dh·u·σ(g)·(1 + g·(1 − σ(g))), du = dh·g·σ(g), in one [T, 2F] matrix.</summary>
    public static TReal[] Backward<TReal>(TReal[] dh, TReal[] gu, int tokens, int f)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var dgu = new TReal[tokens * 2 * f];
        for (int t = 0; t < tokens; t++)
        {
            for (int c = 0; c < f; c++)
            {
                int gate = t * 2 * f + c;
                TReal g = gu[gate], u = gu[gate + f], sigmoid = Sigmoid(g);
                dgu[gate] = dh[t * f + c] * u * sigmoid * (TReal.One + g * (TReal.One - sigmoid));
                dgu[gate + f] = dh[t * f + c] * g * sigmoid;
            }
        }
        return dgu;
    }

    private static TReal Sigmoid<TReal>(TReal x)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => TReal.One / (TReal.One + TReal.Exp(-x));
}

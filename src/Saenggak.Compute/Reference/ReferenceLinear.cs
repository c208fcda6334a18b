using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>A linear layer. Shapes: T tokens, N outputs, K inputs; x [T, K], w [N, K], b [N], y [T, N].</summary>
public static class ReferenceLinear
{
    /// <summary>y = x·wᵀ, plus b where there is one.</summary>
    public static TReal[] Forward<TReal>(TReal[] x, TReal[] w, TReal[]? b, int tokens, int n, int k)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var y = new TReal[tokens * n];
        for (int t = 0; t < tokens; t++)
        {
            for (int o = 0; o < n; o++)
            {
                TReal sum = b is null ? TReal.Zero : b[o];
                for (int i = 0; i < k; i++) sum += x[t * k + i] * w[o * k + i];
                y[t * n + o] = sum;
            }
        }
        return y;
    }

    /// <summary>dx = dy·w.</summary>
    public static TReal[] BackwardInput<TReal>(TReal[] dy, TReal[] w, int tokens, int n, int k)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var dx = new TReal[tokens * k];
        for (int t = 0; t < tokens; t++)
        {
            for (int i = 0; i < k; i++)
            {
                TReal sum = TReal.Zero;
                for (int o = 0; o < n; o++) sum += dy[t * n + o] * w[o * k + i];
                dx[t * k + i] = sum;
            }
        }
        return dx;
    }

    /// <summary>dw += dyᵀ·x; db += Σ_t dy where there is a bias.</summary>
    public static void BackwardWeight<TReal>(TReal[] dy, TReal[] x, int tokens, int n, int k, TReal[] dw, TReal[]? db)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        for (int o = 0; o < n; o++)
        {
            for (int t = 0; t < tokens; t++)
            {
                for (int i = 0; i < k; i++) dw[o * k + i] += dy[t * n + o] * x[t * k + i];
                if (db is not null) db[o] += dy[t * n + o];
            }
        }
    }
}

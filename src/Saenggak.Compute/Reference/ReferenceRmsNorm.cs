using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Root-mean-square norm (arXiv 1910.07467). Shapes: T tokens, D width; x, y [T, D], w [D].
/// With s = √(mean(x²) + eps): y = x·w / s.
/// </summary>
public static class ReferenceRmsNorm
{
    /// <summary>y = x·w / √(mean(x²) + eps), row by row.</summary>
    public static TReal[] Forward<TReal>(TReal[] x, TReal[] w, TReal eps, int tokens, int d)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var y = new TReal[tokens * d];
        for (int t = 0; t < tokens; t++)
        {
            TReal scale = InverseRoot(x, t * d, d, eps);
            for (int c = 0; c < d; c++) y[t * d + c] = x[t * d + c] * scale * w[c];
        }
        return y;
    }

    /// <summary>Returns dx = w·dy / s − x · Σ(w·dy·x) / (D·s³); dw += Σ_t dy·x / s.</summary>
    public static TReal[] Backward<TReal>(TReal[] dy, TReal[] x, TReal[] w, TReal eps, int tokens, int d, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var dx = new TReal[tokens * d];
        for (int t = 0; t < tokens; t++)
        {
            int row = t * d;
            TReal scale = InverseRoot(x, row, d, eps);
            TReal dot = TReal.Zero;
            for (int c = 0; c < d; c++) dot += w[c] * dy[row + c] * x[row + c];
            TReal pull = dot * scale * scale * scale / TReal.CreateChecked(d);
            for (int c = 0; c < d; c++)
            {
                dx[row + c] = w[c] * dy[row + c] * scale - x[row + c] * pull;
                dw[c] += dy[row + c] * x[row + c] * scale;
            }
        }
        return dx;
    }

    /// <summary>residual += delta in place, then the norm of the new residual.</summary>
    public static TReal[] ForwardFused<TReal>(TReal[] residual, TReal[] delta, TReal[] w, TReal eps, int tokens, int d)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        for (int i = 0; i < residual.Length; i++) residual[i] += delta[i];
        return Forward(residual, w, eps, tokens, d);
    }

    /// <summary>
    /// dResidual += dx, where <paramref name="residual"/> is the one after the forward's addition; the result is the gradient
    /// of the old residual and of delta alike. dw as in <see cref="Backward"/>.
    /// </summary>
    public static void BackwardFused<TReal>(TReal[] dy, TReal[] residual, TReal[] w, TReal eps, int tokens, int d, TReal[] dResidual, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var dx = Backward(dy, residual, w, eps, tokens, d, dw);
        for (int i = 0; i < dx.Length; i++) dResidual[i] += dx[i];
    }

    private static TReal InverseRoot<TReal>(TReal[] x, int start, int d, TReal eps)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal squares = TReal.Zero;
        for (int c = 0; c < d; c++) squares += x[start + c] * x[start + c];
        return TReal.One / TReal.Sqrt(squares / TReal.CreateChecked(d) + eps);
    }
}

using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>A reward model's head: one number per row. Shapes: R rows, D width; x [R, D], w [D], y [R].</summary>
public static class ReferenceScalarHead
{
    /// <summary>y[r] = x[r]·w.</summary>
    public static TReal[] Forward<TReal>(TReal[] x, TReal[] w, int rows)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => ReferenceLinear.Forward(x, w, null, rows, 1, w.Length);

    /// <summary>Returns dx[r] = dy[r]·w; dw += Σ_r dy[r]·x[r].</summary>
    public static TReal[] Backward<TReal>(TReal[] dy, TReal[] x, TReal[] w, int rows, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        ReferenceLinear.BackwardWeight(dy, x, rows, 1, w.Length, dw, null);
        return ReferenceLinear.BackwardInput(dy, w, rows, 1, w.Length);
    }
}

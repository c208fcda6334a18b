using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>The length of all gradients taken as one vector, and clipping to a largest length as PyTorch's clip_grad_norm_ does.</summary>
public static class ReferenceGradNorm
{
    /// <summary>√(Σ g²) over all gradients.</summary>
    public static TReal Norm<TReal>(params TReal[][] gradients)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal squares = TReal.Zero;
        foreach (var gradient in gradients)
        {
            foreach (TReal g in gradient) squares += g * g;
        }
        return TReal.Sqrt(squares);
    }

    /// <summary>min(1, max / (norm + 1e-6)).</summary>
    public static TReal Scale<TReal>(TReal norm, TReal max)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => TReal.Min(TReal.One, max / (norm + TReal.CreateChecked(1e-6)));

    /// <summary>Multiplies all gradients by <see cref="Scale"/> and returns their length before.</summary>
    public static TReal Clip<TReal>(TReal max, params TReal[][] gradients)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal norm = Norm(gradients), scale = Scale(norm, max);
        foreach (var gradient in gradients)
        {
            for (int i = 0; i < gradient.Length; i++) gradient[i] *= scale;
        }
        return norm;
    }
}

using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Qwen3's norm of queries and keys: an RMSNorm over each head's slice, one weight for all heads.
/// Shapes: T tokens, H heads, K head dim; x, y [T, H·K], w [K]. A head's slice is a row of [T·H, K].
/// </summary>
public static class ReferenceHeadNorm
{
    /// <summary>y[t, h] = x[t, h]·w / √(mean(x[t, h]²) + eps).</summary>
    public static TReal[] Forward<TReal>(TReal[] x, TReal[] w, TReal eps, int tokens, int heads, int k)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => ReferenceRmsNorm.Forward(x, w, eps, tokens * heads, k);

    /// <summary>Returns dx; dw collects over tokens and heads.</summary>
    public static TReal[] Backward<TReal>(TReal[] dy, TReal[] x, TReal[] w, TReal eps, int tokens, int heads, int k, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => ReferenceRmsNorm.Backward(dy, x, w, eps, tokens * heads, k, dw);
}

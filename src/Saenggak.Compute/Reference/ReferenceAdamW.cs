using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>AdamW (arXiv 1711.05101) in PyTorch's form: decay first, apart from the gradient; epsilon outside the root.</summary>
public static class ReferenceAdamW
{
    /// <summary>
    /// One step in place. w ← w·(1 − lr·decay); m ← β1·m + (1 − β1)·g; v ← β2·v + (1 − β2)·g²;
    /// w ← w − lr/(1 − β1^step) · m / (√v/√(1 − β2^step) + eps). <paramref name="step"/> counts from 1.
    /// </summary>
    public static void Step<TReal>(TReal[] w, TReal[] g, TReal[] m, TReal[] v, int step, double learningRate, double beta1, double beta2, double eps, double weightDecay)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal b1 = TReal.CreateChecked(beta1), b2 = TReal.CreateChecked(beta2), epsilon = TReal.CreateChecked(eps);
        TReal keep = TReal.CreateChecked(1 - learningRate * weightDecay);
        TReal rate = TReal.CreateChecked(learningRate / (1 - Math.Pow(beta1, step)));
        TReal root = TReal.CreateChecked(Math.Sqrt(1 - Math.Pow(beta2, step)));
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = b1 * m[i] + (TReal.One - b1) * g[i];
            v[i] = b2 * v[i] + (TReal.One - b2) * g[i] * g[i];
            w[i] = w[i] * keep - rate * m[i] / (TReal.Sqrt(v[i]) / root + epsilon);
        }
    }
}

using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// The K/2 inverse frequencies of the rotary embedding, in radians per position, and the factor on cos and sin.
/// The formulas agree with those that Hugging Face's checkpoints were made for (transformers, modeling_rope_utils).
/// </summary>
public static class ReferenceRopeFrequencies
{
    /// <summary>theta^(−2i/K).</summary>
    public static TReal[] Plain<TReal>(double theta, int k)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var result = new TReal[k / 2];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TReal.One / TReal.Pow(TReal.CreateChecked(theta), TReal.CreateChecked(2 * i) / TReal.CreateChecked(k));
        }
        return result;
    }

    /// <summary>Position interpolation (arXiv 2306.15595): every frequency divided by the factor.</summary>
    public static TReal[] Linear<TReal>(double theta, int k, double factor)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
        => Array.ConvertAll(Plain<TReal>(theta, k), f => f / TReal.CreateChecked(factor));

    /// <summary>
    /// Llama 3.1: wavelengths above original/low are stretched by the factor, those below original/high are kept, and between
    /// them the share that is kept grows linearly with the number of turns that fit the original context.
    /// </summary>
    public static TReal[] Llama3<TReal>(double theta, int k, double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var result = Plain<TReal>(theta, k);
        TReal stretch = TReal.CreateChecked(factor), low = TReal.CreateChecked(lowFreqFactor), high = TReal.CreateChecked(highFreqFactor);
        for (int i = 0; i < result.Length; i++)
        {
            TReal turns = TReal.CreateChecked(originalMaxPositions) * result[i] / TReal.Tau;
            TReal kept = turns < low ? TReal.Zero : turns > high ? TReal.One : (turns - low) / (high - low);
            result[i] = (TReal.One - kept) * result[i] / stretch + kept * result[i];
        }
        return result;
    }

    /// <summary>
    /// YaRN (arXiv 2309.00071): pairs that make more than <paramref name="betaFast"/> turns in the original context are kept,
    /// those with fewer than <paramref name="betaSlow"/> are stretched, with a linear ramp over pair indices between, whose
    /// ends are rounded outward to whole indices.
    /// </summary>
    public static TReal[] Yarn<TReal>(double theta, int k, double factor, double betaFast, double betaSlow, int originalMaxPositions)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        double Index(double turns) => k * Math.Log(originalMaxPositions / (turns * Math.Tau)) / (2 * Math.Log(theta));
        double start = Math.Max(Math.Floor(Index(betaFast)), 0);
        double end = Math.Min(Math.Ceiling(Index(betaSlow)), k - 1);
        // The same small width that transformers uses where both ends fall together.
        if (start == end) end += 0.001;

        var result = Plain<TReal>(theta, k);
        for (int i = 0; i < result.Length; i++)
        {
            TReal stretched = TReal.CreateChecked(Math.Clamp((i - start) / (end - start), 0, 1));
            result[i] = result[i] / TReal.CreateChecked(factor) * stretched + result[i] * (TReal.One - stretched);
        }
        return result;
    }

    /// <summary>YaRN's factor on cos and sin: 0.1·ln(factor) + 1; 1 where nothing is stretched.</summary>
    public static double YarnAttentionFactor(double factor) => factor <= 1 ? 1 : 0.1 * Math.Log(factor) + 1;
}

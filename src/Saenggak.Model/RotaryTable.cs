using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Model;

/// <summary>Cosines and sines of the rotary embedding by position; grows when a longer sequence comes.</summary>
internal sealed class RotaryTable(ModelConfig config) : IDisposable
{
    private const int LeastPositions = 512;

    private NativeBuffer? buffer;
    private int covered;

    /// <summary>Tables for positions 0 … <paramref name="positions"/> − 1.</summary>
    public RotaryTables For(int positions)
    {
        int half = config.HeadDim / 2;
        if (positions > covered)
        {
            int size = Math.Max(LeastPositions, positions);
            if (covered > 0) size = Math.Max(size, 2 * covered);
            buffer?.Dispose();
            buffer = new NativeBuffer(2L * size * half * sizeof(float));
            covered = size;
            Fill(half);
        }
        return new(buffer!.View(DType.F32, covered, half), buffer.View(DType.F32, covered, half, (long)covered * half * sizeof(float)), config.Rope.Interleaved);
    }

    /// <inheritdoc/>
    public void Dispose() => buffer?.Dispose();

    private void Fill(int half)
    {
        double[] frequencies = RotaryFrequencies.Of(config);
        double factor = RotaryFrequencies.AttentionFactor(config.Rope);
        var cos = buffer!.View(DType.F32, covered, half);
        var sin = buffer.View(DType.F32, covered, half, (long)covered * half * sizeof(float));
        for (int p = 0; p < covered; p++)
        {
            Span<float> c = cos.RowF32(p), s = sin.RowF32(p);
            for (int i = 0; i < half; i++)
            {
                var (sine, cosine) = Math.SinCos(p * frequencies[i]);
                (s[i], c[i]) = ((float)(factor * sine), (float)(factor * cosine));
            }
        }
    }
}

/// <summary>Frequencies of the rotary embedding with long-context scaling, as transformers computes them.</summary>
internal static class RotaryFrequencies
{
    /// <summary>K/2 frequencies in radians per position.</summary>
    public static double[] Of(ModelConfig config)
    {
        var rope = config.Rope;
        int dim = config.HeadDim;
        var result = new double[dim / 2];
        for (int i = 0; i < result.Length; i++) result[i] = Math.Pow(rope.Theta, -2.0 * i / dim);
        switch (rope.Scaling)
        {
            case RopeScalingKind.Linear:
                for (int i = 0; i < result.Length; i++) result[i] /= rope.Factor;
                break;
            case RopeScalingKind.Llama3:
                for (int i = 0; i < result.Length; i++) result[i] = Llama3(result[i], rope);
                break;
            case RopeScalingKind.Yarn:
                Yarn(result, rope, dim);
                break;
        }
        return result;
    }

    /// <summary>What cosines and sines are multiplied by: YaRN's 0.1·ln(factor) + 1 unless the configuration says otherwise.</summary>
    public static double AttentionFactor(RopeConfig rope)
        => rope.Scaling != RopeScalingKind.Yarn ? 1 : rope.AttentionFactor ?? (rope.Factor <= 1 ? 1 : 0.1 * Math.Log(rope.Factor) + 1);

    private static double Llama3(double frequency, RopeConfig rope)
    {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < rope.OriginalMaxPositions / rope.HighFreqFactor) return frequency;
        if (wavelength > rope.OriginalMaxPositions / rope.LowFreqFactor) return frequency / rope.Factor;
        double smooth = (rope.OriginalMaxPositions / wavelength - rope.LowFreqFactor) / (rope.HighFreqFactor - rope.LowFreqFactor);
        return (1 - smooth) * frequency / rope.Factor + smooth * frequency;
    }

    // Dimensions that turn more than BetaFast times within the original context are kept, those below BetaSlow stretched.
    private static void Yarn(double[] frequencies, RopeConfig rope, int dim)
    {
        double Dimension(double rotations) => dim * Math.Log(rope.OriginalMaxPositions / (rotations * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));
        double low = Math.Max(Math.Floor(Dimension(rope.BetaFast)), 0), high = Math.Min(Math.Ceiling(Dimension(rope.BetaSlow)), dim - 1);
        if (low == high) high += 0.001;
        for (int i = 0; i < frequencies.Length; i++)
        {
            double stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            frequencies[i] = frequencies[i] / rope.Factor * stretched + frequencies[i] * (1 - stretched);
        }
    }
}

using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Reference;

/// <summary>The twins run in single precision too, and stay within its rounding of the run in double.</summary>
public sealed class ReferenceSinglePrecisionTests
{
    [Fact]
    public void RmsNorm_MatchesDouble()
    {
        double[] x = SplitMix64.Signed(1, 65), w = SplitMix64.Signed(2, 13), dy = SplitMix64.Signed(3, 65), dw = new double[13];
        var singleDw = new float[13];
        Close(ReferenceRmsNorm.Forward(x, w, 1e-5, 5, 13), ReferenceRmsNorm.Forward(Single(x), Single(w), 1e-5f, 5, 13));
        Close(ReferenceRmsNorm.Backward(dy, x, w, 1e-5, 5, 13, dw), ReferenceRmsNorm.Backward(Single(dy), Single(x), Single(w), 1e-5f, 5, 13, singleDw));
        Close(dw, singleDw);
    }

    [Fact]
    public void Rope_MatchesDouble()
    {
        int[] positions = [0, 1, 2, 300];
        var x = SplitMix64.Signed(1, 64);
        Close(
            ReferenceRope.Forward(x, positions, ReferenceRopeFrequencies.Yarn<double>(10_000, 8, 2, 32, 1, 64), 1.5, 2, 8),
            ReferenceRope.Forward(Single(x), positions, ReferenceRopeFrequencies.Yarn<float>(10_000, 8, 2, 32, 1, 64), 1.5f, 2, 8));
    }

    [Fact]
    public void Attention_MatchesDouble()
    {
        double[] q = SplitMix64.Signed(1, 11 * 32, 2), k = SplitMix64.Signed(2, 11 * 16, 2), v = SplitMix64.Signed(3, 11 * 16), dO = SplitMix64.Signed(4, q.Length);
        int[] starts = [0, 3, 10, 11];
        Close(ReferenceAttention.Forward(q, k, v, starts, 4, 2, 8, 4), ReferenceAttention.Forward(Single(q), Single(k), Single(v), starts, 4, 2, 8, 4));
        var (dq, dk, dv) = ReferenceAttention.Backward(dO, q, k, v, starts, 4, 2, 8, 4);
        var (sq, sk, sv) = ReferenceAttention.Backward(Single(dO), Single(q), Single(k), Single(v), starts, 4, 2, 8, 4);
        Close(dq, sq);
        Close(dk, sk);
        Close(dv, sv);
    }

    [Fact]
    public void SwiGluAndLmHead_MatchDouble()
    {
        double[] gu = SplitMix64.Signed(1, 60, 4), x = SplitMix64.Signed(2, 15, 2), w = SplitMix64.Signed(3, 33, 2);
        Close(ReferenceSwiGlu.Forward(gu, 3, 10), ReferenceSwiGlu.Forward(Single(gu), 3, 10));
        var (logprob, entropy) = ReferenceLmHead.Forward(x, w, [0, 5, 10, 3, 3], 11, 3);
        var (singleLogprob, singleEntropy) = ReferenceLmHead.Forward(Single(x), Single(w), [0, 5, 10, 3, 3], 11, 3);
        Close(logprob, singleLogprob);
        Close(entropy, singleEntropy);
    }

    private static float[] Single(double[] values) => Array.ConvertAll(values, v => (float)v);

    private static void Close(double[] expected, float[] actual)
    {
        double allowed = 1e-5 * expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - allowed, expected[i] + allowed);
    }
}

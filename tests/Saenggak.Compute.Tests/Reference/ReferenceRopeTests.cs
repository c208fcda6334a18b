using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Reference;

public sealed class ReferenceRopeTests
{
    [Theory]
    [InlineData(1, 8, false)]
    [InlineData(3, 8, true)]
    [InlineData(2, 64, false)]
    public void Backward_MatchesFiniteDifferences(int heads, int k, bool interleaved)
    {
        int[] positions = ReferenceRope.Positions([0, 3, 4]);
        double[] x = SplitMix64.Signed(1, 4 * heads * k), dy = SplitMix64.Signed(2, x.Length), inverse = ReferenceRopeFrequencies.Plain<double>(100, k);
        var dx = ReferenceRope.Backward(dy, positions, inverse, 1.25, heads, k, interleaved);
        FiniteDifferences.Check("dx", x, dx, () => FiniteDifferences.Dot(ReferenceRope.Forward(x, positions, inverse, 1.25, heads, k, interleaved), dy));
    }

    [Fact]
    public void Positions_RestartInEachSequence()
        => Assert.Equal([0, 1, 2, 0, 0, 1], ReferenceRope.Positions([0, 3, 4, 6]));

    [Fact]
    public void Forward_PositionZeroOnlyScales()
    {
        var x = SplitMix64.Signed(1, 8);
        var y = ReferenceRope.Forward(x, [0], ReferenceRopeFrequencies.Plain<double>(10_000, 8), 1.5, 1, 8);
        Assert.Equal(x.Select(e => e * 1.5), y);
    }

    [Fact]
    public void Forward_HalfAndInterleavedTurnTheSamePairs()
    {
        var inverse = ReferenceRopeFrequencies.Plain<double>(10_000, 4);
        double[] half = ReferenceRope.Forward([1, 2, 3, 4], [5], inverse, 1, 1, 4);
        double[] pairs = ReferenceRope.Forward([1, 3, 2, 4], [5], inverse, 1, 1, 4, interleaved: true);
        Assert.Equal([half[0], half[2], half[1], half[3]], pairs);
    }

    [Fact]
    public void Llama3_KeepsFastPairsAndStretchesSlowOnes()
    {
        var plain = ReferenceRopeFrequencies.Plain<double>(500_000, 128);
        var scaled = ReferenceRopeFrequencies.Llama3<double>(500_000, 128, 8, 1, 4, 8192);
        Assert.Equal(plain[0], scaled[0], 15);
        Assert.Equal(plain[63] / 8, scaled[63], 15);
        Assert.Contains(Enumerable.Range(0, 64), i => scaled[i] < plain[i] * 0.9 && scaled[i] > plain[i] / 7.9);
    }

    [Fact]
    public void Yarn_RampStandsWhereTheTurnsSay()
    {
        // Qwen's setting: 32 turns in 32768 tokens at index 23.6, one turn at 39.6; the ramp goes from 23 to 40.
        var plain = ReferenceRopeFrequencies.Plain<double>(1_000_000, 128);
        var scaled = ReferenceRopeFrequencies.Yarn<double>(1_000_000, 128, 4, 32, 1, 32768);
        for (int i = 0; i < 64; i++)
        {
            double stretched = Math.Clamp((i - 23) / 17.0, 0, 1);
            Assert.Equal(plain[i] * (1 - stretched + stretched / 4), scaled[i], 15);
        }
        Assert.Equal(0.1 * Math.Log(4) + 1, ReferenceRopeFrequencies.YarnAttentionFactor(4));
        Assert.Equal(1, ReferenceRopeFrequencies.YarnAttentionFactor(1));
    }
}

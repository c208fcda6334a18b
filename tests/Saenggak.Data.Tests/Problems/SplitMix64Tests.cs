using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests.Problems;

public sealed class SplitMix64Tests
{
    /// <summary>The published sequence of SplitMix64 for the seed 1234567.</summary>
    [Fact]
    public void Next_GivesThePublishedSequence()
    {
        var random = new SplitMix64(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void Between_ReachesBothEndsAboutEquallyOften()
    {
        var random = new SplitMix64(1, 2);
        int[] counts = new int[5];
        for (int i = 0; i < 10_000; i++) counts[random.Between(3, 7) - 3]++;
        Assert.All(counts, count => Assert.InRange(count, 1800, 2200));
    }

    [Fact]
    public void Streams_OfOneSeedDiffer() => Assert.NotEqual(new SplitMix64(1, 0).Next(), new SplitMix64(1, 1).Next());
}

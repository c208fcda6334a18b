using FsCheck;
using FsCheck.Fluent;

namespace Saenggak.Evaluation.Tests;

public class StatisticsTests
{
    [Theory]
    [InlineData(8, 10, 0.490162, 0.943318)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(50, 100, 0.403832, 0.596168)]
    public void Wilson_GivesKnownBounds(double successes, double trials, double low, double high)
    {
        var interval = Statistics.Wilson(successes, trials);
        Assert.Equal(low, interval.Low, 1e-6);
        Assert.Equal(high, interval.High, 1e-6);
    }

    [Theory]
    [InlineData(-1, 10), InlineData(11, 10), InlineData(0, 0), InlineData(double.NaN, 10)]
    public void Wilson_RefusesWhatIsNoProportion(double successes, double trials) => Assert.Throws<ArgumentException>(() => Statistics.Wilson(successes, trials));

    [Fact]
    public void OverItems_IsWilsonWithOneSampleEach()
    {
        var (mean, interval) = Statistics.OverItems([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], 1);
        Assert.Equal(0.8, mean, 1e-12);
        Assert.Equal(Statistics.Wilson(8, 10).Low, interval.Low, 1e-9);
        Assert.Equal(Statistics.Wilson(8, 10).High, interval.High, 1e-9);
    }

    [Fact]
    public void OverItems_CountsSamplesThatAgreeWithinItemsOnce()
    {
        // Four samples of every item, always the same outcome: as sure as one sample each, no surer.
        var once = Statistics.OverItems([1, 0, 1, 0, 0], 1).Interval;
        Assert.Equal(once, Statistics.OverItems([1, 0, 1, 0, 0], 4).Interval);
        // Every item right half of the time: as sure as that many independent trials.
        Assert.Equal(Statistics.Wilson(10, 20), Statistics.OverItems([0.5, 0.5, 0.5, 0.5, 0.5], 4).Interval);
    }

    [Fact]
    public void OverItems_TakesTheSpreadOfTheItems()
    {
        var (mean, interval) = Statistics.OverItems([1, 1, 1, 0, 0, 0.5, 0.25, 0.75, 0, 0], 4);
        Assert.Equal(0.45, mean, 1e-12);
        Assert.Equal(0.225915, interval.Low, 1e-6);
        Assert.Equal(0.696393, interval.High, 1e-6);
    }

    [Fact]
    public void OverItems_StaysSureOfLittleWhereNothingWasRight()
        => Assert.Equal(Statistics.Wilson(0, 5), Statistics.OverItems([0, 0, 0, 0, 0], 64).Interval);

    [Fact]
    public void OverItems_HoldsItsMean()
        => Prop.ForAll(Gen.Choose(0, 8).NonEmptyListOf().Select(list => list.Select(x => x / 8.0).ToArray()).ToArbitrary(), means =>
        {
            var (mean, interval) = Statistics.OverItems(means, 8);
            return interval.Low >= 0 && interval.High <= 1 && interval.Low <= mean + 1e-9 && mean <= interval.High + 1e-9;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 10, 3, 1 - 21.0 / 252)]
    [InlineData(1, 10, 3, 0.3)]
    [InlineData(10, 10, 1, 1)]
    [InlineData(3, 10, 0, 0)]
    [InlineData(64, 64, 1, 1)]
    public void PassAt_IsTheShareOfDrawsWithASuccess(int k, int n, int c, double expected) => Assert.Equal(expected, Statistics.PassAt(k, n, c), 1e-12);

    [Fact]
    public void PassAt_RefusesMoreThanThereIs() => Assert.Throws<ArgumentException>(() => Statistics.PassAt(3, 2, 1));

    [Fact]
    public void Majority_CountsVotesByValue()
    {
        Assert.Equal(1, MajorityVote.Score([("12", true), ("12.0", true), ("7", false), ("8", false), (null, false)]));
        Assert.Equal(0, MajorityVote.Score([("12", true), ("7", false), ("7.0", false)]));
        Assert.Equal(0.5, MajorityVote.Score([("12", true), ("7", false)]));
        Assert.Equal(0, MajorityVote.Score([(null, false), (null, false)]));
    }
}

using System.Globalization;
using Saenggak.Training.Schedules;

namespace Saenggak.Training.Tests.Schedules;

public class LearningRateScheduleTests
{
    [Fact]
    public void Factor_MatchesTransformersFormulas()
    {
        string[] rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Goldens", "schedules", "values.tsv"));
        Assert.Equal(101, rows.Length);
        foreach (string row in rows.Skip(1))
        {
            string[] cells = row.Split('\t');
            var schedule = new LearningRateSchedule
            {
                Kind = Enum.Parse<ScheduleKind>(cells[0], ignoreCase: true),
                WarmupSteps = int.Parse(cells[1], CultureInfo.InvariantCulture),
                MinRatio = double.Parse(cells[2], CultureInfo.InvariantCulture),
            };
            double factor = schedule.Factor(long.Parse(cells[3], CultureInfo.InvariantCulture), totalSteps: 40);
            Assert.True(Math.Abs(factor - double.Parse(cells[4], CultureInfo.InvariantCulture)) < 1e-12, row);
        }
    }

    [Theory]
    [InlineData(0.03, 100, 3)]
    [InlineData(0.03, 101, 4)]
    [InlineData(1.0, 10, 10)]
    public void WarmupRatio_IsRoundedUp(double ratio, int total, int warmup)
    {
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.Constant, WarmupRatio = ratio };
        Assert.True(schedule.Factor(warmup - 1, total) < 1);
        Assert.Equal(1, schedule.Factor(warmup, total));
    }

    [Fact]
    public void WarmupSteps_WinOverTheRatio()
    {
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.Constant, WarmupSteps = 2, WarmupRatio = 0.5 };
        Assert.Equal([0, 0.5, 1], Enumerable.Range(0, 3).Select(step => schedule.Factor(step, 100)));
    }

    [Theory]
    [InlineData(ScheduleKind.Linear)]
    [InlineData(ScheduleKind.Cosine)]
    public void Factor_StaysAtTheMinimumPastTheEnd(ScheduleKind kind)
    {
        var schedule = new LearningRateSchedule { Kind = kind, MinRatio = 0.1 };
        Assert.Equal(0.1, schedule.Factor(70, totalSteps: 40), 12);
    }
}

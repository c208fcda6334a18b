using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Times of day, ratios.</summary>
public class ClockAndRatioTests
{
    [Theory]
    [InlineData("오후 3시 30분", "15:30")]
    [InlineData("오후 3시 30분", "15시 30분")]
    [InlineData("15:30", "3:30 PM")]
    [InlineData("2:3", "4:6")]
    [InlineData("2:3", "4 : 6")]
    [InlineData("1:2:3", "2:4:6")]
    [InlineData("열두 시", "12시")]
    [InlineData("오전 9시", "9 AM")]
    [InlineData("1:2", @"\frac12")]
    [InlineData("12시 30분", "12:30")]
    [InlineData("오후 2시", "14시")]
    [InlineData("오후 2시", "14:00")]
    [InlineData("5:3", "10 : 6")]
    [InlineData("$3:4:5$", "6:8:10")]
    public void AreEqual_Equal(string gold, string answer) =>
        Assert.True(Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("15:30", "3:30")]
    [InlineData("12:00", "1:00")]
    [InlineData("2:3", "3:2")]
    [InlineData("1:2", "2")]
    [InlineData("2시 30분", "2시간 30분")]
    [InlineData("오후 2시", "오전 2시")]
    [InlineData("3시", "3시간")]
    [InlineData("오전 3시", "오후 3시")]
    public void AreEqual_Different(string gold, string answer) =>
        Assert.False(Grader.AreEqual(answer, gold));
}

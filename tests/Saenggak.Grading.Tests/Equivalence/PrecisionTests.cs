using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>The precision rule: equality is exact, but for six digits of a number that has no finite decimal.</summary>
public class PrecisionTests
{
    [Theory]
    [InlineData("4.123105625617661", @"\sqrt{17}", true)]
    [InlineData("4.12310", @"\sqrt{17}", false)]
    [InlineData("4.1231", @"\sqrt{17}", false)]
    [InlineData("1/3", "0.333333", true)]
    [InlineData("1/3", "0.333334", false)]
    [InlineData("1/3", "0.33333", false)]
    [InlineData(@"\pi", "3.14159", true)]
    [InlineData(@"\pi", "3.14160", false)]
    [InlineData(@"\pi", "3.1416", false)]
    [InlineData("1/4", "0.250001", false)]
    [InlineData("3", "3.0000001", false)]
    [InlineData("2.999999", "3", false)]
    [InlineData("0.333333", "0.3333333", false)]
    public void AreEqual_Decimals(string gold, string answer, bool expected) => Assert.Equal(expected, Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("2.61", "2.6071", true)]
    [InlineData("2.61", @"\frac{73}{28}", true)]
    [InlineData("2.61", "2.6", false)]
    [InlineData("2.61", "2.615", false)]
    public void AreEqual_RoundToGold(string gold, string answer, bool expected) => Assert.Equal(expected, Grader.AreEqual(answer, gold, roundToGold: true));
}

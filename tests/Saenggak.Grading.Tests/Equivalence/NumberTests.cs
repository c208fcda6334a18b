using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Integers, decimals, fractions, per cent.</summary>
public class NumberTests
{
    [Theory]
    [InlineData("B", "(B)")]
    [InlineData("120", "5!")]
    [InlineData("50%", "0.5")]
    [InlineData("50%", "1/2")]
    [InlineData("3.14", "3.140")]
    [InlineData("1 1/2", "3/2")]
    [InlineData("1/3", "0.333333")]
    [InlineData("4×5", "20")]
    [InlineData("1000.99", "1.000,99 €")]
    [InlineData("A", "A.")]
    [InlineData("12.0", "12")]
    [InlineData(@"$28\%$", "28 percent")]
    [InlineData("$1,234$", "1234")]
    [InlineData("15%", "0.15")]
    [InlineData("$15$", @"15\%")]
    [InlineData("-5", "−5")]
    [InlineData("12", "(12)")]
    [InlineData("3½", "3.5")]
    public void AreEqual_Equal(string gold, string answer) =>
        Assert.True(Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("3.14", "3.1415")]
    [InlineData("1 1/2", "11/2")]
    [InlineData("2", "-2")]
    [InlineData("1/2", "1/3")]
    [InlineData("12", "1.2")]
    [InlineData("1/3", "0.333334")]
    [InlineData("5", "5!")]
    [InlineData("A", "B")]
    [InlineData("12", "12.01")]
    [InlineData("12", "120")]
    [InlineData("12", "1,2")]
    [InlineData("$15$", "0.15")]
    [InlineData("$10$", "$100$")]
    [InlineData("25%", "2.5%")]
    [InlineData("0.25", "25")]
    public void AreEqual_Different(string gold, string answer) =>
        Assert.False(Grader.AreEqual(answer, gold));
}

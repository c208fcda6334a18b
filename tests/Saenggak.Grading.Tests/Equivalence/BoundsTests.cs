using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Hostile answers come back with a verdict; the budget is counted in steps, so no clock is asked.</summary>
public class BoundsTests
{
    public static TheoryData<string> Hostile() =>
    [
        new string('{', 100_000),
        new string('a', 1_000_000),
        "9^{9^{9^9}}",
        "9^{9^9}!",
        "1e999999999",
        Repeat(@"\frac{1}{", 400),
        Repeat(@"2\frac{1}", 400),
        Repeat(@"\sqrt{1+", 45) + "x" + new string('}', 45),
        Repeat("x^{x", 40) + new string('}', 40),
        Repeat(@"\begin{pmatrix}1&x\\y&2\end{pmatrix}", 100),
        Repeat("만", 4000),
        Repeat("1시간 ", 600),
        Repeat(@"\boxed{1} and ", 70_000),
        Repeat("$1$", 300_000),
        "(a+b+c+d+f+g)^{40}",
        new string('9', 1000) + "^{" + new string('9', 1000) + "}",
        new string('|', 4000),
        "\uD800\uDC00\uDC00",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void AreEqual_HostileAnswer_IsJudgedDifferent(string answer)
    {
        Assert.False(Grader.AreEqual(answer, "12") ?? true);
        Assert.False(Grader.AreEqual(answer, @"x+\sqrt{2}") ?? true);
        _ = Grader.AreEqual(answer, answer);
    }

    [Fact]
    public void Budget_OfALargePower_EndsAndPointsDecide()
    {
        Assert.True(Grader.AreEqual("(w+x+y+z)^{60}", "(x+y+z+w)^{60}"));
        Assert.False(Grader.AreEqual("(w+x+y+z)^{60}", "(x+y+z+w)^{61}"));
    }

    [Fact]
    public void AreEqual_OnManyThreads_GivesOneVerdict()
    {
        string[] golds = [@"\frac{\sqrt6+\sqrt2}{4}", "1시간 30분", @"\{1\pm\sqrt5,-2\}", "x^2-1"];
        string[] answers = [@"\cos 15^\circ", "90분", @"\{-2, 1-\sqrt{5}, 1+\sqrt{5}\}", "(x-1)(x+1)"];
        Parallel.For(0, 400, i => Assert.True(Grader.AreEqual(answers[i % 4], golds[i % 4])));
    }

    private static string Repeat(string part, int times) => string.Concat(Enumerable.Repeat(part, times));
}

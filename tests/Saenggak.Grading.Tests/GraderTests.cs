using FsCheck;
using FsCheck.Fluent;
using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class GraderTests
{
    [Theory]
    [InlineData("12.0", "12")]
    [InlineData("１２", "12")]
    [InlineData("1,000원", "1000")]
    [InlineData("12개", "12")]
    [InlineData("3시간", "3")]
    [InlineData("총 12명", "12명")]
    [InlineData("5조각", "5")]
    [InlineData("−7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("마이너스 7", "-7")]
    [InlineData("2/4", "1/2")]
    [InlineData("0.5", "1/2")]
    [InlineData(@"\frac{1}{2}", "0.5")]
    [InlineData(@"\dfrac12", "1/2")]
    [InlineData(@"-\frac{3}{4}", "-0.75")]
    [InlineData(@"1\frac{1}{2}", "1.5")]
    [InlineData("1 1/2", "3/2")]
    [InlineData("3½", "7/2")]
    [InlineData("2분의 1", "1/2")]
    [InlineData("1과 2분의 1", "3/2")]
    [InlineData("3분", "3")]
    [InlineData("1만 5천 원", "15000")]
    [InlineData("3억 2,000만", "320000000")]
    [InlineData("50%", "50")]
    [InlineData("50%", "0.5")]
    [InlineData("50", "50%")]
    [InlineData(@"50\%", "50퍼센트")]
    [InlineData(@"12\,\text{cm}^2", "12cm²")]
    [InlineData("12㎠", "12")]
    [InlineData(@"1{,}000", "1000")]
    [InlineData("x = 5", "5")]
    [InlineData("③", "3")]
    [InlineData("73786976294838206464", "7.3786976294838206464E+19")]
    [InlineData(@"3 \times 10^{5}", "300000")]
    [InlineData(@"$\boxed{12}$", @"\boxed{12}")]
    [InlineData("윤기입니다", "윤기")]
    [InlineData("사이다입니다", "사이다")]
    [InlineData("(가)", "가")]
    [InlineData("b", "B")]
    [InlineData("남자 어린이", "남자어린이")]
    public void Grade_Equivalent_IsCorrect(string answer, string gold) => Assert.Equal(VerdictKind.Correct, GradeBoxed(answer, gold).Kind);

    [Theory]
    [InlineData("12.1", "12")]
    [InlineData("-12", "12")]
    [InlineData("1,22", "122")]
    [InlineData("3,5", "35")]
    [InlineData("12 또는 13", "12")]
    [InlineData("3시간 30분", "3")]
    [InlineData("3m", "3cm")]
    [InlineData("12보다 작다", "12")]
    [InlineData("12가 아니다", "12")]
    [InlineData("1/0", "1")]
    [InlineData("2**3", "23")]
    [InlineData("2^3", "23")]
    [InlineData("3²", "32")]
    [InlineData("0.33", "1/3")]
    [InlineData("50", "0.5")]
    [InlineData("정국", "윤기")]
    [InlineData("112", "12")]
    public void Grade_Different_IsIncorrect(string answer, string gold) => Assert.Equal(VerdictKind.Incorrect, GradeBoxed(answer, gold).Kind);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("$ $")]
    [InlineData("첫째 줄\n둘째 줄")]
    public void Grade_GoldThatNoRuleCanCheck_IsCountedApart(string? gold)
    {
        Verdict verdict = Grader.Grade(@"\boxed{12}", gold);
        Assert.Equal(VerdictKind.GoldUnverifiable, verdict.Kind);
        Assert.Null(verdict.Score);
    }

    [Fact]
    public void Grade_Truncated_ScoresZeroEvenWithTheRightBox()
    {
        Verdict verdict = Grader.Grade(@"\boxed{12}", "12", new GradeOptions { Truncated = true });
        Assert.Equal(VerdictKind.Truncated, verdict.Kind);
        Assert.Equal(0, verdict.Score);
    }

    [Fact]
    public void Grade_RoundToGold_IsOptIn()
    {
        Assert.False(Grader.Grade(@"\boxed{2.6071}", "2.61").IsCorrect);
        Assert.True(Grader.Grade(@"\boxed{2.6071}", "2.61", new GradeOptions { RoundToGold = true }).IsCorrect);
        Assert.False(Grader.Grade(@"\boxed{2.6}", "2.61", new GradeOptions { RoundToGold = true }).IsCorrect);
    }

    [Theory]
    [InlineData("\\boxed{\uD800}")]
    [InlineData("\\boxed{\\}")]
    [InlineData("\\boxed{\\frac{}{}}")]
    [InlineData("\\boxed{\\frac}")]
    [InlineData("\\boxed{1e999999999}")]
    [InlineData("\\boxed{}}}{{")]
    public void Grade_Malformed_NeverThrows(string response) => Assert.False(Grader.Grade(response, "12").IsCorrect);

    [Fact]
    public void Grade_HugeInput_IsLinear()
    {
        string digits = "\\boxed{" + new string('9', 2_000_000) + "}";
        Assert.False(Grader.Grade(digits, "12").IsCorrect);
        Assert.False(Grader.Grade(string.Concat(Enumerable.Repeat("답 ", 200_000)), "12").IsCorrect);
        Assert.False(Grader.Grade(string.Concat(Enumerable.Repeat("{\\boxed", 200_000)), "12").IsCorrect);
    }

    [Fact]
    public void Grade_AnyText_NeverThrows()
    {
        string[] pieces = ["\\boxed{", "}", "{", "\\frac", "답은 ", "입니다", "<think>", "</think>", "12", "1/2", "%", "개", "\uDC00", "½", "**", "$", "분의", "만", "-", "e5", "×10^", ","];
        Gen<string> text = Gen.Elements(pieces).ListOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), text.ToArbitrary(), (response, gold) =>
        {
            _ = Grader.Grade(response, gold);
            _ = FormatCheck.Check(response);
            _ = LanguageConsistency.Of(response, gold);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Grade_EveryNumber_EqualsItself() =>
        Prop.ForAll<int, PositiveInt>((top, bottom) =>
            GradeBoxed($"{top}/{bottom.Get}", $@"\frac{{{top}}}{{{bottom.Get}}}").IsCorrect
            && !GradeBoxed($"{top}/{bottom.Get}", $"{(long)top + bottom.Get}/{bottom.Get}").IsCorrect).QuickCheckThrowOnFailure();

    private static Verdict GradeBoxed(string answer, string gold) => Grader.Grade($"\\boxed{{{answer}}}", gold);
}

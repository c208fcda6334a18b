using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class FormatCheckTests
{
    [Theory]
    [InlineData("<think>생각</think>답은 7", false)]
    [InlineData("\n<think>\n생각\n</think>\n\n7", false)]
    [InlineData("생각</think>7", true)]
    public void Check_OneThoughtThenAnswer_IsStrict(string response, bool prefilled) =>
        Assert.Equal(new FormatVerdict(true, 1, ""), FormatCheck.Check(response, prefilled));

    [Theory]
    [InlineData("<think></think>7", "empty thought")]
    [InlineData("<think> \n…</think>7", "empty thought")]
    [InlineData("<think>생각</think>", "empty answer")]
    [InlineData("<think>생각</think>.", "empty answer")]
    [InlineData("안녕 <think>생각</think>7", "text before <think>")]
    [InlineData("<think>하나</think><think>둘</think>7", "more than one <think>")]
    [InlineData("<think>생각</think>7</think>8", "more than one </think>")]
    [InlineData("<think>생각 7", "no </think>")]
    [InlineData("7", "no <think>")]
    [InlineData("", "no <think>")]
    public void Check_Faults_AreNamedAndScoreBelowOne(string response, string why)
    {
        FormatVerdict verdict = FormatCheck.Check(response);
        Assert.False(verdict.Strict);
        Assert.Equal(why, verdict.Why);
        Assert.InRange(verdict.Score, 0, 0.99);
    }

    [Fact]
    public void Check_PrefilledTagRepeated_IsNotStrict() =>
        Assert.Equal("more than one <think>", FormatCheck.Check("<think>생각</think>7", prefilledThink: true).Why);

    [Theory]
    [InlineData("7", true)]
    [InlineData("<think>\n\n</think>\n\n7", true)]
    [InlineData("<think>생각</think>7", false)]
    [InlineData("7</think>", false)]
    public void Check_NoThink_AllowsOnlyAnEmptyBlock(string response, bool strict) =>
        Assert.Equal(strict, FormatCheck.Check(response, mode: ThinkingMode.NoThink).Strict);

    [Theory]
    [InlineData("7", true)]
    [InlineData("<think>생각</think>7", true)]
    [InlineData("<think>생각", false)]
    public void Check_Either_FollowsTheResponse(string response, bool strict) =>
        Assert.Equal(strict, FormatCheck.Check(response, mode: ThinkingMode.Either).Strict);
}

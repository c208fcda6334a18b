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

    [Theory]
    [InlineData("<think>생각</think>7 <Think>둘</Think>", "a think tag in another spelling")]
    [InlineData("<think>생각 <thinking></think>7", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 </ think >", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 ＜think＞", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 [/think]", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 &lt;think&gt;", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 ◁think▷", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7 `<|think|>`", "a think tag in another spelling")]
    [InlineData("<think>생각</think>7<|im_end|>", "a token of a chat template")]
    [InlineData("<think>생각</think>7</s>", "a token of a chat template")]
    [InlineData("<think>생각</think>7 [|endofturn|]", "a token of a chat template")]
    [InlineData("<think>생각</think>7 <end_of_turn>", "a token of a chat template")]
    [InlineData("<think>생각</think>7 [INST]", "a token of a chat template")]
    [InlineData("<think>생각</think>7\nuser\n둘째 문제", "a role name of a chat template")]
    [InlineData("<think>생각</think>7\n**Human:** 둘째 문제", "a role name of a chat template")]
    [InlineData("<think>생각</think>7\0", "control characters")]
    [InlineData("<think>생각</think>7\n\n!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "garbage behind the answer")]
    [InlineData("<think>생각</think>답은 7\n답은 7\n답은 7\n\n답은 7", "garbage behind the answer")]
    public void Check_Smuggled_IsNamedAndCostsAFifth(string response, string why) =>
        Assert.Equal(new FormatVerdict(false, 0.8, why), FormatCheck.Check(response));

    [Theory]
    [InlineData("<think>집합 {x | x < 3}과 구간 [a, b], <b>굵은</b> 글씨</think>7 [1] (think)")]
    [InlineData("<think>0<x이고 y>3, a<b, [s]를 생각</think>users: 3, systems of equations")]
    [InlineData("<think>생각</think>```html\n<s3>user</s3>\n```")]
    [InlineData("<think>생각</think>\\[\\left\\{\\left[\\frac{1}{2}\\right]\\right\\}\\]")]
    public void Check_WhatOnlyLooksSmuggled_Passes(string response) => Assert.Equal(new FormatVerdict(true, 1, ""), FormatCheck.Check(response));

    [Fact]
    public void Check_InvisibleLettersAreNoContent() => Assert.Equal("empty thought", FormatCheck.Check("<think>\u3164\u200b\u115F</think>7").Why);

    [Fact]
    public void Check_PrefilledTagRepeated_IsNotStrict() =>
        Assert.Equal("more than one <think>", FormatCheck.Check("<think>생각</think>7", prefilledThink: true).Why);

    [Theory]
    [InlineData("7", true)]
    [InlineData("<think>\n\n</think>\n\n7", true)]
    [InlineData("<think>생각</think>7", false)]
    [InlineData("7</think>", false)]
    [InlineData("<think>…</think>7", false)]
    [InlineData("<think>\n\n</think>\n\n<think>\n\n</think>7", false)]
    public void Check_NoThink_AllowsOnlyAnEmptyBlock(string response, bool strict) =>
        Assert.Equal(strict, FormatCheck.Check(response, mode: ThinkingMode.NoThink).Strict);

    [Theory]
    [InlineData("7", true)]
    [InlineData("<think>생각</think>7", true)]
    [InlineData("<think>생각", false)]
    public void Check_Either_FollowsTheResponse(string response, bool strict) =>
        Assert.Equal(strict, FormatCheck.Check(response, mode: ThinkingMode.Either).Strict);
}

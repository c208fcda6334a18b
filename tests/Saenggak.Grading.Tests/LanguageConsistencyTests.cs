using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

public class LanguageConsistencyTests
{
    [Theory]
    [InlineData("사과는 모두 12개입니다.", 1.0)]
    [InlineData("The apples are 12.", 0.0)]
    [InlineData("사과 ab", 0.5)]
    [InlineData("가나 漢字", 0.5)]
    [InlineData("가나 かな", 0.5)]
    [InlineData("가나 ㅋㅋ", 0.5)]
    public void Score_IsTheShareOfSyllables(string text, double expected) =>
        Assert.Equal(expected, LanguageConsistency.Score(text)!.Value.Share);

    [Theory]
    [InlineData("값은 ```python\nprint(total)\n``` 입니다")]
    [InlineData("값은 `total_count` 입니다")]
    [InlineData("값은 $\\text{speed} = 3$ 입니다")]
    [InlineData("값은 $$\\alpha + beta$$ 입니다")]
    [InlineData("값은 \\(alpha + beta\\) 입니다")]
    [InlineData("값은 \\[alpha\n+ beta\\] 입니다")]
    [InlineData("값은 \\begin{align}alpha\\end{align} 입니다")]
    [InlineData("값은 \\boxed{\\text{twelve}} 입니다")]
    [InlineData("자료는 https://example.org/some_page?q=1 에 있습니다")]
    [InlineData("자료는 [여기](http://example.org)에 있습니다")]
    [InlineData("변 x의 길이는 12cm, 넓이는 <b>값</b>")]
    public void Score_TakesOutWhatIsNoProse(string text) => Assert.Equal(1.0, LanguageConsistency.Score(text)!.Value.Soft);

    [Theory]
    [InlineData("``` opened and never closed")]
    [InlineData("costs $5 and then $6 more")]
    public void Score_UnclosedMarks_HideNothing(string text) => Assert.Equal(0.0, LanguageConsistency.Score(text)!.Value.Soft);

    [Theory]
    [InlineData("")]
    [InlineData("12 + 3 = 15")]
    [InlineData("\\boxed{12}")]
    public void Score_NoLetters_IsNull(string text) => Assert.Null(LanguageConsistency.Score(text));

    [Fact]
    public void Of_ScoresThoughtAndAnswerApart()
    {
        ReasoningLanguage language = LanguageConsistency.Of("<think>Let me think.</think>답은 \\boxed{12}입니다.", "답은 얼마입니까?");
        Assert.Equal((0.0, 1.0, 0.5), (language.ThoughtReward, language.AnswerReward, language.Soft));
        Assert.Equal(1.0, LanguageConsistency.Of("\\boxed{12}", "답은 얼마입니까?").Soft);
    }

    [Fact]
    public void Score_ThousandsOfUnclosedMarks_AreLinear()
    {
        foreach (string mark in new[] { "\\(", "\\[ ", "\\boxed{", "\\begin{a}", "](", "` ``" })
        {
            Assert.NotEqual(1.0, LanguageConsistency.Score(string.Concat(Enumerable.Repeat(mark, 20_000)))?.Soft);
        }
    }

    [Fact]
    public void Score_English_CountsLatin() =>
        Assert.Equal(1.0, LanguageConsistency.Score("Twelve apples remain.", WantedLanguage.English)!.Value.Soft);
}

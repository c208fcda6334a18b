using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Saenggak.Grading;
using Saenggak.Testing;

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
    public void Score_Hostile_IsLinearAndNeverThrows()
    {
        string[] pieces = ["ㅋ", "가", "a ", "a.", "\uD800", "\uDC00", "\u200b", "$a", "<a ", "<!--", "&lt;", "\\text{we ", "``` ", "~~~", "https://", "한국어로 ", "in Korean ", "\"", "0x"];
        foreach (string piece in pieces)
        {
            string text = string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length));
            Assert.InRange(LanguageConsistency.Of($"<think>{text}</think>{text}", text).Soft, 0, 1);
            Assert.InRange(FormatCheck.Check(text).Score, 0, 0.99);
        }
    }

    [Fact]
    public void Of_AnyText_StaysBetweenZeroAndOne()
    {
        string[] pieces = ["<think>", "</think>", "사과 ", "세 개를 ", "ㅋㅋ", "the ", "we ", "need ", "$x$", "$", "\\text{", "}", "```", "\n", "`", "12", "Ａ", "\u3164", "漢字", "\uD835", "](", "한국어로 답해", "in English", "αβ"];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), (response, prompt) =>
        {
            ReasoningLanguage language = LanguageConsistency.Of(response, prompt);
            return language.Soft is >= 0 and <= 1 && (!language.Strict || language.Soft >= 0.9) && language.Thought?.Explain() != "" && FormatCheck.Check(response).Score is >= 0 and <= 1;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_FromSeveralThreads_IsTheSame()
    {
        string response = "<think>\n두 수를 더하면 $3 + 4 = 7$이다. We add them.\n</think>\n\n답은 \\boxed{7}입니다.";
        double expected = LanguageConsistency.Of(response, "3 더하기 4는?").Soft;
        Assert.InRange(expected, 0.6, 0.9);
        Parallel.For(0, 2000, _ => Assert.Equal(expected, LanguageConsistency.Of(response, "3 더하기 4는?").Soft));
    }

    [Fact]
    public void Score_Formulas_ChangeNothing()
    {
        const string mixed = "두 근의 합은 그대로 다섯이고, 이 정리를 theorem of Vieta라고 부르며 증명도 간단하다.";
        LanguageScore plain = LanguageConsistency.Score(mixed)!.Value;
        LanguageScore heavy = LanguageConsistency.Score(mixed.Replace("이고,", "이고 \\[\\sum_{i=1}^{n} x_i = \\frac{a}{b}, \\quad \\text{if } n > 0\\] $\\alpha\\beta = 6$,"))!.Value;
        Assert.InRange(plain.Soft, 0.5, 0.9);
        Assert.Equal((plain.Soft, plain.LetterShare, plain.WordShare), (heavy.Soft, heavy.LetterShare, heavy.WordShare));
    }

    [Fact]
    public void Explain_NamesWhatSpeaksAgainst()
    {
        LanguageScore hidden = LanguageConsistency.Score("답은 $\\text{the sum of the two roots is five}$ 이다.")!.Value;
        Assert.Equal(8, hidden.HiddenWords);
        Assert.Contains("8 foreign words inside formulas, code or tags", hidden.Explain(), StringComparison.Ordinal);
        Assert.Contains("12 syllables of filler", LanguageConsistency.Score("가가가가가가가가가가가가")!.Value.Explain(), StringComparison.Ordinal);
        LanguageScore brief = LanguageConsistency.Of("<think>음.</think>7", "3 더하기 4는?").Thought!.Value;
        Assert.Equal("Korean: 0.13 (letters 1.00, words 1.00; hardly a thought 0.13)", brief.Explain());
    }

    [SkippableTheory]
    [InlineData("korean_text", "nsmc", "synopses.json", 0.95)]
    [InlineData("korean_math", "kt_ai", "public_mwp_data_v2_reasoning-train.jsonl", 0.995)]
    public void Score_NaturalKorean_IsNearlyAllKorean(string folder, string part, string file, double atLeast) =>
        Assert.InRange(Texts(SharedData.Require(folder, part, file)).Average(text => LanguageConsistency.Score(text)?.Soft ?? 1), atLeast, 1);

    private static IEnumerable<string> Texts(string path)
    {
        using JsonDocument document = JsonDocument.Parse(path.EndsWith(".jsonl", StringComparison.Ordinal) ? $"[{string.Join(',', File.ReadLines(path))}]" : File.ReadAllText(path));
        foreach (JsonElement row in document.RootElement.EnumerateArray())
        {
            yield return row.TryGetProperty("reason", out JsonElement reason) ? reason.GetString()! : row.GetProperty("synopsis").GetString()!;
        }
    }

    [Fact]
    public void Score_English_CountsLatin() =>
        Assert.Equal(1.0, LanguageConsistency.Score("Twelve apples remain.", WantedLanguage.English)!.Value.Soft);
}

using Saenggak.Text;
using Saenggak.Training.Rewards;

namespace Saenggak.Training.Tests.Rewards;

/// <summary>Each reward with honest answers and with answers that only look like ones.</summary>
public class RewardTests
{
    private const string Good = "<think>\n사과 세 개에 네 개를 더하면 일곱 개이다.\n</think>\n\n답은 \\boxed{7}입니다.";

    private static RewardInput Input(string response, string answer = "7", bool truncated = false, bool prefilled = false, int tokens = 20, int maxTokens = 100) => new()
    {
        Prompt = "사과가 세 개 있습니다. 네 개를 더 사면 모두 몇 개입니까?", Response = response, Answer = answer, Truncated = truncated, PrefilledThink = prefilled, Tokens = tokens, MaxTokens = maxTokens,
    };

    [Theory]
    [InlineData(Good, 1)]
    [InlineData("답은 7개입니다.", 1)]
    [InlineData("\\boxed{7}", 1)]
    [InlineData("\\boxed{8}", 0)]
    [InlineData("", 0)]
    [InlineData("<think>\n답은 \\boxed{7}", 0)]
    [InlineData("<think>\n\\boxed{7}\n</think>\n\n모르겠습니다.", 0)]
    [InlineData("\\boxed{7} 아니면 \\boxed{8}", 0)]
    [InlineData("17 또는 70", 0)]
    public void Accuracy_GradesTheFinalAnswer(string response, double expected) => Assert.Equal(expected, new OutcomeReward().Score(Input(response)));

    [Fact]
    public void Accuracy_OfACutAnswerIsZeroAndOfAnUncheckableGoldIsNothing()
    {
        Assert.Equal(0, new OutcomeReward().Score(Input(Good, truncated: true)));
        Assert.Null(new OutcomeReward().Score(Input(Good, answer: "")));
        Assert.Equal(1, new OutcomeReward().Score(Input("더하면 일곱이다.\n</think>\n\n\\boxed{7}", prefilled: true)));
    }

    [Fact]
    public void Accuracy_WithChoices_TakesTheirTexts()
    {
        var input = Input("정답은 부산입니다.", answer: "B") with { Prompt = "항구는?", Choices = ["서울", "부산"] };
        Assert.Equal(1, new OutcomeReward().Score(input));
        Assert.Equal(0, new OutcomeReward().Score(input with { Answer = "A" }));
        Assert.Equal(0, new OutcomeReward().Score(input with { Choices = null }));
    }

    [Theory]
    [InlineData(Good, false, 1)]
    [InlineData("더하면 일곱이다.\n</think>\n\n\\boxed{7}", true, 1)]
    [InlineData("더하면 일곱이다.\n</think>\n\n\\boxed{7}", false, 0)]
    [InlineData("<think>\n\n</think>\n\n\\boxed{7}", false, 0)]
    [InlineData("<think>\n…\n</think>\n\n\\boxed{7}", false, 0)]
    [InlineData("<think>\n하나\n</think>\n\n<think>\n둘\n</think>\n\n\\boxed{7}", false, 0)]
    [InlineData("답은 <think>\n하나\n</think>\n\n\\boxed{7}", false, 0)]
    [InlineData("<think>\n하나\n</think>\n\n", false, 0)]
    [InlineData("\\boxed{7}", false, 0)]
    public void Format_WantsOneThoughtAndThenAnAnswer(string response, bool prefilled, double expected) => Assert.Equal(expected, new FormatReward().Score(Input(response, prefilled: prefilled)));

    [Fact]
    public void Format_OfACutAnswerIsZero() => Assert.Equal(0, new FormatReward().Score(Input(Good, truncated: true)));

    [Fact]
    public void Korean_SharesThoughtAndAnswer()
    {
        var reward = LanguageReward.Korean;
        Assert.Equal(1, reward.Score(Input(Good)));
        Assert.Equal(0.5, reward.Score(Input("<think>\nThree plus four is seven.\n</think>\n\n답은 일곱입니다.")));
        Assert.Equal(0, reward.Score(Input("<think>\nThree plus four is seven.\n</think>\n\nSeven apples.")));
        Assert.InRange(reward.Score(Input(Good.Replace("일곱 개이다.", "일곱 개이다. <!-- so three plus four is seven -->")))!.Value, 0.3, 0.9);
        Assert.InRange(reward.Score(Input("<think>\n三에 넷을 더한다.\n</think>\n\n답은 일곱입니다."))!.Value, 0.5, 0.99);
    }

    [Theory]
    [InlineData("사과가 세 개 있습니다. 네 개를 더 사면 모두 몇 개입니까?", 1, 1)]
    [InlineData("사과가 세 개 있습니다. 네 개를 더 사면 모두 몇 개입니까? 영어로 답해 주세요.", 0, 1)]
    [InlineData("I have three apples and buy four. How many apples do I have?", 0, 1)]
    public void Language_FollowsThePrompt(string prompt, double language, double korean)
    {
        var input = Input(Good) with { Prompt = prompt };
        Assert.Equal((language, korean), (LanguageReward.OfPrompt.Score(input)!.Value, LanguageReward.Korean.Score(input)!.Value));
    }

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(80, false, 0)]
    [InlineData(90, false, -0.5)]
    [InlineData(100, false, -1)]
    [InlineData(100, true, -1)]
    public void Overlong_FallsInTheLastFifth(int tokens, bool truncated, double expected) => Assert.Equal(expected, new OverlongReward().Score(Input(Good, tokens: tokens, truncated: truncated))!.Value, 1e-9);

    [Fact]
    public void RewardSet_AddsWithWeightsAndKeepsTheOutcomeApart()
    {
        var set = new RewardSet(new Dictionary<string, double> { ["format"] = 0.1, ["accuracy"] = 0.9, ["korean"] = 0 });
        Assert.Equal(["accuracy", "format"], set.Names);
        var right = set.Score(Input(Good));
        Assert.Equal((1.0, 1.0), (right.Total, right.Outcome!.Value), new Within(1e-12));
        var bare = set.Score(Input("\\boxed{7}"));
        Assert.Equal((0.9, 1.0), (bare.Total, bare.Outcome!.Value), new Within(1e-12));
        var wrong = set.Score(Input(Good.Replace('7', '8')));
        Assert.Equal((0.1, 0.0), (wrong.Total, wrong.Outcome!.Value), new Within(1e-12));
        var unknown = set.Score(Input(Good, answer: ""));
        Assert.Equal((0.1, null), (unknown.Total, unknown.Outcome));
    }

    [Fact]
    public void RewardSet_WithoutAccuracyStillKnowsTheOutcome()
        => Assert.Equal(0, new RewardSet(new Dictionary<string, double> { ["format"] = 1 }).Score(Input(Good.Replace('7', '8'))).Outcome);

    [Fact]
    public void RewardSet_NamesWhatItKnows()
    {
        Assert.Equal("reward \"acuracy\" is not known; expected one of accuracy, format, korean, language, overlong",
            Assert.Throws<InputException>(() => new RewardSet(new Dictionary<string, double> { ["acuracy"] = 1 })).Message);
        Assert.Contains("no reward has a weight", Assert.Throws<InputException>(() => new RewardSet(new Dictionary<string, double> { ["format"] = 0 })).Message, StringComparison.Ordinal);
    }

    private sealed class Within(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) <= tolerance && Math.Abs(x.Item2 - y.Item2) <= tolerance;

        public int GetHashCode((double, double) pair) => 0;
    }
}

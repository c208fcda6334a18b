using System.Text.Json.Nodes;
using Saenggak.Evaluation.Tests.Support;
using Saenggak.Grading;
using Saenggak.Inference.Engine;
using Saenggak.Text;

namespace Saenggak.Evaluation.Tests;

public class MathEvaluatorTests
{
    private static readonly EvalItem[] Items =
    [
        new() { Id = "a", Prompt = "둘 더하기 셋은?", Answer = "5", Group = "더하기" },
        new() { Id = "b", Prompt = "셋 곱하기 셋은?", Answer = "9", Group = "곱하기" },
        new() { Id = "c", Prompt = "하나 더하기 하나는?", Answer = "2", Group = "더하기" },
        new() { Id = "d", Prompt = "긴 생각을 해 보세요.", Answer = "5", Group = "더하기" },
        new() { Id = "e", Prompt = "아무 말이나 하세요.", Answer = "", Group = "곱하기" },
    ];

    // Right, wrong, right without a thought, cut off, and a question without a gold answer.
    private static string Reply(string question) => question[0] switch
    {
        '둘' => "<think>\n둘과 셋을 더하면 다섯입니다.\n</think>\n\n답은 \\boxed{5}입니다.",
        '셋' => "<think>\nthree and three\n</think>\n\n답은 \\boxed{6}입니다.",
        '하' => "답은 \\boxed{2}입니다.",
        '긴' => "<think>\n답은 \\boxed{5}입니다. " + string.Concat(Enumerable.Repeat("조금 더 생각해 봅니다. ", 20)),
        _ => "<think>\n말\n</think>\n\n네",
    };

    private static EvaluationResult Run(EvaluationProtocol protocol, Action<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var model = ScriptedModel.Create(Reply);
        return MathEvaluator.Run(model, "set", Items, protocol, progress, cancellation);
    }

    [Fact]
    public void Greedy_GradesEveryKindOfResponse()
    {
        var result = Run(new() { Samples = 0, MaxTokens = 120 });
        Assert.Null(result.Sampled);
        VerdictKind[] verdicts = [VerdictKind.Correct, VerdictKind.Incorrect, VerdictKind.Correct, VerdictKind.Truncated, VerdictKind.GoldUnverifiable];
        Assert.Equal(verdicts, result.Responses.Select(one => one.Verdict));
        Assert.Equal(["5", "6", "2", null, null], result.Responses.Select(one => one.Answer));
        Assert.Equal([true, true, false, false, true], result.Responses.Select(one => one.FormatStrict));
        var scores = result.Greedy!;
        Assert.Equal((4, 1, 0.5), (scores.Items, scores.UnverifiableItems, scores.Accuracy));
        Assert.Equal(Statistics.Wilson(2, 4), scores.Interval);
        Assert.Equal(0.6, scores.FormatStrict, 1e-12);
        Assert.Equal(0.2, scores.Truncated, 1e-12);
        Assert.Equal(0.75, scores.KoreanInThoughts!.Value, 1e-12);
        Assert.Equal(result.Responses.Average(one => one.Tokens), scores.MeanTokens);
        Assert.Equal([("곱하기", 1, 0.0), ("더하기", 3, 2 / 3.0)], scores.Groups.Select(group => (group.Group, group.Items, group.Accuracy)));
    }

    [Fact]
    public void Greedy_GradesChoicesByTheirTexts()
    {
        EvalItem[] items = [new() { Id = "a", Prompt = "수도는?", Answer = "A", Choices = ["서울", "부산"] }, new() { Id = "b", Prompt = "항구는?", Answer = "A", Choices = ["서울", "부산"] }];
        using var model = ScriptedModel.Create(question => question[0] == '수' ? "정답은 서울입니다." : "정답은 부산입니다.");
        var result = MathEvaluator.Run(model, "set", items, new() { Samples = 0, MaxTokens = 120 }, null, CancellationToken.None);
        Assert.Equal([VerdictKind.Correct, VerdictKind.Incorrect], result.Responses.Select(one => one.Verdict));
    }

    [Fact]
    public void Sampled_AsksEachItemAsOftenAsWanted()
    {
        var heard = new List<EvaluationProgress>();
        var result = Run(new() { Samples = 3, MaxTokens = 120 }, heard.Add);
        Assert.Equal(Items.Length * 4, result.Responses.Count);
        Assert.Equal(["greedy:0", "sampled:0", "sampled:1", "sampled:2"], result.Responses.Take(4).Select(one => $"{one.Mode}:{one.Sample}"));
        var sampled = result.Sampled!;
        Assert.Equal((3, 0.5, 0.5), (sampled.Samples, sampled.Accuracy, sampled.Majority));
        Assert.Equal([1, 2, 3], sampled.PassAt.Keys.Order());
        // Samples of one item agree here, so they make nothing surer.
        Assert.Equal(result.Greedy!.Interval, sampled.Interval);
        Assert.Equal(new EvaluationProgress("sampled", 15, 15, 6), heard[^1]);
        Assert.Equal(["val/set/acc/greedy", "val/set/acc/mean@3", "val/set/acc/maj@3", "val/set/acc/best@3"], result.Metrics().Take(4).Select(one => one.Key));
    }

    [Fact]
    public void ThoughtWithoutEnd_HasNoAnswer()
    {
        var cut = Run(new() { Samples = 0, MaxTokens = 120 }).Responses[3];
        Assert.Equal((FinishReason.Length, true, (string?)null, 120), (cut.Finish, cut.IsTruncated, cut.Answer, cut.Tokens));
    }

    [Fact]
    public void PromptWithoutRoom_IsWrongAndSaysWhy()
    {
        using var model = ScriptedModel.Create(Reply);
        EvalItem[] items = [new() { Id = "long", Prompt = new string('가', 600), Answer = "1" }, Items[0]];
        var result = MathEvaluator.Run(model, "set", items, new() { Samples = 0 });
        Assert.Equal((0.5, 0.5), (result.Greedy!.Accuracy, result.Greedy.Truncated));
        Assert.Contains("long: the prompt has", result.Responses[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Instruction_StandsBehindTheQuestion()
    {
        var seen = new HashSet<string>();
        using var model = ScriptedModel.Create(question =>
        {
            seen.Add(question);
            return "5";
        });
        MathEvaluator.Run(model, "set", Items[..1], new() { Samples = 0, Instruction = "숫자만 쓰세요." });
        Assert.Equal("둘 더하기 셋은?\n\n숫자만 쓰세요.", Assert.Single(seen));
    }

    [Fact]
    public void NothingToAsk_IsRefused()
    {
        using var model = ScriptedModel.Create(Reply);
        Assert.Throws<InputException>(() => MathEvaluator.Run(model, "set", [], new()));
        Assert.Throws<InputException>(() => MathEvaluator.Run(model, "set", Items, new() { Greedy = false, Samples = 0 }));
        Assert.Throws<InputException>(() => MathEvaluator.Run(model, "set", Items, new() { Temperature = 0 }));
        Assert.Throws<InputException>(() => MathEvaluator.Run(model, "set", Items, new() { TopP = 1.5f }));
        Assert.Throws<InputException>(() => MathEvaluator.Run(model, "set", Items, new() { MaxTokens = 0 }));
    }

    [Fact]
    public void Cancelled_GivesNoResult()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(new() { Samples = 0 }, _ => stop.Cancel(), stop.Token));
    }

    [Fact]
    public void ResultsFolder_ReadsWhatItWrote()
    {
        using var folder = new TemporaryFolder();
        var result = Run(new() { Samples = 2, MaxTokens = 120, Temperature = 0.6f });
        ResultsFolder.Write(folder.Path, result);
        var read = ResultsFolder.Read(folder.Path);
        Assert.Equal(ResultsFolder.ToJson(result), ResultsFolder.ToJson(read));
        Assert.Equal((result.Protocol, result.Sampled!.Interval), (read.Protocol, read.Sampled!.Interval));
        string[] lines = File.ReadAllLines(Path.Combine(folder.Path, ResultsFolder.ResponsesName));
        Assert.Equal(15, lines.Length);
        var first = JsonNode.Parse(lines[0])!;
        Assert.Equal(("a", "correct", "stop", "greedy"), ((string?)first["id"], (string?)first["verdict"], (string?)first["finish"], (string?)first["mode"]));
        Assert.Contains("둘과 셋을 더하면 다섯입니다.", lines[0], StringComparison.Ordinal);
        Assert.Equal([ResponsesAndResults[0], ResponsesAndResults[1]], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("null"), InlineData("{"), InlineData("{}")]
    public void ResultsFolder_SaysWhatIsNoResult(string text)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InputException>(() => ResultsFolder.Read(folder.Path));
        folder.Write(ResultsFolder.ResultsName, text);
        Assert.Throws<InputException>(() => ResultsFolder.Read(folder.Path));
    }

    private static readonly string[] ResponsesAndResults = [ResultsFolder.ResponsesName, ResultsFolder.ResultsName];
}

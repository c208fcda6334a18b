using System.Text.Json.Nodes;

namespace Saenggak.Data.Tests;

public class FilterTests
{
    private const string Good = "<think>3에 4를 더하면 7이 된다.</think>답은 \\boxed{7}입니다.";

    [Fact]
    public void Run_CountsEveryReasonAndWritesDroppedRows()
    {
        using var folder = new TempFolder();
        (string Response, string? Finish)[] rows =
        [
            (Good, null),
            (Good, null),
            (Good.Replace("{7}", "{8}", StringComparison.Ordinal), null),
            (Good, "length"),
            ("답은 \\boxed{7}입니다.", null),
            ("<think>Add three and four to get seven.</think>답은 \\boxed{7}입니다.", null),
            ("<think>3+4=7이므로</think>답은 \\boxed{7}입니다.", null),
        ];
        JsonLinesWriter.WriteAll(folder["in.jsonl"], rows.Select((row, i) => new JsonObject
        {
            ["id"] = $"r{i}", ["prompt"] = "3+4는?", ["response"] = row.Response, ["answer"] = "7", ["finish_reason"] = row.Finish,
        }));
        var pipeline = new FilterPipeline([new OutcomeFilter(), new FormatFilter(), new KoreanShareFilter(), new LengthFilter(), new DuplicateAnswerFilter()]);

        FilterReport report = pipeline.Run(folder["in.jsonl"], folder["kept.jsonl"], folder["dropped.jsonl"]);

        Assert.Equal((1, 6), (report.Kept, report.Dropped));
        Assert.Equal(
            [
                ("outcome", "truncated", "r3"), ("outcome", "wrong answer", "r2"), ("format", "no <think>", "r4"),
                ("korean-share", "too little Korean in the thought", "r5"), ("length", "thought too short", "r6"),
                ("duplicate", "same response to the same problem", "r1"),
            ],
            report.Reasons.Select(reason => (reason.Filter, reason.Why, Assert.Single(reason.SampleIds))));
        Assert.Equal("r0", Assert.Single(JsonLines.Read(folder["kept.jsonl"])).Row["id"]!.GetValue<string>());
        JsonObject wrong = JsonLines.Read(folder["dropped.jsonl"]).Single(line => line.Row["id"]!.GetValue<string>() == "r2").Row;
        Assert.Equal(("outcome", "wrong answer"), (wrong["dropped_by"]!.GetValue<string>(), wrong["dropped_why"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("<think>음.</think>답은 7입니다.", "filler, loops or copies in the thought")]
    [InlineData("<think>3에 4를 더하면 7이 된다.</think>The answer is seven.", "too little Korean in the answer")]
    [InlineData("<think>3에 4를 더하면 $\\text{we get seven as the sum of both}$ 된다.</think>답은 7입니다.", "too little Korean in the thought")]
    [InlineData("답은 7입니다.", null)]
    public void KoreanShare_SaysWhatIsWrong(string response, string? why) => Assert.Equal(why, new KoreanShareFilter().Reject(Trace(response)));

    [Fact]
    public void Outcome_WithoutGold_FollowsTheSetting()
    {
        TraceRow row = Trace(Good) with { Gold = null };
        Assert.Equal("no gold answer to check", new OutcomeFilter().Reject(row));
        Assert.Null(new OutcomeFilter { KeepUnverifiable = true }.Reject(row));
    }

    [Theory]
    [InlineData("답은 A입니다.", null)]
    [InlineData("정답은 서울입니다.", null)]
    [InlineData("정답: ①", null)]
    [InlineData("정답은 부산입니다.", "wrong answer")]
    public void Outcome_WithChoices_TakesTheirLettersAndTexts(string answer, string? why)
    {
        TraceRow row = Trace($"<think>\n수도를 떠올린다.\n</think>\n\n{answer}") with { Prompt = "수도는?", Gold = "A", Choices = ["서울", "부산"] };
        Assert.Equal(why, new OutcomeFilter().Reject(row));
        if (answer.Contains("서울")) Assert.Equal("wrong answer", new OutcomeFilter().Reject(row with { Choices = null }));
    }

    [Fact]
    public void Duplicate_BoundsResponsesOfOneProblem()
    {
        var filter = new DuplicateAnswerFilter { MaxPerProblem = 2 };
        Assert.Null(filter.Reject(Trace("하나")));
        Assert.Null(filter.Reject(Trace("둘")));
        Assert.Equal("enough responses to this problem", filter.Reject(Trace("셋")));
        Assert.Null(filter.Reject(Trace("셋") with { ProblemKey = "다른 문제" }));
    }

    private static TraceRow Trace(string response) =>
        new() { Id = "r", ProblemKey = "p", Prompt = "3+4는?", Response = response, Gold = "7", Source = [] };
}

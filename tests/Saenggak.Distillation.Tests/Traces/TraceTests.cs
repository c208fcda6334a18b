using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Distillation.Teachers;
using Saenggak.Distillation.Traces;
using Saenggak.Text;

namespace Saenggak.Distillation.Tests.Traces;

public sealed class TraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saenggak-traces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static Problem[] Problems(int count) => [.. new ProblemWriter(3).Write(count, FamilySplit.Train)];

    private static async Task<List<JsonObject>> Answer(ITeacher teacher, int problems, int samples, ulong seed = 1)
    {
        var rows = new List<JsonObject>();
        await foreach (JsonObject row in TraceGeneration.AnswerAsync(teacher, Problems(problems), samples, seed)) rows.Add(row);
        return rows;
    }

    private TraceReport Select(IEnumerable<JsonObject> raw, int maxPerProblem = 10)
    {
        JsonLinesWriter.WriteAll(In("raw.jsonl"), raw);
        return TraceSelection.Run(In("raw.jsonl"), In("kept.jsonl"), In("dropped.jsonl"), TraceSelection.UsualFilters(maxThoughtChars: 300, maxPerProblem));
    }

    private static JsonObject Raw(string response, string answer = "7", string teacher = "t") => new()
    {
        ["id"] = "p/0", ["problem_id"] = "p", ["teacher"] = teacher, ["prompt"] = "3에 4를 더하면?", ["answer"] = answer, ["response"] = response,
    };

    [Fact]
    public async Task AnswerAsync_GivesEverySampleOfEveryProblem()
    {
        List<JsonObject> rows = await Answer(TeacherMixture.Default, problems: 30, samples: 3);
        Assert.Equal(90, rows.Select(row => (string)row["id"]!).Distinct().Count());
        Assert.Equal([0, 1, 2], rows.Take(3).Select(row => (int)row["sample"]!));
        Assert.Single(rows.Take(3).Select(row => (string)row["problem_id"]!).Distinct());
        // Several teachers answer the same problem.
        Assert.Contains(rows.GroupBy(row => (string)row["problem_id"]!), problem => problem.Select(row => (string)row["teacher"]!).Distinct().Count() > 1);
    }

    [Fact]
    public async Task AnswerAsync_SeedDecides()
    {
        static string Text(List<JsonObject> rows) => string.Join("\n", rows.Select(row => row.ToJsonString()));
        Assert.Equal(Text(await Answer(TeacherMixture.Default, 20, 2)), Text(await Answer(TeacherMixture.Default, 20, 2)));
        Assert.NotEqual(Text(await Answer(TeacherMixture.Default, 20, 2)), Text(await Answer(TeacherMixture.Default, 20, 2, seed: 2)));
    }

    [Fact]
    public void Run_SendsEachRowWhereItBelongs()
    {
        const string good = "<think>\n3 + 4 = 7입니다. 그래서 7입니다.\n</think>\n\n정답은 \\boxed{7}입니다.";
        TraceReport report = Select(
        [
            Raw(good, teacher: "a"),
            Raw(good, teacher: "b"),
            Raw("<think>\n3 + 4 = 8입니다. 그래서 8입니다.\n</think>\n\n정답은 \\boxed{8}입니다.", teacher: "a"),
            Raw("정답은 \\boxed{7}입니다.", teacher: "a"),
            Raw("<think>\nWe add three and four to get seven.\n</think>\n\n정답은 \\boxed{7}입니다.", teacher: "b"),
            Raw($"<think>\n{string.Join(' ', Enumerable.Range(1, 60).Select(i => $"{i}번째로 다시 확인합니다."))}\n</think>\n\n정답은 \\boxed{{7}}입니다.", teacher: "b"),
        ]);
        Assert.Equal((1, 5), (report.Kept, report.Dropped));
        Assert.Equal(
            [("a", "format"), ("a", "kept"), ("a", "outcome"), ("b", "duplicate"), ("b", "korean-share"), ("b", "length")],
            report.Counts.Select(count => (count.Teacher, count.Filter)));

        JsonLine kept = Assert.Single(JsonLines.Read(In("kept.jsonl")));
        Assert.Equal(["3에 4를 더하면?", good], Row.ParseChat(kept).Messages.Select(message => message.Content!));
        Assert.Equal(("a", "7"), ((string)kept.Row["teacher"]!, (string)kept.Row["answer"]!));
        Assert.Equal(5, JsonLines.Read(In("dropped.jsonl")).Count(line => line.Row.ContainsKey("dropped_by") && line.Row.ContainsKey("dropped_why") && line.Row.ContainsKey("response")));
    }

    [Fact]
    public async Task Run_Mixture_DropsWrongEnglishAndEndlessAnswers_KeepsTheLimit()
    {
        TraceReport report = Select(await Answer(TeacherMixture.Default, problems: 200, samples: 3), maxPerProblem: 1);
        Assert.Equal(600, report.Kept + report.Dropped);
        Assert.InRange(report.Kept, 190, 200);
        long Count(string teacher, string filter) => report.Counts.Where(count => count.Teacher == teacher && count.Filter == filter).Sum(count => count.Count);
        Assert.Equal(0, Count("english", "kept"));
        Assert.True(Count("hasty", "outcome") > 0 && Count("hasty", "kept") > 0 && Count("careful", "outcome") == 0);
        string[] problems = [.. JsonLines.Read(In("kept.jsonl")).Select(line => (string)line.Row["problem_id"]!)];
        Assert.Equal(problems.Length, problems.Distinct().Count());
    }

    [Fact]
    public void Run_Stopped_LeavesNoFile()
    {
        JsonLinesWriter.WriteAll(In("raw.jsonl"), [Raw("x")]);
        Assert.Throws<OperationCanceledException>(() => TraceSelection.Run(
            In("raw.jsonl"), In("kept.jsonl"), In("dropped.jsonl"), TraceSelection.UsualFilters(300, 1), new CancellationToken(canceled: true)));
        Assert.Equal(["raw.jsonl"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Run_RowWithoutResponse_NamesTheLine()
    {
        var row = Raw("x");
        row.Remove("response");
        Assert.StartsWith("raw.jsonl:1: no \"response\"", Assert.Throws<InputException>(() => Select([row])).Message, StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Saenggak.Data;
using static Saenggak.Cli.Tests.Verbs.DataCommand;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class DataVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saenggak-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task ProblemsThenTracesThenStats_FitTogether()
    {
        Assert.Equal(60, (int)(await RunJson("problems", "--count", "60", "--out", In("p")))["problems"]!);
        JsonNode traces = await RunJson("traces", In("p/problems.jsonl"), "--out", In("t"), "--set", "samples=3", "--set", "keep_per_problem=3");
        Assert.Equal(180, (int)traces["answers"]!);
        Assert.Equal(180, (int)traces["kept"]! + (int)traces["dropped"]!);

        JsonNode kept = await RunJson("stats", In("t/kept.jsonl"));
        Assert.Equal((int)traces["kept"]!, (int)kept["rows"]!);
        Assert.Equal((int)traces["kept"]!, (int)kept["forms"]!["conversations"]!);
        Assert.Equal((int)traces["kept"]!, kept["teacher"]!.AsObject().Sum(teacher => (int)teacher.Value!));
        Assert.InRange((double)kept["response"]!["korean_share"]!, 0.99, 1);
        Assert.Equal(180, (int)(await RunJson("stats", In("t/raw.jsonl")))["forms"]!["raw traces"]!);
        Assert.Equal(60, (int)(await RunJson("stats", In("p")))["forms"]!["problems"]!);
    }

    [Fact]
    public async Task Problems_Again_AreKept_OtherSeed_WrittenAnew()
    {
        string[] args = ["problems", "--count", "20", "--out", In("p")];
        await Run(args);
        string first = Manifest.HashFile(In("p/problems.jsonl"));
        Assert.Contains("finished before", (await Run(args)).Error, StringComparison.Ordinal);
        await Run([.. args, "--seed", "2"]);
        Assert.NotEqual(first, Manifest.HashFile(In("p/problems.jsonl")));
    }

    [Fact]
    public async Task Problems_Splits_ShareNoQuestion()
    {
        var asked = new List<string>();
        foreach (string split in (string[])["train", "test-seen", "test-unseen", "drills"])
        {
            await Run("problems", "--split", split, "--count", "30", "--out", In(split));
            asked.AddRange(ProblemJson.Read(In($"{split}/problems.jsonl")).Select(problem => problem.Prompt));
        }
        Assert.Equal(120, asked.Count);
        Assert.InRange(asked.Distinct().Count(), 115, 120);
    }

    [Fact]
    public async Task Stats_Table_IsForPeople()
    {
        await Run("problems", "--count", "5", "--out", In("p"));
        var (code, output, _) = await Run("stats", In("p"));
        Assert.Equal(0, code);
        Assert.Contains("characters on average", output, StringComparison.Ordinal);
        Assert.Contains("step count", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--split is \"foo\"", "problems", "--split", "foo", "--out", "x")]
    [InlineData("--count is 0", "problems", "--count", "0", "--out", "x")]
    [InlineData("--seed is -1", "problems", "--seed", "-1", "--out", "x")]
    [InlineData("did you mean \"max_addend\"?", "problems", "--set", "max_adend=3", "--out", "x")]
    [InlineData("unknown teacher \"carful\"", "traces", "FILE", "--set", "teachers.carful=1", "--out", "x")]
    [InlineData("no such file", "traces", "none.jsonl", "--out", "x")]
    [InlineData("no such file", "stats", "none.jsonl")]
    [InlineData("FILE:1: no \"answer\"", "traces", "FILE", "--out", "x")]
    public async Task BadInput_IsOneLine(string expected, params string[] args)
    {
        string file = In("rows.jsonl");
        await File.WriteAllTextAsync(file, "{\"prompt\":\"3에 4를 더하면?\",\"gold\":null}\n");
        var (code, output, error) = await Run([.. args.Select(arg => arg == "FILE" ? file : arg == "x" ? In("x") : arg)]);
        Assert.Equal((2, ""), (code, output));
        string line = error.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("saenggak: ", line, StringComparison.Ordinal);
        Assert.Contains(expected.Replace("FILE", "rows.jsonl", StringComparison.Ordinal), line, StringComparison.Ordinal);
    }
}

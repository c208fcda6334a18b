using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Cli.Verbs.Data;
using Saenggak.Data;
using Saenggak.Evaluation.Benchmarks;
using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class MixVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saenggak-mix-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([MixVerb.Create()]).RunAsync(["mix", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    // The shipped recipes, on rows of a thousandth of their size.
    private string[] Shipped(string recipe, params string[] sets)
    {
        Directory.CreateDirectory(In("traces"));
        string Row(string id, string category) => $$$"""{"id":"{{{id}}}","category":"{{{category}}}","messages":[{"role":"user","content":"{{{id}}}의 물음"},{"role":"assistant","content":"답"}]}""";
        File.WriteAllLines(In("traces/kept.jsonl"), Enumerable.Range(0, 120).Select(i => Row($"t{i}", (i % 6) switch { 0 => "daily", 1 or 2 => "culture", _ => "math" })));
        File.WriteAllLines(In("o.jsonl"), Enumerable.Range(0, 40).Select(i => Row($"o{i}", "any")));
        string path = Path.Combine(SharedData.RepositoryRoot, "recipes", recipe);
        return [path, "--set", "rows=60", "--set", "valid=0.1", "--set", $"sets.traces.path={In("traces")}", .. sets.SelectMany(set => (string[])["--set", set]), "--out", In(recipe)];
    }

    [Fact]
    public async Task ShippedRecipes_KeepTheDistribution_AndReplaceOneCategory()
    {
        var (code, output, error) = await Run([.. Shipped("mix-50k.yaml"), "--json"]);
        Assert.True(code == 0, error);
        JsonNode kept = JsonNode.Parse(output)!;
        Assert.Equal(["culture 20", "daily 10", "math 30"], kept["categories"]!.AsObject().Select(one => $"{one.Key} {one.Value!["taken"]}"));
        Assert.Equal((54, 6), ((int)kept["train"]!, (int)kept["valid"]!));

        (code, output, error) = await Run(Shipped("mix-daily-to-openthoughts.yaml", $"sets.openthoughts.path={In("o.jsonl")}"));
        Assert.True(code == 0, error);
        Assert.Contains("daily (from openthoughts)", output, StringComparison.Ordinal);
        string[] Ids(string recipe, char set) => [.. new[] { "train.jsonl", "valid.jsonl" }.SelectMany(file => JsonLines.Read(In($"{recipe}/{file}"))).Select(line => (string)line.Row["id"]!).Where(id => id[0] == set).Order(StringComparer.Ordinal)];
        Assert.Equal(10, Ids("mix-daily-to-openthoughts.yaml", 'o').Length);
        Assert.Subset(Ids("mix-50k.yaml", 't').ToHashSet(), Ids("mix-daily-to-openthoughts.yaml", 't').ToHashSet());
        Assert.Equal(50, Ids("mix-daily-to-openthoughts.yaml", 't').Length);
    }

    [Fact]
    public async Task Mix_Again_IsKept_UntilAFileIsMissing()
    {
        string[] args = Shipped("mix-50k.yaml");
        await Run(args);
        string first = await File.ReadAllTextAsync(In("mix-50k.yaml/train.jsonl"));
        Assert.Contains("finished before", (await Run(args)).Error, StringComparison.Ordinal);
        File.Delete(In("mix-50k.yaml/train.jsonl"));
        Assert.DoesNotContain("finished before", (await Run(args)).Error, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllTextAsync(In("mix-50k.yaml/train.jsonl")));
    }

    [Theory]
    [InlineData("unknown key \"weight\"; did you mean \"weights\"?", "weight.math=1")]
    [InlineData("unknown category \"maths\" in \"weights\"", "weights.maths=1")]
    [InlineData("all weights are 0", "weights.math=0")]
    [InlineData("\"valid\" is 60 and the mixture has 60 rows", "valid=60")]
    [InlineData("missing", "rows=500")]
    [InlineData("expected one of shuffled, by_source, interleaved", "order=random")]
    public async Task BadInput_IsOneLine(string expected, string set)
    {
        var (code, output, error) = await Run([.. Shipped("mix-50k.yaml"), "--set", set]);
        Assert.Equal((2, ""), (code, output));
        string line = error.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("saenggak: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Benchmarks_AreThoseTheEvaluationKnows_WithItsPrompts()
    {
        string folder = SharedData.Require("english_math");
        var found = BenchmarkPaths.Find([folder, SharedData.Require("korean_math", "kmwps", "test.csv")]);
        Assert.Equal(["aime24", "amc23", "gsm8k", "kmwps-test", "math500"], found.Select(one => one.Name));
        foreach ((string name, string file) in found.Where(one => KnownBenchmarks.ByName.ContainsKey(one.Name)))
        {
            Assert.Equal(KnownBenchmarks.ByName[name].Read(file).Select(item => item.Prompt), BenchmarkFiles.Read(name, file).Items.Select(item => item.Prompt));
        }
        Assert.Throws<InputException>(() => BenchmarkPaths.Find(["none"]));
    }
}

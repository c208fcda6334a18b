using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Testing;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class EvalVerbTests : IDisposable
{
    private readonly TinyCheckpoint checkpoint = new();

    public void Dispose() => checkpoint.Dispose();

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([EvalVerb.Create()]).RunAsync(["eval", .. args, "--threads", "1"], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string Questions()
    {
        string path = checkpoint.File("test.v1.jsonl");
        File.WriteAllText(path, """
            {"id": "a", "prompt": "사과 세 개와 배 두 개는 몇 개?", "answer": 5, "family": "더하기"}
            {"id": "b", "prompt": "배 두 개는 몇 개?", "answer": "2", "family": "세기"}
            {"id": "c", "prompt": "사과 한 개는 몇 개?", "answer": "1", "family": "세기"}

            """);
        return path;
    }

    [Fact]
    public async Task Json_GivesGreedyAndSampledSideBySide()
    {
        var (code, output, error) = await Run(checkpoint.Folder, "--set", Questions(), "--max-tokens", "8", "--json");
        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output)!;
        Assert.Equal(("test", 8, 1.0), ((string?)result["set"], (int)result["protocol"]!["max_tokens"]!, (double)result["protocol"]!["temperature"]!));
        Assert.Equal((3, 1, 3, 1), ((int)result["greedy"]!["items"]!, (int)result["greedy"]!["samples"]!, (int)result["sampled"]!["items"]!, (int)result["sampled"]!["samples"]!));
        Assert.Equal(["더하기", "세기"], result["sampled"]!["groups"]!.AsArray().Select(group => (string?)group!["group"]));
        Assert.Single(output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Options_ChooseTheModes()
    {
        string[] args = [checkpoint.Folder, "--set", Questions(), "--max-tokens", "4", "--limit", "2", "--json"];
        var greedy = JsonNode.Parse((await Run([.. args, "--greedy"])).Out)!;
        Assert.Equal((2, null), ((int)greedy["greedy"]!["items"]!, greedy["sampled"]));
        var sampled = JsonNode.Parse((await Run([.. args, "--samples", "3", "--temperature", "0.5"])).Out)!;
        Assert.Equal((null, 3), (sampled["greedy"], (int)sampled["sampled"]!["samples"]!));
        Assert.Equal(["1", "2", "3"], sampled["sampled"]!["pass_at"]!.AsObject().Select(one => one.Key));
    }

    [Fact]
    public async Task Out_KeepsResultsAndDoesNotEvaluateTwice()
    {
        string folder = checkpoint.File("results");
        string[] args = [checkpoint.Folder, "--set", Questions(), "--max-tokens", "8", "--out", folder];
        var (code, table, error) = await Run(args);
        Assert.True(code == 0, error);
        Assert.Contains("95 % interval", table, StringComparison.Ordinal);
        Assert.Contains("더하기", table, StringComparison.Ordinal);
        Assert.Equal(["manifest.json", "responses.jsonl", "results.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(6, File.ReadAllLines(Path.Combine(folder, "responses.jsonl")).Length);

        var again = await Run(args);
        Assert.Equal((0, table), (again.Code, again.Out));
        Assert.Contains("finished before", again.Error, StringComparison.Ordinal);
        var narrow = await Run([.. args, "--weights", "int8", "--json"]);
        Assert.Equal("int8", (string?)JsonNode.Parse(narrow.Out)!["weights"]);
        Assert.DoesNotContain("finished before", narrow.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("finished before", (await Run([.. args, "--seed", "2"])).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task NamedSet_IsReadFromTheDataFolder()
    {
        string data = SharedData.Require("english_math");
        string[] args = [checkpoint.Folder, "--data", data, "--limit", "1", "--max-tokens", "4", "--json"];
        var gsm8k = JsonNode.Parse((await Run([.. args, "--set", "gsm8k"])).Out)!;
        Assert.Equal(("gsm8k", 1, null), ((string?)gsm8k["set"], (int)gsm8k["greedy"]!["items"]!, gsm8k["sampled"]));
        var told = JsonNode.Parse((await Run([.. args, "--set", $"aime24={data}/aime24.jsonl", "--samples", "2"])).Out)!;
        Assert.Equal(("aime24", 0.95), ((string?)told["set"], Math.Round((double)told["protocol"]!["top_p"]!, 4)));
    }

    [Fact]
    public async Task BadInput_IsOneLine()
    {
        string questions = Questions(), nowhere = checkpoint.File("nowhere");
        async Task Expect(string line, params string[] args)
        {
            var (code, output, error) = await Run(args);
            Assert.Equal((2, "", $"saenggak: {line}\n"), (code, output, error));
        }
        await Expect("no set is called \"gsm9k\"; expected aime24, amc23, gsm8k, math500, prompt-answer, or a file.", checkpoint.Folder, "--set", "gsm9k");
        await Expect("--set gsm8k: gsm8k_test.jsonl or gsm8k.jsonl is not in data; say where the file is: --set gsm8k=FILE.", checkpoint.Folder, "--set", "gsm8k");
        await Expect($"{nowhere}: no such folder; expected a checkpoint in the Hugging Face layout; check the path", nowhere, "--set", questions);
        await Expect($"{nowhere}: no such folder; expected a checkpoint.", nowhere, "--set", questions, "--out", nowhere);
        await Expect("--limit is 0; expected 1 or more.", checkpoint.Folder, "--set", questions, "--limit", "0");
        await Expect("samples is -1; expected 0 (none) or more.", checkpoint.Folder, "--set", questions, "--samples", "-1");
        await Expect("neither greedy nor sampled responses are asked for; expected at least one of them.", checkpoint.Folder, "--set", questions, "--samples", "0");
        await Expect("temperature is 0; expected at least 0.01 for sampled responses; greedy ones need none.", checkpoint.Folder, "--set", questions, "--temperature", "0");
        string empty = checkpoint.File("empty.jsonl");
        File.WriteAllText(empty, "");
        await Expect($"{empty}: is empty; expected questions as JSONL.", checkpoint.Folder, "--set", empty);
    }
}

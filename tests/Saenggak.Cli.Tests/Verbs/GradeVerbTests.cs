using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Tests.Quickstart;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class GradeVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([GradeVerb.Create(), BenchVerb.Create()]).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private const string Cases = """
        {"gold": "12", "pred": "12개", "expected": 1}
        {"gold": 12, "pred": "<think>\\boxed{12}</think>정답은 13입니다.", "expected": false}

        {"gold": "12", "pred": "<think>정답은 12", "expected": 0, "origin": "ignored"}
        {"gold": "B", "pred": "정답: 부산", "expected": true, "choices": ["서울", "부산"]}
        {"gold": "5", "pred": "그래서 이것저것 길게 더하고 빼고 나서 얻는 값은 결국 여기 적힌 것처럼 5", "expected": 1}
        {"gold": "3", "pred": "4", "expected": 1}

        """;

    [Fact]
    public async Task Cases_Json_CountsAgreement()
    {
        string path = folder.Write("cases.jsonl", Cases);
        var (code, output, error) = await Run("grade", "--cases", path, "--json");
        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output.TrimEnd('\n').Split('\n')[^1])!;
        Assert.Equal((6, 1, 5.0 / 6), ((int)result["cases"]!, (int)result["disagreements"]!, (double)result["agreement"]!));
        Assert.Equal((3, 2, 1), ((int)result["verdicts"]!["correct"]!, (int)result["verdicts"]!["incorrect"]!, (int)result["verdicts"]!["truncated"]!));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"{path}:7: expected equal, found incorrect (", error, StringComparison.Ordinal);
        Assert.Contains("gold «3», pred «4»", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_ForPeople_ShowsDisagreementsAndCounts()
    {
        var (code, output, error) = await Run("grade", "--cases", folder.Write("cases.jsonl", Cases));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(":7: expected equal, found incorrect", output, StringComparison.Ordinal);
        Assert.Contains("6 cases, 1 disagreements, agreement 83.33 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_IsExplainedInWords()
    {
        string path = folder.Write("response.txt", "<think>\n3과 4를 더한다. \\boxed{6}일까?\n</think>\n따라서 정답은\n\\boxed{7}개입니다.\n");
        var (code, output, error) = await Run("grade", "--response", path, "--gold", "7");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("«7», from the last \\boxed{…} in line 5; read as the number 7", output, StringComparison.Ordinal);
        Assert.Contains("correct: ", output, StringComparison.Ordinal);
        Assert.Contains("kept", output, StringComparison.Ordinal);
        Assert.Contains("Korean: 1.00 (letters 1.00, words 1.00", output, StringComparison.Ordinal);

        var wrong = JsonNode.Parse((await Run("grade", "--response", path, "--gold", "6", "--json")).Out)!;
        Assert.Equal(("incorrect", 0.0, "7", "boxed"), ((string?)wrong["verdict"], (double)wrong["score"]!, (string?)wrong["extracted"], (string?)wrong["source"]));
        var cut = JsonNode.Parse((await Run("grade", "--response", path, "--gold", "7", "--truncated", "--json")).Out)!;
        Assert.Equal(("truncated", null), ((string?)cut["verdict"], (string?)cut["extracted"]));
        var choice = JsonNode.Parse((await Run("grade", "--response", path, "--gold", "B", "--choice", "6", "--choice", "7", "--json")).Out)!;
        Assert.Equal("correct", (string?)choice["verdict"]);
        var ungraded = JsonNode.Parse((await Run("grade", "--response", path, "--json")).Out)!;
        Assert.Equal((null, "7"), ((string?)ungraded["verdict"], (string?)ungraded["extracted"]));
    }

    [Fact]
    public async Task Response_OfAnything_NeverFails()
    {
        foreach (string text in (string[])["", "\uFFFD\\boxed{", "</think></think>", "[bold]정답: [/]12"])
        {
            var (code, _, error) = await Run("grade", "--response", folder.Write("odd.txt", text), "--gold", "12");
            Assert.Equal((0, ""), (code, error));
        }
    }

    [Fact]
    public async Task BadInput_IsOneLine()
    {
        async Task Expect(string line, params string[] args)
        {
            var (code, output, error) = await Run(["grade", .. args]);
            Assert.Equal((2, "", $"saenggak: {line}\n"), (code, output, error));
        }
        string nowhere = Path.Combine(folder.Path, "nowhere"), path = Path.Combine(folder.Path, "bad.jsonl");
        await Expect("neither --cases nor --response is given; expected one of them.");
        await Expect("both --cases and --response are given; expected one of them.", "--cases", "a", "--response", "b");
        await Expect($"{nowhere}: no such file; expected JSONL with gold, pred and expected.", "--cases", nowhere);
        await Expect($"{nowhere}: no such file; expected a UTF-8 text file with one response.", "--response", nowhere);
        foreach (var (row, line) in ((string, string)[])
        [
            ("", $"{path}: is empty; expected JSONL with gold, pred and expected."),
            ("[1]", $"{path}:1: not an object; expected one object a line."),
            ("{\"pred\": \"1\", \"expected\": 1}", $"{path}:1: no \"gold\"; expected text."),
            ("\n{\"gold\": \"1\", \"expected\": 1}", $"{path}:2: no \"pred\"; expected text."),
            ("{\"gold\": \"1\", \"pred\": \"1\"}", $"{path}:1: no \"expected\"; expected 1, 0, true or false."),
            ("{\"gold\": \"1\", \"pred\": \"1\", \"expected\": 2}", $"{path}:1: \"expected\" is 2; expected 1, 0, true or false."),
            ("{\"gold\": \"1\", \"pred\": \"1\", \"expected\": \"yes\"}", $"{path}:1: \"expected\" is \"yes\"; expected 1, 0, true or false."),
            ("{\"gold\": \"1\", \"pred\": \"1\", \"expected\": 1, \"choices\": \"가\"}", $"{path}:1: \"choices\" is no list of texts; expected one text a choice."),
        ])
        {
            await Expect(line, "--cases", folder.Write("bad.jsonl", row));
        }
        var (broken, _, message) = await Run("grade", "--cases", folder.Write("bad.jsonl", "{\"gold\": "));
        Assert.Equal(2, broken);
        Assert.StartsWith($"saenggak: {path}:1: not JSON (", message, StringComparison.Ordinal);
        await Expect("--choice is given once; expected it once for each of two or more choices.", "--response", folder.Write("r.txt", "1"), "--choice", "가");
    }

    [Fact]
    public async Task Bench_Json_GivesRatesAndJudgesItsPairsRightly()
    {
        var (code, output, error) = await Run("bench", "grade", "--plain", "2000", "--latex", "700", "--passes", "1", "--json");
        Assert.Equal((0, ""), (code, error));
        var result = JsonNode.Parse(output)!;
        foreach (string name in (string[])["plain_per_s", "latex_per_s", "two_thread_speedup"]) Assert.True((double)result[name]! > 0, name);
        Assert.Equal(0, (long)result["plain_wrong"]!);
    }

    [Fact]
    public async Task Bench_BadInput_IsOneLine() =>
        Assert.Equal((2, "", "saenggak: --passes is 0; expected 1 or more.\n"), await Run("bench", "grade", "--passes", "0"));
}

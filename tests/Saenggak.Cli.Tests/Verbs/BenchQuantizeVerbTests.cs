using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class BenchQuantizeVerbTests : IDisposable
{
    private readonly TinyCheckpoint checkpoint = new();

    public void Dispose() => checkpoint.Dispose();

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([BenchVerb.Create()]).RunAsync(["bench", "quantize", .. args, "--threads", "1"], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("text.txt", 1)]
    [InlineData("text.txt", 3)]
    [InlineData("rows.jsonl", 4)]
    public async Task Json_SaysHowFarPredictionsMove(string name, int batch)
    {
        string path = checkpoint.File(name);
        const string row = """{"messages":[{"role":"user","content":"사과 세 개"},{"role":"assistant","content":"다섯 개입니다."}]}""";
        File.WriteAllText(path, name.EndsWith(".txt", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat("사과 세 개와 배 두 개를 더하면 다섯 개입니다.\n", 20)) : $"{row}\n{row}\n");
        var (code, output, error) = await Run(checkpoint.Folder, path, "--window", "64", "--batch", $"{batch}", "--json");
        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output)!;
        Assert.InRange((double)result["kl_mean"]!, 1e-9, 0.05);
        Assert.InRange((double)result["kl_max"]!, (double)result["kl_p99"]!, 0.5);
        Assert.InRange((double)result["top1_agreement"]!, 0.8, 1);
        Assert.Equal((double)result["perplexity"]!, (double)result["perplexity_int8"]!, 0.1 * (double)result["perplexity"]!);
        Assert.InRange((double)result["weights_int8_gib"]!, 0, (double)result["weights_gib"]!);
        Assert.True((int)result["tokens"]! > 10);
        Assert.True((double)result["peak_memory_gib"]! > 0);
    }

    [Fact]
    public async Task BadInput_IsOneLine()
    {
        string nowhere = checkpoint.File("nowhere.txt"), empty = checkpoint.File("empty.txt");
        File.WriteAllText(empty, "");
        Assert.Equal((2, "", $"saenggak: {nowhere}: no such file; expected conversations in JSONL or a UTF-8 text to compare on.\n"), await Run(checkpoint.Folder, nowhere));
        Assert.Equal((2, "", $"saenggak: {empty}: 0 tokens; expected at least 2, of which the second is predicted.\n"), await Run(checkpoint.Folder, empty));
        Assert.Equal((2, "", "saenggak: --window is 1; expected 2 or more.\n"), await Run(checkpoint.Folder, empty, "--window", "1"));
    }
}

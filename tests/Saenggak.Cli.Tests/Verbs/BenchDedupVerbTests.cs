using System.Text.Json;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class BenchDedupVerbTests
{
    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await new CommandLineHost([BenchVerb.Create()]).RunAsync(["bench", "dedup", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Json_HasTheFigures()
    {
        var (code, output, error) = await Run("--documents", "5000", "--check", "exact", "--memory", "0.0001", "--json");
        Assert.Equal((0, ""), (code, error));
        var result = JsonDocument.Parse(output.Trim()).RootElement;
        Assert.True(result.GetProperty("documents_per_s").GetDouble() > 0);
        Assert.True(result.GetProperty("peak_memory_gib").GetDouble() > 0);
        Assert.InRange(result.GetProperty("bytes_per_document").GetInt32(), 700, 1300);
        Assert.InRange(result.GetProperty("recall").GetDouble(), 0.97, 1);
        Assert.Equal(1, result.GetProperty("precision").GetDouble());
        // In each group of ten a text and its copy, and most changed texts with them.
        Assert.Equal(500, result.GetProperty("clusters").GetInt32());
        // Where one word in a hundred changes, some texts of 95 words do not change at all.
        Assert.InRange(result.GetProperty("same_text").GetInt32(), 500, 600);
        Assert.InRange(result.GetProperty("kept").GetInt32(), 4000, 4499);
        Assert.True(result.GetProperty("spilled_gib").GetDouble() > 0);
        Assert.True(result.GetProperty("parts").GetInt32() > 1);
    }

    [Fact]
    public async Task BadOptions_AreOneClearLine()
    {
        Assert.Equal((2, "", "saenggak: --documents is 0; expected 1 or more.\n"), await Run("--documents", "0"));
        Assert.Equal((2, "", "saenggak: --check is \"some\"; expected none, estimate or exact.\n"), await Run("--check", "some"));
        Assert.Equal((2, "", "saenggak: dedup: bands times rows is 2000; expected 1 to 1024 hashes.\n"), await Run("--bands", "400"));
    }
}

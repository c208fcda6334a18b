using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute.Ops;

namespace Saenggak.Cli.Tests.Verbs;

public class BenchAttentionVerbTests
{
    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([BenchVerb.Create()]).RunAsync(["bench", "attention", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("bf16", 2)]
    [InlineData("f32", 4)]
    public async Task Json_GivesTimeAndMemoryOfEachLength(string precision, int bytes)
    {
        var (code, output, error) = await Run("--lengths", "64,128", "--heads", "4", "--kv-heads", "2", "--head-dim", "32", "--repeats", "1", "--threads", "1", "--precision", precision, "--json");
        Assert.Equal((0, ""), (code, error));
        var result = JsonNode.Parse(output)!;
        Assert.Equal([64, 128], result["lengths"]!.AsArray().Select(one => (int)one!["tokens"]!));
        Assert.All(result["lengths"]!.AsArray(), one =>
        {
            Assert.True((double)one!["forward_s_median"]! > 0 && (double)one["backward_s_median"]! > 0 && (double)one["fraction_of_peak"]! > 0);
            // qkv and its gradient are 8 heads wide, o and its gradient 4; a float a head remains of the softmax.
            Assert.Equal((int)one["tokens"]! * (24 * 32 * bytes + 4 * 4), (int)one["tensor_bytes"]!);
        });
        Assert.True((double)result["peak_memory_gib"]! > 0);
    }

    [Fact]
    public void Memory_GrowsWithTheLength_NotItsSquare()
    {
        var shape = new HeadShape(2, 1, 32);
        long Scratch(int length) => AttentionRun.Measure(1, shape, Compute.DType.BF16, length, 1, default).ScratchBytes;
        long first = Scratch(4096), second = Scratch(8192), third = Scratch(12288);
        Assert.InRange(third - second, 1, 1.01 * (second - first));
    }

    [Theory]
    [InlineData("--lengths", "512,,1024", "--lengths is \"512,,1024\"; expected numbers of 1 or more with commas between, such as 512,1024.")]
    [InlineData("--lengths", "0", "--lengths is \"0\"; expected numbers of 1 or more with commas between, such as 512,1024.")]
    [InlineData("--kv-heads", "3", "--kv-heads is 3; expected a divisor of --heads, which is 14.")]
    [InlineData("--head-dim", "0", "--head-dim is 0; expected 1 or more.")]
    public async Task BadOption_IsOneLine(string option, string value, string line) => Assert.Equal((2, "", $"saenggak: {line}\n"), await Run(option, value));
}

using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Cli.Verbs.Doctor;

namespace Saenggak.Cli.Tests.Verbs;

public class DoctorVerbTests
{
    [Fact]
    public async Task Json_HoldsEverySection()
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([DoctorVerb.Create()]).RunAsync(["doctor", "--json"], output, error);
        Assert.Equal((0, ""), (code, error.ToString()));
        var result = JsonNode.Parse(output.ToString())!;
        Assert.Equal(Environment.Version.ToString(), (string?)result["system"]!["dotnet"]);
        Assert.Equal(Environment.ProcessorCount, (int)result["processor"]!["cores"]!);
        Assert.True((double)result["memory"]!["total_gib"]! > 0);
        Assert.True((double)result["matrix_products"]!["bf16_peak_tflops"]! > 0);
        Assert.True((double)result["matrix_products"]!["f32_peak_tflops"]! > 0);
        Assert.True((bool)result["unicode"]!["normalization"]!);
    }

    [Fact]
    public async Task Table_NamesTheSectionsOnce()
    {
        using StringWriter output = new(), error = new();
        await new CommandLineHost([DoctorVerb.Create()]).RunAsync(["doctor"], output, error);
        Assert.Equal(2, output.ToString().Split("processor").Length);
        Assert.DoesNotContain("\u001b", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Processor_ReadsTheKernelsFlags()
    {
        var section = ProcessorSection.FromCpuInfo("processor\t: 0\nmodel name\t: Some CPU @ 2.0: GHz\nflags\t\t: fpu avx2 amx_bf16 avx512f avx512_bf16x\nprocessor\t: 1\nflags\t\t: fpu\n");
        Assert.Equal("Some CPU @ 2.0: GHz", section.Findings.Single(one => one.Key == "model").Text);
        Assert.Equal("avx2 avx512f amx_bf16", section.Findings.Single(one => one.Key == "features").Text);
        Assert.Null(section.Findings.Single(one => one.Key == "amx_bf16").Advice);
    }

    [Fact]
    public void Processor_OfAnotherSystemHasNoFlags()
    {
        var section = ProcessorSection.FromCpuInfo("");
        Assert.Equal("", section.Findings.Single(one => one.Key == "model").Text);
        Assert.NotNull(section.Findings.Single(one => one.Key == "amx_bf16").Advice);
    }
}

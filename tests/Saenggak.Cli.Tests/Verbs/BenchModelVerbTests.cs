using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Cli.Tests.Verbs;

public class BenchModelVerbTests
{
    private static readonly ModelConfig Small = new()
    {
        Family = "qwen2",
        HiddenSize = 32,
        Layers = 1,
        Heads = 2,
        KvHeads = 1,
        HeadDim = 16,
        IntermediateSize = 64,
        VocabularySize = 64,
        MaxPositions = 512,
        TieEmbeddings = true,
        QkvBias = true,
    };

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([BenchVerb.Create()]).RunAsync(["bench", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("tiny", 6_953_216, 8 * 512)]
    [InlineData("small", 39_862_784, 4 * 512)]
    [InlineData("0.5b", 494_032_768, 512)]
    public void Shapes_AreThoseOfTheIssue(string name, long parameters, int stepTokens)
    {
        var shape = BenchShape.Find(name);
        Assert.Equal((parameters, stepTokens), (shape.Model.ParameterCount, shape.StepTokens));
    }

    [Fact]
    public void Flops_CountATiedEmbeddingOnce()
    {
        // qkv 32·(32+16+16), o 32·32, gate, up and down 3·32·64, embedding 64·32; norms and biases take part in no product.
        Assert.Equal(2048 + 1024 + 6144 + 2048, TrainingFlops.ProductParameters(Small));
        Assert.Equal(2048 + 1024 + 6144 + 2048, TrainingFlops.ProductParameters(Small with { TieEmbeddings = false }));
    }

    [Fact]
    public void Flops_CountPairsOfACausalMask()
    {
        double products = TrainingFlops.Step(Small, 2, 3) - 6.0 * 11264 * 6;
        // Six pairs a sequence, two heads of 16: scores and values forward (4·32 a pair), twice that backward.
        Assert.Equal(2 * 6 * 3 * 4 * 32, products);
    }

    [Fact]
    public void Training_LearnsItsBatch()
    {
        using var device = new Device(1);
        var shape = new BenchShape { Name = "test", Model = Small, Sequences = 1, Steps = 1, Rounds = 1 };
        using var run = new TrainingRun(device, shape, new ModelOptions { Precision = DType.F32 });
        double first = run.Step();
        Assert.Equal(Math.Log(64), first, 0.1);
        for (int i = 0; i < 3; i++) run.Step();
        Assert.True(run.Step() < first);
    }

    [Fact]
    public void Timings_TakeTheMiddle()
    {
        Assert.Equal(new Timings(2, 1, 9), Timings.Of([9, 1, 2]));
        Assert.Equal(new Timings(2.5, 1, 9), Timings.Of([9, 1, 3, 2]));
    }

    [Theory]
    [InlineData("train", "--shape", "large", "--shape is \"large\"; expected one of tiny, small, 0.5b.")]
    [InlineData("train", "--steps", "0", "--steps is 0; expected 1 or more.")]
    [InlineData("train", "--precision", "fp8", "--precision is \"fp8\"; expected bf16 or f32.")]
    [InlineData("generate", "--weights", "int4", "--weights is \"int4\"; expected int8, or bf16 as --precision.")]
    [InlineData("generate", "--weights", "f32", "--weights is \"f32\"; expected int8, or bf16 as --precision.")]
    [InlineData("generate", "--batch", "-1", "--batch is -1; expected 1 or more.")]
    [InlineData("generate", "--threads", "-2", "--threads is -2; expected 0 or more.")]
    public async Task BadOption_IsOneLine(string verb, string option, string value, string line)
    {
        string[] shape = option == "--shape" ? [] : ["--shape", "tiny"];
        Assert.Equal((2, "", $"saenggak: {line}\n"), await Run([verb, .. shape, option, value]));
    }
}

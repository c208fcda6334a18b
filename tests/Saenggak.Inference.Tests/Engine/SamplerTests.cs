using Saenggak.Compute;
using Saenggak.Inference.Engine;

namespace Saenggak.Inference.Tests.Engine;

public sealed class SamplerTests
{
    private static readonly Sampler Alone = new(new Workers(1));

    [Theory]
    [InlineData(1f), InlineData(0.6f)]
    public void Run_DrawsInProportionToTheProbabilities(float temperature)
    {
        float[] logits = [0.3f, -1f, 2f, 1.1f, 0f, -0.4f, 0.9f, 1.7f];
        const int draws = 40_000;
        var counts = new int[logits.Length];
        for (int i = 0; i < draws; i++) counts[Draw(logits, new() { Temperature = temperature, Seed = 99 }, i).Token]++;
        Assert.True(ChiSquare(counts, Softmax(logits, temperature), draws) < 24.3, "7 degrees of freedom, p = 0.001");
    }

    [Fact]
    public void Run_TruncatesAndRenormalises()
    {
        float[] logits = [0.3f, -1f, 2f, 1.1f, 0f, -0.4f, 0.9f, 1.7f];
        const int draws = 20_000;
        var counts = new int[logits.Length];
        for (int i = 0; i < draws; i++) counts[Draw(logits, new() { TopK = 3, Seed = (ulong)i }, 5).Token]++;
        double[] p = Softmax([2f, 1.1f, 1.7f], 1);
        Assert.Equal(draws, counts[2] + counts[3] + counts[7]);
        Assert.True(ChiSquare([counts[2], counts[3], counts[7]], p, draws) < 13.8, "2 degrees of freedom, p = 0.001");
    }

    [Fact]
    public void Run_LogprobIsThatOfTheWholeDistributionAtTheTemperature()
    {
        float[] logits = [0.3f, -1f, 2f, 1.1f];
        var drawn = Draw(logits, new() { Temperature = 0.5f, TopK = 1 }, 0);
        Assert.Equal(2, drawn.Token);
        Assert.Equal(Math.Log(Softmax(logits, 0.5f)[2]), drawn.Logprob, 1e-6);
        Assert.Equal(Math.Log(Softmax(logits, 1)[2]), Draw(logits, new() { Temperature = 0 }, 0).Logprob, 1e-6);
    }

    [Fact]
    public void Uniform_IsEvenOverPositionsAndOverSeeds()
    {
        const int draws = 64_000, bins = 64;
        var byPosition = new int[bins];
        var bySeed = new int[bins];
        double product = 0;
        for (int i = 0; i < draws; i++)
        {
            double u = SampleRandom.Uniform(7, i), v = SampleRandom.Uniform((ulong)i, 7);
            byPosition[(int)(u * bins)]++;
            bySeed[(int)(v * bins)]++;
            product += (u - 0.5) * (SampleRandom.Uniform(7, i + 1) - 0.5) + (v - 0.5) * (SampleRandom.Uniform((ulong)i + 1, 7) - 0.5);
        }
        var even = Enumerable.Repeat(1.0 / bins, bins).ToArray();
        Assert.True(ChiSquare(byPosition, even, draws) < 103.5, "63 degrees of freedom, p = 0.001");
        Assert.True(ChiSquare(bySeed, even, draws) < 103.5, "63 degrees of freedom, p = 0.001");
        Assert.True(Math.Abs(product / (2 * draws)) < 4 * (1.0 / 12) / Math.Sqrt(2 * draws), "neighbours are uncorrelated");
    }

    [Fact]
    public void Derive_KeepsTheSeedOfSampleZeroAndTellsTheOthersApart()
    {
        var seeds = Enumerable.Range(0, 100).SelectMany(seed => Enumerable.Range(0, 100).Select(j => SampleRandom.Derive((ulong)seed, j))).ToHashSet();
        Assert.Equal(10_000, seeds.Count);
        Assert.Equal(42UL, SampleRandom.Derive(42, 0));
    }

    [Theory]
    [InlineData(-0.1f, 0, 1f, 0f, 1, "temperature"), InlineData(float.NaN, 0, 1f, 0f, 1, "temperature"), InlineData(0.001f, 0, 1f, 0f, 1, "temperature")]
    [InlineData(1f, -1, 1f, 0f, 1, "top_k"), InlineData(1f, 0, 0f, 0f, 1, "top_p"), InlineData(1f, 0, 1.1f, 0f, 1, "top_p")]
    [InlineData(1f, 0, 1f, -0.1f, 1, "min_p"), InlineData(1f, 0, 1f, 0f, 0, "max_tokens")]
    public void Validate_NamesTheValueOutOfRange(float temperature, int topK, float topP, float minP, int maxTokens, string name)
    {
        var sampling = new SamplingParams { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, MaxTokens = maxTokens };
        Assert.StartsWith(name, Assert.Throws<ArgumentException>(sampling.Validate).Message, StringComparison.Ordinal);
    }

    private static unsafe Compute.Ops.SampledToken Draw(float[] logits, SamplingParams sampling, int position)
    {
        Alone.Clear();
        Alone.Add(0, sampling, sampling.Seed, position);
        fixed (float* p = logits) Alone.Run(new Tensor(DType.F32, 1, logits.Length, logits.Length, p));
        return Alone.Results[0];
    }

    private static double[] Softmax(float[] logits, float temperature)
    {
        var e = logits.Select(x => Math.Exp(x / temperature)).ToArray();
        return [.. e.Select(x => x / e.Sum())];
    }

    private static double ChiSquare(int[] counts, double[] p, int draws)
        => counts.Zip(p, (n, q) => (n - q * draws) * (n - q * draws) / (q * draws)).Sum();
}

using Saenggak.Compute.Ops;
using Saenggak.Compute.Reference;
using Xunit;

namespace Saenggak.Compute.Tests.Ops;

public sealed class SoftmaxSampleOpTests
{
    private static readonly SoftmaxSampleOp Alone = new(new Workers(1));
    private static readonly SampleSpec Plain = new(0, 1, 0, 1, 0, 0);

    [Theory]
    [InlineData(1), InlineData(15), InlineData(16), InlineData(255), InlineData(257), InlineData(5003)]
    public void Draw_MatchesReference_AtEveryUniform(int columns)
    {
        var logits = Normal(columns, 3, 11);
        for (int i = 0; i < 200; i++)
        {
            var spec = Plain with { Temperature = 0.3f + i % 4 * 0.4f, Uniform = (i + 0.37) / 200 };
            var drawn = Draw(logits, spec);
            Assert.Equal(ReferenceSoftmaxSample.Draw(logits, spec), drawn.Token);
            Assert.Equal(ReferenceSoftmaxSample.Logprobs(logits, spec.Temperature)[drawn.Token], drawn.Logprob, 5e-6);
        }
    }

    [Theory]
    [InlineData(0, 0.9f, 0f), InlineData(0, 0.3f, 0f), InlineData(0, 0.999f, 0f)]
    [InlineData(5, 1f, 0f), InlineData(50, 1f, 0f), InlineData(1500, 1f, 0f), InlineData(9000, 1f, 0f), InlineData(1, 1f, 0f)]
    [InlineData(0, 1f, 0.1f), InlineData(0, 1f, 0.001f), InlineData(0, 1f, 1f)]
    [InlineData(20, 0.95f, 0f), InlineData(2000, 0.9f, 0f), InlineData(20, 0.95f, 0.05f), InlineData(0, 0.8f, 0.02f), InlineData(3000, 1f, 0.01f)]
    public void Draw_KeepsExactlyTheReferenceSet(int topK, float topP, float minP)
    {
        foreach (var (columns, spread) in new[] { (6007, 2.5f), (6007, 0.1f), (40, 2f), (700, 12f) })
        {
            var logits = Normal(columns, spread, 5 + columns);
            foreach (float temperature in new[] { 0.6f, 1.7f })
            {
                var spec = Plain with { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
                var kept = ReferenceSoftmaxSample.Kept(logits, spec);
                var p = ReferenceSoftmaxSample.Logprobs(logits, temperature).Select(Math.Exp).ToArray();
                // One uniform in the middle of every kept token's share must give that very token, first and last included.
                double total = kept.Sum(i => p[i]), sum = 0;
                int step = Math.Max(1, kept.Length / 40);
                for (int k = 0; k < kept.Length; k++)
                {
                    double middle = (sum + p[kept[k]] / 2) / total;
                    sum += p[kept[k]];
                    if ((k % step != 0 && k != kept.Length - 1) || p[kept[k]] / total < 1e-5) continue;
                    Assert.Equal(kept[k], Draw(logits, spec with { Uniform = middle }).Token);
                }
            }
        }
    }

    [Fact]
    public void Draw_TopKTakesLowerColumnsAmongEqualLogits()
    {
        var logits = new float[1000];
        var spec = Plain with { TopK = 3 };
        Assert.Equal(0, Draw(logits, spec with { Uniform = 0 }).Token);
        Assert.Equal(2, Draw(logits, spec with { Uniform = 0.999 }).Token);
    }

    [Fact]
    public void Draw_GreedyTakesTheLowestColumnAmongEqualMaxima()
    {
        var logits = Normal(3000, 1, 3);
        logits[400] = logits[1999] = logits[2999] = 50;
        var drawn = Draw(logits, Plain with { Temperature = 0 });
        Assert.Equal(400, drawn.Token);
        Assert.Equal(Math.Log(1.0 / 3), drawn.Logprob, 1e-5);
    }

    [Fact]
    public void Draw_NeverReturnsMinusInfinity()
    {
        var logits = Enumerable.Repeat(float.NegativeInfinity, 2000).ToArray();
        (logits[777], logits[1500]) = (-3f, -3f);
        for (int i = 0; i < 50; i++)
        {
            var spec = Plain with { Uniform = i / 50.0 };
            int expected = i < 25 ? 777 : 1500;
            Assert.Equal(expected, Draw(logits, spec).Token);
            Assert.Equal(expected, Draw(logits, spec with { TopK = 40, TopP = 0.99f }).Token);
        }
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Draw_SaysWhenARowIsNotFinite(float poison)
    {
        var logits = Normal(1111, 1, 4);
        logits[1105] = poison;
        Assert.Equal(-1, Draw(logits, Plain).Token);
        Assert.Equal(-1, Draw(logits, Plain with { Temperature = 0 }).Token);
        Assert.Equal(-1, Draw(Enumerable.Repeat(float.NegativeInfinity, 20).ToArray(), Plain).Token);
    }

    [Fact]
    public void Draw_SurvivesVeryLargeLogits()
    {
        float[] logits = [3e38f, -3e38f, 2.9e38f];
        var drawn = Draw(logits, Plain with { Temperature = 0.5f, Uniform = 0.999999 });
        Assert.Equal((0, 0f), (drawn.Token, drawn.Logprob));
    }

    [Fact]
    public void Run_SplitsDrawsOverWorkersWithoutChangingThem()
    {
        const int rows = 9, columns = 2111;
        using var workers = new Workers(3);
        using var memory = new NativeBuffer(rows * columns * sizeof(float));
        var logits = memory.View(DType.F32, rows, columns);
        Normal(rows * columns, 2, 8).CopyTo(logits.SpanF32);
        var specs = Enumerable.Range(0, 40).Select(i => new SampleSpec(i % 13 % rows, i % 3 * 0.7f, i % 5 * 10, i % 2 == 0 ? 1 : 0.9f, 0, i / 40.0)).ToArray();
        var results = new SampledToken[specs.Length];
        new SoftmaxSampleOp(workers).Run(logits, specs, results);
        for (int i = 0; i < specs.Length; i++) Assert.Equal(Draw(logits.RowF32(specs[i].Row).ToArray(), specs[i] with { Row = 0 }), results[i]);
    }

    [Fact]
    public void Run_RefusesARowOutsideTheLogits()
    {
        using var workers = new Workers(1);
        using var memory = new NativeBuffer(64);
        var logits = memory.View(DType.F32, 1, 8);
        Assert.Throws<ArgumentException>(() => new SoftmaxSampleOp(workers).Run(logits, [Plain with { Row = 1 }], new SampledToken[1]));
    }

    private static unsafe SampledToken Draw(float[] logits, SampleSpec spec)
    {
        var results = new SampledToken[1];
        fixed (float* p = logits) Alone.Run(new Tensor(DType.F32, 1, logits.Length, logits.Length, p), [spec], results);
        return results[0];
    }

    private static float[] Normal(int count, float spread, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => spread * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}

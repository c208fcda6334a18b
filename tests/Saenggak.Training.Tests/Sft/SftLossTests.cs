using Saenggak.Compute;
using Saenggak.Model;
using Saenggak.Training.Sft;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Sft;

/// <summary>What a batch's loss and gradient depend on, and what they must not depend on.</summary>
public class SftLossTests
{
    private const double Tolerance = 1e-5;

    private static SftTrainer Trainer(CausalModel model, int microBatchTokens, double promptWeight = 0)
        => new(model, new() { MicroBatchTokens = microBatchTokens, PromptLossWeight = promptWeight }, [], "unused", "unused");

    private static (double Loss, float[] Gradients) Batch(DType precision, IReadOnlyList<SftExample> rows, int microBatchTokens, double promptWeight = 0, bool recompute = false)
    {
        using var tiny = new TinyModel(precision, recompute: recompute);
        var (sum, _, weight) = Trainer(tiny.Model, microBatchTokens, promptWeight).Accumulate(rows);
        return (sum / weight, tiny.Gradients());
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs), worst = expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max() / scale;
        Assert.True(worst <= tolerance, $"gradients differ by {worst:g3} of the largest");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(50, 0)]
    [InlineData(130, 0)]
    [InlineData(50, 0.3)]
    public void Accumulate_InF32DoesNotDependOnTheMicroBatch(int microBatchTokens, double promptWeight)
    {
        var rows = TinyModel.Rows(24);
        var whole = Batch(DType.F32, rows, 100_000, promptWeight);
        var split = Batch(DType.F32, rows, microBatchTokens, promptWeight);
        Assert.Equal(1, split.Loss / whole.Loss, Tolerance);
        AssertClose(whole.Gradients, split.Gradients, Tolerance);
    }

    [Fact]
    public void Accumulate_InBF16DoesNotDependOnTheMicroBatch()
    {
        var rows = TinyModel.Rows(24);
        var whole = Batch(DType.BF16, rows, 100_000);
        var split = Batch(DType.BF16, rows, 50);
        Assert.Equal(1, split.Loss / whole.Loss, Tolerance);
        AssertClose(whole.Gradients, split.Gradients, Tolerance);
    }

    [Fact]
    public void Accumulate_DoesNotDependOnTheOrderOfRows()
    {
        var rows = TinyModel.Rows(24);
        var forth = Batch(DType.F32, rows, 200);
        var back = Batch(DType.F32, [.. rows.Reverse()], 200);
        Assert.Equal(1, back.Loss / forth.Loss, Tolerance);
        AssertClose(forth.Gradients, back.Gradients, Tolerance);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Accumulate_WithRecomputationGivesTheSameBits(DType precision)
    {
        var rows = TinyModel.Rows(10);
        var kept = Batch(precision, rows, 100);
        var again = Batch(precision, rows, 100, recompute: true);
        Assert.Equal(kept.Loss, again.Loss);
        Assert.Equal(kept.Gradients, again.Gradients);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Score_OfARowIsTheSameAloneAndAmongOthers(DType precision)
    {
        using var tiny = new TinyModel(precision);
        var rows = TinyModel.Rows(12);
        float[][] alone = [.. rows.Select(row => Score(tiny.Model, row))];
        Assert.Equal(alone.SelectMany(x => x).Count(), Score(tiny.Model, rows).Length);
        foreach (var (expected, actual) in alone.SelectMany(x => x).Zip(Score(tiny.Model, rows))) Assert.Equal(expected, actual, 1e-5f);
    }

    [Fact]
    public void Accumulate_CountsTheAssistantsTokensOnly()
    {
        using var tiny = new TinyModel();
        var row = TinyModel.Rows(1)[0];
        var (sum, _, weight) = Trainer(tiny.Model, 1000).Accumulate([row]);
        float[] every = Score(tiny.Model, row with { Assistant = [.. row.Tokens.Select(_ => true)] });
        double expected = -every.Where((_, i) => row.Assistant[i + 1]).Sum(x => (double)x);
        Assert.Equal(row.Assistant.Count(said => said), weight);
        Assert.Equal(expected, sum, 1e-5 * expected);
    }

    [Fact]
    public void Accumulate_WeighsPromptTokens()
    {
        using var tiny = new TinyModel();
        var rows = TinyModel.Rows(5);
        var (sum, _, weight) = Trainer(tiny.Model, 1000, promptWeight: 0.25).Accumulate(rows);
        double expected = 0, tokens = 0;
        foreach (var row in rows)
        {
            float[] every = Score(tiny.Model, row with { Assistant = [.. row.Tokens.Select(_ => true)] });
            for (int i = 0; i < every.Length; i++)
            {
                double w = row.Assistant[i + 1] ? 1 : 0.25;
                (expected, tokens) = (expected - w * every[i], tokens + w);
            }
        }
        Assert.Equal(tokens, weight, 1e-9);
        Assert.Equal(expected, sum, 1e-5 * expected);
    }

    [Fact]
    public void Accumulate_GradientMatchesFiniteDifferences()
    {
        var rows = TinyModel.Rows(3);
        using var tiny = new TinyModel();
        var trainer = Trainer(tiny.Model, 1000, promptWeight: 0.5);
        trainer.Accumulate(rows);
        var random = new Random(5);
        foreach (var p in tiny.Model.Parameters)
        {
            // Along the gradient of one parameter the loss rises by its squared norm.
            float[] g = p.Gradient.SpanF32.ToArray();
            double norm = Math.Sqrt(g.Sum(x => (double)x * x)), step = 1e-2 / norm;
            double Shifted(double by)
            {
                float[] before = p.Master.SpanF32.ToArray();
                for (int i = 0; i < g.Length; i++) p.Master.SpanF32[i] += (float)(by * g[i]);
                tiny.Model.WeightsChanged(fromMaster: true);
                double loss = trainer.Loss(rows);
                before.CopyTo(p.Master.SpanF32);
                return loss;
            }
            double rise = (Shifted(step) - Shifted(-step)) / (2 * step);
            Assert.Equal(1, rise / (norm * norm), 0.01);
        }
    }

    private static float[] Score(CausalModel model, params SftExample[] rows)
    {
        var batch = new PackedBatch();
        foreach (var row in rows) batch.Add(row.Tokens, row.Assistant);
        batch.Seal();
        var logprobs = new float[batch.Targets.Length];
        model.Score(batch, logprobs, new float[logprobs.Length]);
        return logprobs;
    }
}

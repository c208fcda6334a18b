using Saenggak.Compute;
using Saenggak.Training.Grpo;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Grpo;

/// <summary>The gradient of a set of rollouts.</summary>
public sealed class GrpoLossTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private GrpoTrainer Trainer(TinyModel tiny, GrpoRecipe recipe) => new(tiny.Model, TinyTokenizer.Write(folder.Path), recipe, [], folder.File("run"), folder.Path);

    private (float[] Gradients, Rollout[][] Groups) Accumulate(GrpoRecipe recipe, DType precision = DType.F32, float shift = 0.3f)
    {
        using var tiny = new TinyModel(precision);
        var trainer = Trainer(tiny, recipe);
        var groups = TinyRollouts.Groups(5, vocabulary: 64);
        var random = new Random(4);
        trainer.Score(groups, tiny.Model, (rollout, logprobs) => rollout.OldLogprobs = [.. logprobs.Select(l => l + shift * (random.NextSingle() - 0.5f))]);
        trainer.Accumulate([.. groups.SelectMany(g => g)]);
        return (tiny.Gradients(), groups);
    }

    [Theory]
    [InlineData(DType.F32, LossAggregation.TokenMean)]
    [InlineData(DType.F32, LossAggregation.SequenceMean)]
    [InlineData(DType.F32, LossAggregation.Constant)]
    [InlineData(DType.BF16, LossAggregation.TokenMean)]
    public void Accumulate_DoesNotDependOnTheMicroBatch(DType precision, LossAggregation aggregation)
    {
        var recipe = new GrpoRecipe { Aggregation = aggregation, MaxTokens = 32 };
        float[] whole = Accumulate(recipe, precision).Gradients, split = Accumulate(recipe with { MicroBatchTokens = 60 }, precision).Gradients;
        double scale = whole.Max(Math.Abs);
        Assert.True(scale > 1e-3);
        for (int i = 0; i < whole.Length; i++) Assert.Equal(whole[i], split[i], 1e-5 * scale);
    }

    [Theory]
    [InlineData(LossAggregation.TokenMean)]
    [InlineData(LossAggregation.SequenceMean)]
    [InlineData(LossAggregation.Constant)]
    public void Accumulate_DividesByWhatTheAggregationSays(LossAggregation aggregation)
    {
        // At a ratio of one each token's loss is minus its advantage.
        using var tiny = new TinyModel();
        var recipe = new GrpoRecipe { Aggregation = aggregation, MaxTokens = 10 };
        var trainer = Trainer(tiny, recipe);
        Rollout[] rows = [TinyRollouts.Make([1, 2], [3, 4, 5, 6], 0), TinyRollouts.Make([1, 2], [7], 0), TinyRollouts.Make([1], [8, 9, 10], 0)];
        (rows[0].Advantage, rows[1].Advantage, rows[2].Advantage) = (1, -2, 0.5);
        trainer.Score([rows], tiny.Model, (rollout, logprobs) => rollout.OldLogprobs = logprobs);
        trainer.Accumulate(rows);
        double expected = aggregation switch
        {
            LossAggregation.TokenMean => -(4 * 1 + 1 * -2 + 3 * 0.5) / 8,
            LossAggregation.SequenceMean => -(1 - 2 + 0.5) / 3,
            _ => -(4 * 1 + 1 * -2 + 3 * 0.5) / 10 / 3,
        };
        Assert.Equal(expected, trainer.Sums.Loss, 1e-9);
        Assert.Equal(0, trainer.Sums.OldKl);
        Assert.Equal(8, trainer.Sums.Tokens);
    }

    [Fact]
    public void Accumulate_WithoutAdvantageLeavesNoGradient()
    {
        using var tiny = new TinyModel();
        var trainer = Trainer(tiny, new());
        var groups = TinyRollouts.Groups(3, vocabulary: 64);
        foreach (var rollout in groups.SelectMany(g => g)) rollout.Advantage = 0;
        trainer.Score(groups, tiny.Model, (rollout, logprobs) => rollout.OldLogprobs = logprobs);
        trainer.Accumulate([.. groups.SelectMany(g => g)]);
        Assert.All(tiny.Gradients(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Accumulate_LeavesPromptsAlone()
    {
        // The same answers scored by hand with the prompt's tokens masked give the same gradient.
        var (expected, groups) = Accumulate(new() { Aggregation = LossAggregation.TokenMean, DualClip = 0, ClipLow = 1, ClipHigh = 1e9 }, shift: 0);
        using var tiny = new TinyModel();
        var rows = groups.SelectMany(g => g).ToList();
        double tokens = rows.Sum(r => r.Tokens.Length);
        foreach (var row in rows)
        {
            int[] ids = [.. row.Prompt.Tokens, .. row.Tokens];
            var batch = new Saenggak.Model.PackedBatch();
            batch.Add(ids, [.. ids.Select((_, i) => i >= row.Prompt.Tokens.Length)]);
            batch.Seal();
            float[] logprobs = new float[row.Tokens.Length];
            tiny.Model.ForwardBackward(batch, new Flat((float)(-row.Advantage / tokens)), logprobs, new float[logprobs.Length]);
        }
        float[] actual = tiny.Gradients();
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5 * scale);
    }

    private sealed class Flat(float gradient) : Saenggak.Compute.Ops.ITokenLoss
    {
        public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients) => gradients.Fill(gradient);
    }
}

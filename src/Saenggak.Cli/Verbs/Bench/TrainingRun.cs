using Saenggak.Compute;
using Saenggak.Compute.Ops;
using Saenggak.Model;
using Saenggak.Training.Optimisers;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>Whole training steps of one shape on random tokens: forward, backward, gradient norm, AdamW with clipping.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const double LearningRate = 3e-4;
    private const ulong Seed = 1;

    private readonly CausalModel model;
    private readonly AdamW optimiser;
    private readonly PackedBatch batch = new();
    private readonly float[] logprobs, entropies;

    /// <summary>Draws weights and one batch, which every step trains on, so that the loss falls where training works.</summary>
    public TrainingRun(Device device, BenchShape shape, ModelOptions options)
    {
        model = new CausalModel(device, shape.Model, options with { Trainable = true });
        model.Initialise(Seed);
        optimiser = new AdamW(model, new AdamWOptions());
        var random = new Random((int)Seed);
        var scored = Enumerable.Repeat(true, BenchShape.SequenceTokens).ToArray();
        for (int i = 0; i < shape.Sequences; i++) batch.Add(RandomTokens(random, shape), scored);
        batch.Seal();
        logprobs = new float[batch.ScoredRows.Length];
        entropies = new float[batch.ScoredRows.Length];
    }

    /// <summary>One step.</summary>
    /// <returns>Mean loss in nats a token, before the step.</returns>
    public double Step()
    {
        model.ForwardBackward(batch, new MeanLoss(logprobs.Length), logprobs, entropies);
        optimiser.Step(LearningRate);
        double sum = 0;
        foreach (float logprob in logprobs) sum += logprob;
        return -sum / logprobs.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimiser.Dispose();
        model.Dispose();
    }

    private static int[] RandomTokens(Random random, BenchShape shape)
    {
        var tokens = new int[BenchShape.SequenceTokens];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = random.Next(shape.Model.VocabularySize);
        return tokens;
    }

    private sealed class MeanLoss(int count) : ITokenLoss
    {
        public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients) => gradients.Fill(-1f / count);
    }
}

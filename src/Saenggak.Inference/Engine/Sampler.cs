using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Inference.Engine;

/// <summary>
/// Draws next tokens from logits [n, V] f32: collect the draws of a step with <see cref="Add"/>, then <see cref="Run"/>.
/// A token's logprob is that of softmax(logits / temperature) before truncation, which is what a trainer compares its own
/// logprobs with; where temperature is 0 it is that of softmax(logits). Equal inputs give equal bits.
/// </summary>
public sealed class Sampler
{
    private readonly SoftmaxSampleOp op;
    private SampleSpec[] specs = new SampleSpec[64];
    private SampledToken[] results = new SampledToken[64];
    private int count;

    /// <summary>A sampler that splits its draws over <paramref name="workers"/>.</summary>
    public Sampler(Workers workers) => op = new SoftmaxSampleOp(workers);

    /// <summary>What the last <see cref="Run"/> drew, in the order of <see cref="Add"/>. A token of −1 stands for a row that is not finite.</summary>
    public ReadOnlySpan<SampledToken> Results => results.AsSpan(0, count);

    /// <summary>Forgets the draws collected so far.</summary>
    public void Clear() => count = 0;

    /// <summary>Asks for a draw from a row, at a position (tokens generated before) of the sequence with a seed.</summary>
    public void Add(int row, SamplingParams sampling, ulong seed, int position)
    {
        if (count == specs.Length)
        {
            Array.Resize(ref specs, 2 * count);
            Array.Resize(ref results, 2 * count);
        }
        double uniform = sampling.Temperature > 0 ? SampleRandom.Uniform(seed, position) : 0;
        specs[count++] = new SampleSpec(row, sampling.Temperature, sampling.TopK, sampling.TopP, sampling.MinP, uniform);
    }

    /// <summary>Makes all draws.</summary>
    public void Run(in Tensor logits) => op.Run(logits, specs.AsSpan(0, count), results.AsSpan(0, count));
}

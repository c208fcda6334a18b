using Saenggak.Compute.Ops;

namespace Saenggak.Training.Sft;

/// <summary>−Σ w·ln p over scored tokens, divided by the whole batch's Σ w, whatever the micro-batch. Sums are kept in double.</summary>
internal sealed class WeightedLoss : ITokenLoss
{
    private readonly List<float> weights = [];
    private double total;

    /// <summary>−Σ w·ln p so far in the batch.</summary>
    public double Sum { get; private set; }

    /// <summary>Σ entropy·w so far in the batch.</summary>
    public double EntropySum { get; private set; }

    /// <summary>Begins a batch whose weights sum to <paramref name="batchTotal"/>.</summary>
    public void BeginBatch(double batchTotal) => (total, Sum, EntropySum) = (batchTotal, 0, 0);

    /// <summary>Begins a micro-batch: one weight per scored row, added in order.</summary>
    public List<float> BeginMicroBatch()
    {
        weights.Clear();
        return weights;
    }

    /// <inheritdoc/>
    public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients)
    {
        for (int i = 0; i < logprobs.Length; i++)
        {
            float w = weights[first + i];
            Sum -= (double)w * logprobs[i];
            EntropySum += (double)w * entropies[i];
            gradients[i] = (float)(-w / total);
        }
    }
}

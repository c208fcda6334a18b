using Saenggak.Compute.Ops;

namespace Saenggak.Model.Tests.Support;

/// <summary>Mean cross-entropy over a known number of tokens.</summary>
internal sealed class MeanLoss(int count) : ITokenLoss
{
    public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients) => gradients.Fill(-1f / count);
}

using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Inference.Tests.Support;

/// <summary>Gives every token the same logit and allocates nothing.</summary>
internal sealed class SilentDecoder : IDecoder
{
    public ModelConfig Config { get; } = new HashDecoder(vocabulary: 1000, maxPositions: 1024).Config;

    public DType CacheType => DType.F32;

    public void Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, ReadOnlySpan<int> slots, KvCache cache, in Tensor logits) => logits.Clear();
}

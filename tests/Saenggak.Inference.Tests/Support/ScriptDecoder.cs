using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Inference.Tests.Support;

/// <summary>Says what a function of the past says: that token's logit stands far above the others.</summary>
internal sealed class ScriptDecoder(int vocabulary, Func<int[], int> next, int maxPositions = 1024) : IDecoder
{
    public ModelConfig Config { get; } = CachedTokens.Config(vocabulary, maxPositions);

    public DType CacheType => DType.F32;

    public void Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, ReadOnlySpan<int> slots, KvCache cache, in Tensor logits)
    {
        logits.Clear();
        for (int i = 0; i < slots.Length; i++)
        {
            CachedTokens.Append(cache, slots[i], tokens[starts[i]..starts[i + 1]]);
            logits.RowF32(i)[next(CachedTokens.Read(cache, slots[i]))] = 100;
        }
    }
}

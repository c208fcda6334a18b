using Saenggak.Model;

namespace Saenggak.Inference.Tests.Support;

/// <summary>Keeps token ids in the planes of a KV cache (f32, two layers, two heads of four), as a model keeps keys and values.</summary>
internal static unsafe class CachedTokens
{
    public static ModelConfig Config(int vocabulary, int maxPositions) => new()
    {
        Family = "qwen2",
        HiddenSize = 8,
        Layers = 2,
        Heads = 2,
        KvHeads = 2,
        HeadDim = 4,
        IntermediateSize = 8,
        VocabularySize = vocabulary,
        MaxPositions = maxPositions,
    };

    /// <summary>Writes the last tokens of a slot.</summary>
    public static void Append(KvCache cache, int slot, ReadOnlySpan<int> tokens)
    {
        int first = cache.Length(slot) - tokens.Length;
        Assert.True(tokens.Length > 0 && first >= 0);
        for (int t = 0; t < tokens.Length; t++) *At(cache, slot, first + t) = tokens[t] + 1;
    }

    /// <summary>All tokens of a slot.</summary>
    public static int[] Read(KvCache cache, int slot)
    {
        var tokens = new int[cache.Length(slot)];
        for (int t = 0; t < tokens.Length; t++) tokens[t] = (int)*At(cache, slot, t) - 1;
        return tokens;
    }

    private static float* At(KvCache cache, int slot, int position)
    {
        // Values of the last layer: the end of a block, so that a copy which stops short shows.
        byte* values = cache.Layer(1).Values(cache.Blocks(slot)[position / KvCache.BlockTokens]);
        return (float*)values + (KvCache.BlockTokens + position % KvCache.BlockTokens) * 4 + 3;
    }
}

using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Inference.Tests.Support;

/// <summary>
/// A language model whose next-token logits are a hash of the whole past, which it keeps in the cache's own planes: a fork,
/// a copy or a reuse of blocks that goes wrong changes what it says.
/// </summary>
internal sealed unsafe class HashDecoder(int vocabulary = 61, int maxPositions = 512) : IDecoder
{
    public ModelConfig Config { get; } = new()
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

    public DType CacheType => DType.F32;

    public int MostSequences { get; private set; }

    public int MostTokens { get; private set; }

    public int Calls { get; private set; }

    public long Tokens { get; private set; }

    /// <summary>Writes NaN into the logits of sequences that end in this token.</summary>
    public int PoisonToken { get; init; } = -1;

    /// <summary>Runs before each call.</summary>
    public Action? BeforeDecode { get; set; }

    public void Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, ReadOnlySpan<int> slots, KvCache cache, in Tensor logits)
    {
        BeforeDecode?.Invoke();
        Calls++;
        Tokens += tokens.Length;
        MostSequences = Math.Max(MostSequences, slots.Length);
        MostTokens = Math.Max(MostTokens, tokens.Length);
        Assert.Equal((slots.Length, Config.VocabularySize), (logits.Rows, logits.Cols));
        for (int i = 0; i < slots.Length; i++)
        {
            int count = starts[i + 1] - starts[i], length = cache.Length(slots[i]);
            Assert.True(count > 0 && length >= count);
            for (int t = 0; t < count; t++) *At(cache, slots[i], length - count + t) = tokens[starts[i] + t] + 1;
            ulong hash = 1469598103934665603;
            for (int t = 0; t < length; t++) hash = Step(hash, (int)*At(cache, slots[i], t) - 1);
            var row = logits.RowF32(i);
            for (int v = 0; v < row.Length; v++) row[v] = Logit(hash, v);
            if (tokens[starts[i + 1] - 1] == PoisonToken) row[row.Length / 2] = float.NaN;
        }
    }

    /// <summary>The logits after a past, by definition.</summary>
    public float[] Logits(IEnumerable<int> past)
    {
        ulong hash = past.Aggregate(1469598103934665603UL, Step);
        return [.. Enumerable.Range(0, Config.VocabularySize).Select(v => Logit(hash, v))];
    }

    private static float* At(KvCache cache, int slot, int position)
    {
        // Values of the last layer: the end of a block, so that a copy which stops short shows.
        byte* plane = cache.Plane(cache.Blocks(slot)[position / KvCache.BlockTokens], 1, values: true);
        return (float*)plane + (KvCache.BlockTokens + position % KvCache.BlockTokens) * 4 + 3;
    }

    private static ulong Step(ulong hash, int token) => (hash ^ (ulong)token) * 1099511628211 + 0x9E3779B97F4A7C15;

    private static float Logit(ulong hash, int v)
    {
        ulong z = (hash ^ (ulong)(v + 1) * 0xD6E8FEB86659FD93) * 0xBF58476D1CE4E5B9;
        z ^= z >> 29;
        z *= 0x94D049BB133111EB;
        return (z >> 40) * (6f / (1 << 24)) - 3;
    }
}

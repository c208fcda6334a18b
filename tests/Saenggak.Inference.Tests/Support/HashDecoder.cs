using Saenggak.Compute;
using Saenggak.Model;

namespace Saenggak.Inference.Tests.Support;

/// <summary>
/// A language model whose next-token logits are a hash of the whole past, which it keeps in the cache's own planes: a fork,
/// a copy or a reuse of blocks that goes wrong changes what it says.
/// </summary>
internal sealed class HashDecoder(int vocabulary = 61, int maxPositions = 512) : IDecoder
{
    public ModelConfig Config { get; } = CachedTokens.Config(vocabulary, maxPositions);

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
            CachedTokens.Append(cache, slots[i], tokens[starts[i]..starts[i + 1]]);
            var row = logits.RowF32(i);
            Fill(CachedTokens.Read(cache, slots[i]), row);
            if (tokens[starts[i + 1] - 1] == PoisonToken) row[row.Length / 2] = float.NaN;
        }
    }

    /// <summary>The logits after a past, by definition.</summary>
    public float[] Logits(IEnumerable<int> past)
    {
        var row = new float[Config.VocabularySize];
        Fill(past, row);
        return row;
    }

    private static void Fill(IEnumerable<int> past, Span<float> row)
    {
        ulong hash = past.Aggregate(1469598103934665603UL, Step);
        for (int v = 0; v < row.Length; v++) row[v] = Logit(hash, v);
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

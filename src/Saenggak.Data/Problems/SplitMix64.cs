namespace Saenggak.Data.Problems;

/// <summary>
/// A small random number generator with a fixed algorithm (SplitMix64: Steele, Lea, Flood 2014), so that a seed
/// writes the same problems under every runtime.
/// </summary>
public sealed class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Starts a stream at a seed.</summary>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>Starts the stream number <paramref name="index"/> under a seed; streams are independent of each other.</summary>
    public SplitMix64(ulong seed, ulong index) => _state = Mix(seed ^ Mix(index + Golden));

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_state += Golden);

    /// <summary>A number in [0, <paramref name="bound"/>); the bias is below bound / 2^64.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of the items, each as likely as the others.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A 64-bit hash of text that does not change between runs (FNV-1a over UTF-16 code units, then mixed).</summary>
    public static ulong Hash(ReadOnlySpan<char> text, ulong seed = 0)
    {
        ulong hash = 0xCBF29CE484222325 ^ seed;
        foreach (char c in text) hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

namespace Saenggak.Compute.Tests.Support;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): a generator of five lines, so that Python draws the same inputs
/// (Goldens/make_goldens.py) and none needs to be stored.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [−1, 1), exact in double.</summary>
    public double NextSigned() => (Next() >> 11) * (1.0 / (1UL << 52)) - 1;

    /// <summary>Uniform in [0, bound), with the negligible bias of a remainder.</summary>
    public int NextBelow(int bound) => (int)(Next() % (ulong)bound);

    /// <summary><paramref name="count"/> numbers in [−scale, scale).</summary>
    public static double[] Signed(ulong seed, int count, double scale = 1)
    {
        var random = new SplitMix64(seed);
        var result = new double[count];
        for (int i = 0; i < count; i++) result[i] = random.NextSigned() * scale;
        return result;
    }

    /// <summary><paramref name="count"/> ids below <paramref name="bound"/>.</summary>
    public static int[] Ids(ulong seed, int count, int bound)
    {
        var random = new SplitMix64(seed);
        var result = new int[count];
        for (int i = 0; i < count; i++) result[i] = random.NextBelow(bound);
        return result;
    }
}

namespace Saenggak.Training;

/// <summary>The order of rows in an epoch: a shuffle that depends on seed and epoch alone, so that a resumed run goes on in it.</summary>
public static class DataOrder
{
    /// <summary>A permutation of 0 … count − 1.</summary>
    public static int[] Of(int count, ulong seed, int epoch)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        // Mixed twice: neighbouring seeds or epochs must not walk the same stream at an offset.
        ulong state = Mix(Mix(seed) + (ulong)epoch + 1);
        for (int i = count - 1; i > 0; i--)
        {
            // SplitMix64; the modulo bias at these counts is below 2⁻⁴⁰.
            int j = (int)(Mix(state += 0x9E3779B97F4A7C15) % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

namespace Saenggak.Inference.Engine;

/// <summary>
/// Counter-based random numbers: a number is a function of a seed and a position, so it does not depend on what else is
/// generated beside it. Mixing is SplitMix64's finaliser (Steele, Lea, Flood 2014), applied to seed and position in turn.
/// </summary>
public static class SampleRandom
{
    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, int position)
        => (Mix(Mix(seed) ^ Mix(0xD1B5_4A32_D192_ED03 + (ulong)position)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The seed of sample <paramref name="sample"/> of a request; sample 0 keeps the request's own.</summary>
    public static ulong Derive(ulong seed, int sample)
        => sample == 0 ? seed : Mix(Mix(seed ^ 0x8CB9_2BA7_2F3D_8DD7) + (ulong)sample);

    /// <summary>The seed of prompt <paramref name="index"/> of a batch; prompt 0 keeps the batch's own.</summary>
    public static ulong ForPrompt(ulong seed, int index)
        => index == 0 ? seed : Mix(Mix(seed ^ 0x5851_F42D_4C95_7F2D) + (ulong)index);

    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}

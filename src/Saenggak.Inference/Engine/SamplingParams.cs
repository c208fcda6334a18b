namespace Saenggak.Inference.Engine;

/// <summary>How tokens are drawn and when a generation ends.</summary>
public sealed record SamplingParams
{
    /// <summary>Divides the logits; 0 is greedy: always the largest logit, the lowest id among equals.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Draw from this many of the likeliest tokens; 0: from all.</summary>
    public int TopK { get; init; }

    /// <summary>Draw from the shortest run of likeliest tokens that holds this share of what <see cref="TopK"/> left; 1: from all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Draw from tokens at least this share as likely as the likeliest; 0: from all.</summary>
    public float MinP { get; init; }

    /// <summary>The most tokens to generate, the stop token counted.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Tokens that end the generation; the one that did is the last of the result.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>
    /// Where randomness comes from: the draw at each position is a function of the seed, the position and the logits. Equal
    /// requests with equal seeds give equal samples.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range; the line says which.</exception>
    public void Validate()
    {
        // Below 0.01 the scaled logits leave the range in which f32 tells neighbours apart.
        if (!(Temperature == 0 || (Temperature >= 0.01f && float.IsFinite(Temperature)))) throw Bad("temperature", Temperature, "0 (greedy) or at least 0.01");
        if (TopK < 0) throw Bad("top_k", TopK, "0 (all) or more");
        if (!(TopP > 0 && TopP <= 1)) throw Bad("top_p", TopP, "more than 0, at most 1 (all)");
        if (!(MinP >= 0 && MinP <= 1)) throw Bad("min_p", MinP, "0 (all) to 1");
        if (MaxTokens < 1) throw Bad("max_tokens", MaxTokens, "at least 1");
    }

    private static ArgumentException Bad(string name, IFormattable got, string expected)
        => new($"{name} is {got.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}; expected {expected}");
}

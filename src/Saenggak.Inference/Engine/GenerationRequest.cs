namespace Saenggak.Inference.Engine;

/// <summary>A prompt and what is wanted of it.</summary>
public sealed record GenerationRequest
{
    /// <summary>Ids of the prompt, at least one. Not copied: leave them alone until the request is finished.</summary>
    public required ReadOnlyMemory<int> PromptTokens { get; init; }

    /// <summary>How to draw. Sample j uses <see cref="SampleRandom.Derive"/>(seed, j).</summary>
    public SamplingParams Sampling { get; init; } = new();

    /// <summary>Samples of this prompt; the prompt is computed once for all.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The caller's name for the request, used in messages.</summary>
    public string? Id { get; init; }

    /// <summary>Checks the request against a vocabulary of <paramref name="vocabulary"/> tokens.</summary>
    /// <exception cref="ArgumentException">It cannot be run; the line says why.</exception>
    public void Validate(int vocabulary)
    {
        string name = Id ?? "a request";
        if (PromptTokens.IsEmpty) throw new ArgumentException($"{name}: the prompt is empty; expected at least one token");
        if (Count < 1) throw new ArgumentException($"{name}: {Count} samples; expected at least 1");
        foreach (int token in PromptTokens.Span)
        {
            if ((uint)token < (uint)vocabulary) continue;
            throw new ArgumentException($"{name}: the prompt holds token {token}; the model's vocabulary ends at {vocabulary - 1}");
        }
        Sampling.Validate();
    }
}

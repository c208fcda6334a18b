using Saenggak.Inference.Engine;

namespace Saenggak.Inference;

/// <summary>A piece of text as it comes.</summary>
/// <param name="Text">New text, never empty.</param>
/// <param name="IsThought">True inside the think block. Its tags and the line ends beside them belong to neither.</param>
public readonly record struct TextDelta(string Text, bool IsThought);

/// <summary>One sample as text.</summary>
public sealed record GeneratedText
{
    /// <summary>
    /// All the model wrote: think tags included, special tokens and the stop string left out. Where the prompt opened the thought
    /// (<see cref="StartsInThought"/>) it starts inside it. Graders read this.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>The thought without its tags; null where there is none.</summary>
    public string? Thought { get; init; }

    /// <summary>What comes after the thought; null where the thought never ended, and so there is no answer.</summary>
    public string? Answer { get; init; }

    /// <summary>The prompt ended inside a think block.</summary>
    public bool StartsInThought { get; init; }

    /// <summary>Why it ended; a stop string counts as <see cref="FinishReason.Stop"/>.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>The stop string that ended it, where one did.</summary>
    public string? StopString { get; init; }

    /// <summary>Tokens, logprobs and timings. The tokens hold stop token and stop string too.</summary>
    public required GeneratedSample Sample { get; init; }
}

/// <summary>The samples of one prompt.</summary>
public sealed record PromptResult
{
    /// <summary>The prompt.</summary>
    public required EncodedPrompt Prompt { get; init; }

    /// <summary>Samples by number.</summary>
    public required IReadOnlyList<GeneratedText> Samples { get; init; }
}

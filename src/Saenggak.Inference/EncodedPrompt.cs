namespace Saenggak.Inference;

/// <summary>A prompt as the model gets it.</summary>
public sealed record EncodedPrompt
{
    /// <summary>The text, chat markup included.</summary>
    public required string Text { get; init; }

    /// <summary>Its ids.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>The prompt ends inside a <c>&lt;think&gt;</c> block: what the model writes begins as thought.</summary>
    public bool StartsInThought => ThoughtSplitter.EndsInOpenThought(Text);

    /// <summary>Seed of this prompt; null takes one from the options' seed and the prompt's place in its batch.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The caller's name for it, used in messages.</summary>
    public string? Id { get; init; }
}

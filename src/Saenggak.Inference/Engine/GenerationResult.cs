namespace Saenggak.Inference.Engine;

/// <summary>Why a sample ended.</summary>
public enum FinishReason
{
    /// <summary>A stop token came, or the caller had what it wanted (<see cref="GenerationEngine.Finish"/>).</summary>
    Stop,

    /// <summary>MaxTokens, the model's longest sequence or the cache's size was reached.</summary>
    Length,

    /// <summary>The caller took the request back.</summary>
    Cancelled,

    /// <summary>The prompt leaves no room for a token; <see cref="GeneratedSample.Message"/> says why.</summary>
    Rejected,
}

/// <summary>One finished sample.</summary>
public sealed record GeneratedSample
{
    /// <summary>Ids, the stop token included where one came.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>Natural-log probability of each token under softmax(logits / temperature) before truncation.</summary>
    public required float[] Logprobs { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>One line on what went wrong, for <see cref="Engine.FinishReason.Rejected"/>.</summary>
    public string? Message { get; init; }

    /// <summary>Seconds from submission to the first token; null where none came.</summary>
    public double? FirstTokenSeconds { get; init; }

    /// <summary>Seconds from submission to the end.</summary>
    public double Seconds { get; init; }
}

/// <summary>All samples of one request.</summary>
public sealed record GenerationResult
{
    /// <summary>The caller's name for the request.</summary>
    public string? Id { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public required int PromptLength { get; init; }

    /// <summary>Samples by number, whichever finished first.</summary>
    public required IReadOnlyList<GeneratedSample> Samples { get; init; }
}

/// <summary>Something that happened to one sample in a step: a token, the end, or both.</summary>
/// <param name="Request">What <see cref="GenerationEngine.Submit"/> returned.</param>
/// <param name="Sample">Number of the sample in its request.</param>
/// <param name="Token">The new token; −1 where only the end is told.</param>
/// <param name="Logprob">The token's logprob.</param>
/// <param name="Finished">The finished sample; null while it goes on.</param>
public readonly record struct GenerationEvent(long Request, int Sample, int Token, float Logprob, GeneratedSample? Finished);

/// <summary>Hears what happens, in order. May call <see cref="GenerationEngine.Finish"/> and <see cref="GenerationEngine.Cancel"/>.</summary>
/// <param name="index">The request's place in the list given to <see cref="GenerationEngine.Generate"/>.</param>
/// <param name="e">What happened.</param>
public delegate void GenerationCallback(int index, in GenerationEvent e);

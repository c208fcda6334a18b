using Saenggak.Compute;

namespace Saenggak.Inference.Engine;

/// <summary>Sizes of a <see cref="GenerationEngine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>Sequences computed in one step at most.</summary>
    public int MaxBatch { get; init; } = 64;

    /// <summary>
    /// Tokens the KV cache holds, all sequences together; null: room for <see cref="MaxBatch"/> of the model's longest
    /// sequences, at most 2 GiB, at least one such sequence.
    /// </summary>
    public long? CacheTokens { get; init; }

    /// <summary>Prompt tokens computed in one step at most, so that long prompts do not hold up running sequences.</summary>
    public int PrefillChunkTokens { get; init; } = 2048;

    /// <summary>Threads to draw tokens with, best the model's own; null draws on the calling thread.</summary>
    public Workers? Workers { get; init; }
}

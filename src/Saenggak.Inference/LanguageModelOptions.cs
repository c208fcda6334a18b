using Saenggak.Inference.Engine;
using Saenggak.Text.Chat;

namespace Saenggak.Inference;

/// <summary>What a <see cref="LanguageModel"/> takes beside decoder and tokenizer.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>What messages call the model.</summary>
    public string Name { get; init; } = "model";

    /// <summary>The chat template; null takes the tokenizer's.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>Tokens that end a generation, beside those that model and tokenizer name.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Sampling where a call names none.</summary>
    public SamplingParams? Defaults { get; init; }

    /// <summary>Sizes of the engine.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Disposed with the model.</summary>
    public IDisposable? Owned { get; init; }
}

using Saenggak.Compute;
using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Text.Chat;

namespace Saenggak.Inference;

/// <summary>How <see cref="LanguageModel.Load"/> holds and runs a checkpoint.</summary>
public sealed record LoadOptions
{
    /// <summary>Element type of weights, activations and KV cache.</summary>
    public DType Precision { get; init; } = DType.BF16;

    /// <summary>How the matrices lie in memory.</summary>
    public WeightStorage Weights { get; init; }

    /// <summary>Where to run; null starts a device of the model's own, which ends with it.</summary>
    public Device? Device { get; init; }

    /// <summary>Threads of a device of the model's own; 0: one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Sizes of the engine; its workers are the device's.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The chat template; null takes the checkpoint's.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>The most tokens of a sample where a call does not say.</summary>
    public int MaxTokens { get; init; } = 2048;
}

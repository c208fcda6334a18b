using System.ComponentModel.DataAnnotations;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>How a training run uses the machine; no option here changes what is learned, but for rounding.</summary>
internal sealed record TrainingSetup
{
    /// <summary>Element type of weights and activations.</summary>
    public Precision Precision { get; init; } = Precision.Bf16;

    /// <summary>Keep only each block's input and compute the rest again in the backward: less memory, about a third more time.</summary>
    public bool Recompute { get; init; }

    /// <summary>Threads; 0: one per core.</summary>
    [Range(0, 4096)]
    public int Threads { get; init; }
}

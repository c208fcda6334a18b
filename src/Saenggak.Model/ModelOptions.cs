using Saenggak.Compute;

namespace Saenggak.Model;

/// <summary>How a model is held in memory and run.</summary>
public sealed record ModelOptions
{
    /// <summary>Element type of the kernels' weights and of activations: bf16, or f32 for pure single precision.</summary>
    public DType Precision { get; init; } = DType.BF16;

    /// <summary>True keeps f32 master weights and gradients beside the kernels' weights.</summary>
    public bool Trainable { get; init; }

    /// <summary>True keeps only each block's input in training and computes the rest again in the backward: less memory, about a third more time.</summary>
    public bool Recompute { get; init; }
}

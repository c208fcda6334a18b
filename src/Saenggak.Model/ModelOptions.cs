using Saenggak.Compute;

namespace Saenggak.Model;

/// <summary>How the matrices of a model lie in memory.</summary>
public enum WeightStorage
{
    /// <summary>In <see cref="ModelOptions.Precision"/>.</summary>
    AsPrecision,

    /// <summary>In eight bits, in blocks of 32 with a scale each (<see cref="Int8Matrix"/>), embedding and LM head included.</summary>
    EightBits,
}

/// <summary>How a model is held in memory and run.</summary>
public sealed record ModelOptions
{
    /// <summary>Element type of the kernels' weights and of activations: bf16, or f32 for pure single precision.</summary>
    public DType Precision { get; init; } = DType.BF16;

    /// <summary>How the matrices lie in memory; norms and biases are f32 always. Eight bits are for inference only.</summary>
    public WeightStorage Weights { get; init; }

    /// <summary>True keeps f32 master weights and gradients beside the kernels' weights.</summary>
    public bool Trainable { get; init; }

    /// <summary>True keeps only each block's input in training and computes the rest again in the backward: less memory, about a third more time.</summary>
    public bool Recompute { get; init; }
}

using Saenggak.Compute;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>Element type of weights and activations; masters, gradients and moments are f32 with either.</summary>
internal enum Precision
{
    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>Pure single precision.</summary>
    F32,
}

/// <summary>Between recipes and the engine.</summary>
internal static class PrecisionExtensions
{
    /// <summary>The engine's element type.</summary>
    public static DType ToDType(this Precision precision) => precision == Precision.F32 ? DType.F32 : DType.BF16;
}

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>
/// One line of the op table: an op at one shape. The twin computes every output from the inputs in double; the fast op runs
/// on native tensors with the same numbers, f32 and bf16, with one, two and three workers.
/// </summary>
internal sealed record OpCase(string Op, string Shape, Operand[] Operands)
{
    /// <summary>The reference: reads and replaces entries by operand name.</summary>
    public required Action<Dictionary<string, double[]>> Twin { get; init; }

    /// <summary>The op under test.</summary>
    public required Action<OpRun> Fast { get; init; }

    /// <summary>Largest error in f32, relative to the operand's largest element.</summary>
    public double SingleTolerance { get; init; } = 1e-5;

    /// <summary>Largest error with bf16 storage, relative to the operand's largest element; inputs are rounded beforehand.</summary>
    public double BrainTolerance { get; init; } = 1e-2;

    public string Name => $"{Op} {Shape}";
}

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>A known set of questions: how its file is read and how the field asks it.</summary>
public sealed record Benchmark
{
    /// <summary>What the set is, in a line.</summary>
    public required string Description { get; init; }

    /// <summary>Names under which its file is handed around, looked for in this order.</summary>
    public required IReadOnlyList<string> FileNames { get; init; }

    /// <summary>The protocol under which figures of this set are published.</summary>
    public required EvaluationProtocol Protocol { get; init; }

    /// <summary>Reads the file. Throws <see cref="Text.InputException"/> for rows that cannot be used.</summary>
    public required Func<string, IReadOnlyList<EvalItem>> Read { get; init; }
}

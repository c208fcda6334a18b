namespace Saenggak.Data;

/// <summary>Problems read from one file, with what was passed over and why.</summary>
public sealed record ProblemSet
{
    /// <summary>Name of the format, a key of <see cref="ProblemReaders.Formats"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Name of the set, the start of every id: «kmwps-train».</summary>
    public required string Source { get; init; }

    /// <summary>The problems in file order.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>Rows passed over, by reason.</summary>
    public required IReadOnlyDictionary<string, int> Skipped { get; init; }

    /// <summary>All rows of the file.</summary>
    public int RowsRead => Problems.Count + Skipped.Values.Sum();
}

/// <summary>Which rows of a problem file to keep.</summary>
public sealed record ProblemReadOptions
{
    /// <summary>Keep every row that has a question and an answer.</summary>
    public static ProblemReadOptions Default { get; } = new();

    /// <summary>Keep only whole-number answers and write them as plain digits («4.0» and «10,792» count as whole numbers).</summary>
    public bool IntegerAnswersOnly { get; init; }

    /// <summary>Pass over rows whose equation can be evaluated and does not give the answer.</summary>
    public bool CheckEquations { get; init; }
}

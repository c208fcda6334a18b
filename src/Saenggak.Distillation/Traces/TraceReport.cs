namespace Saenggak.Distillation.Traces;

/// <summary>Rows of one teacher that met one fate.</summary>
/// <param name="Teacher">The teacher's name.</param>
/// <param name="Filter">The filter that dropped them; «kept» for rows that passed all.</param>
/// <param name="Why">The filter's reason; for kept rows the kind of trace, where the teacher tells it.</param>
/// <param name="Count">How many.</param>
public readonly record struct TraceCount(string Teacher, string Filter, string Why, long Count)
{
    /// <summary>What <see cref="Filter"/> says of rows that passed.</summary>
    public const string Kept = "kept";
}

/// <summary>What became of teachers' answers.</summary>
public sealed record TraceReport
{
    /// <summary>All fates, by teacher, filter and reason in ordinal order.</summary>
    public required IReadOnlyList<TraceCount> Counts { get; init; }

    /// <summary>Rows that passed every filter.</summary>
    public long Kept => Counts.Where(count => count.Filter == TraceCount.Kept).Sum(count => count.Count);

    /// <summary>Rows that did not.</summary>
    public long Dropped => Counts.Sum(count => count.Count) - Kept;
}

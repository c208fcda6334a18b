namespace Saenggak.Data;

/// <summary>Keeps different responses to a problem, and no more than a number of them.</summary>
public sealed class DuplicateAnswerFilter : IRowFilter
{
    private readonly Dictionary<string, HashSet<string>> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Name => "duplicate";

    /// <summary>Most responses kept for one problem.</summary>
    public int MaxPerProblem { get; init; } = int.MaxValue;

    /// <inheritdoc />
    public string? Reject(TraceRow row)
    {
        if (!_seen.TryGetValue(row.ProblemKey, out HashSet<string>? responses))
        {
            _seen[row.ProblemKey] = responses = new HashSet<string>(StringComparer.Ordinal);
        }
        string key = TextKey.Letters(row.Response);
        if (responses.Contains(key)) return "same response to the same problem";
        if (responses.Count >= MaxPerProblem) return "enough responses to this problem";
        responses.Add(key);
        return null;
    }
}

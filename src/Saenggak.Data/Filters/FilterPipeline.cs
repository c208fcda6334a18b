using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>Rows dropped for one reason.</summary>
/// <param name="Filter">Name of the filter.</param>
/// <param name="Why">Its reason.</param>
/// <param name="Count">How many.</param>
/// <param name="SampleIds">The first few, to look at.</param>
public sealed record FilterReason(string Filter, string Why, int Count, IReadOnlyList<string> SampleIds);

/// <summary>What a pipeline kept and dropped.</summary>
public sealed record FilterReport
{
    /// <summary>Rows kept.</summary>
    public required int Kept { get; init; }

    /// <summary>Rows dropped.</summary>
    public required int Dropped { get; init; }

    /// <summary>Dropped rows by filter and reason, in the order of the filters, the most frequent reason first.</summary>
    public required IReadOnlyList<FilterReason> Reasons { get; init; }
}

/// <summary>Runs rows through filters in order; the first filter that rejects a row decides. Nothing is dropped without a reason.</summary>
public sealed class FilterPipeline(IReadOnlyList<IRowFilter> filters)
{
    private const int MaxSamples = 5;
    private readonly Dictionary<(int Filter, string Why), List<string>> _samples = [];
    private readonly Dictionary<(int Filter, string Why), int> _counts = [];
    private int _kept;

    /// <summary>What was kept and dropped so far.</summary>
    public FilterReport Report => new()
    {
        Kept = _kept,
        Dropped = _counts.Values.Sum(),
        Reasons = [.. _counts
            .OrderBy(entry => entry.Key.Filter).ThenByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Why, StringComparer.Ordinal)
            .Select(entry => new FilterReason(filters[entry.Key.Filter].Name, entry.Key.Why, entry.Value, _samples[entry.Key]))],
    };

    /// <summary>Decides on one row and counts it.</summary>
    /// <returns>Null when kept; otherwise filter and reason.</returns>
    public (string Filter, string Why)? Decide(TraceRow row)
    {
        for (int i = 0; i < filters.Count; i++)
        {
            if (filters[i].Reject(row) is not { } why) continue;
            _counts[(i, why)] = _counts.GetValueOrDefault((i, why)) + 1;
            if (!_samples.TryGetValue((i, why), out List<string>? ids)) _samples[(i, why)] = ids = [];
            if (ids.Count < MaxSamples) ids.Add(row.Id);
            return (filters[i].Name, why);
        }
        _kept++;
        return null;
    }

    /// <summary>Filters a file into two: kept rows as they were, dropped rows with <c>dropped_by</c> and <c>dropped_why</c> added.</summary>
    /// <exception cref="Saenggak.Text.InputException">A row cannot be read.</exception>
    public FilterReport Run(string inputPath, string keptPath, string droppedPath)
    {
        using var kept = new JsonLinesWriter(keptPath);
        using var dropped = new JsonLinesWriter(droppedPath);
        foreach (JsonLine line in JsonLines.Read(inputPath))
        {
            if (Decide(TraceRow.From(line)) is not { } reason)
            {
                kept.Write(line.Row);
                continue;
            }
            var row = (JsonObject)line.Row.DeepClone();
            row["dropped_by"] = reason.Filter;
            row["dropped_why"] = reason.Why;
            dropped.Write(row);
        }
        dropped.Commit();
        kept.Commit();
        return Report;
    }
}

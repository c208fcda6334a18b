using Saenggak.Data.Problems;

namespace Saenggak.Data.Cleaning;

/// <summary>A few lines of a document around what a step did to it.</summary>
/// <param name="Id">Id of the document.</param>
/// <param name="What">What the step did.</param>
/// <param name="Before">Text before; null where the step hides it.</param>
/// <param name="After">Text after; null where the document was dropped.</param>
public sealed record CleaningSample(string Id, string What, string? Before, string? After);

/// <summary>What one step did over a run.</summary>
public sealed record StepReport
{
    /// <summary>Name of the step.</summary>
    public required string Step { get; init; }

    /// <summary>Documents it saw.</summary>
    public required long Seen { get; init; }

    /// <summary>Documents it changed or labelled.</summary>
    public required long Changed { get; init; }

    /// <summary>Documents it dropped, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>Samples of changed documents.</summary>
    public required IReadOnlyList<CleaningSample> ChangedSamples { get; init; }

    /// <summary>Samples of dropped documents.</summary>
    public required IReadOnlyList<CleaningSample> DroppedSamples { get; init; }
}

/// <summary>
/// Counts what a pipeline did. Samples are the documents whose ids hash lowest under the seed, so that each document is as
/// likely as any other and the order in which they come, or the number of workers, changes nothing. For one thread.
/// </summary>
public sealed class CleaningTally(CleaningPipeline pipeline, ulong seed, int samples = 5)
{
    private readonly Counts[] _steps = [.. pipeline.Steps.Select(_ => new Counts())];
    private long _seen;

    /// <summary>Documents counted.</summary>
    public long Seen => _seen;

    /// <summary>Documents that no step dropped.</summary>
    public long Kept => _seen - _steps.Sum(step => step.Dropped.Values.Sum());

    /// <summary>Counts one document.</summary>
    public void Add(CleanedDocument cleaned)
    {
        _seen++;
        foreach (StepEvent done in cleaned.Events)
        {
            Counts step = _steps[done.StepIndex];
            if (done.After is not null) step.Changed++;
            else step.Dropped[done.What] = step.Dropped.GetValueOrDefault(done.What) + 1;
            Keep(done.After is not null ? step.ChangedSamples : step.DroppedSamples, done);
        }
    }

    /// <summary>What each step did so far.</summary>
    public IReadOnlyList<StepReport> Report()
    {
        long seen = _seen;
        var reports = new List<StepReport>();
        for (int i = 0; i < _steps.Length; i++)
        {
            Counts step = _steps[i];
            reports.Add(new StepReport
            {
                Step = pipeline.Steps[i].Name,
                Seen = seen,
                Changed = step.Changed,
                Dropped = new SortedDictionary<string, long>(step.Dropped, StringComparer.Ordinal),
                ChangedSamples = [.. step.ChangedSamples.Values],
                DroppedSamples = [.. step.DroppedSamples.Values],
            });
            seen -= step.Dropped.Values.Sum();
        }
        return reports;
    }

    /// <summary>The report of all from the reports of parts, made with the same steps, seed and number of samples; none where there are none.</summary>
    public static IReadOnlyList<StepReport> Merge(IReadOnlyList<IReadOnlyList<StepReport>> parts, ulong seed, int samples = 5)
    {
        CleaningSample[] Lowest(IEnumerable<CleaningSample> all) =>
            [.. all.OrderBy(sample => SplitMix64.Hash(sample.Id, seed)).ThenBy(sample => sample.Id, StringComparer.Ordinal).Take(samples)];
        return [.. Enumerable.Range(0, parts.Count == 0 ? 0 : parts[0].Count).Select(step => new StepReport
        {
            Step = parts[0][step].Step,
            Seen = parts.Sum(part => part[step].Seen),
            Changed = parts.Sum(part => part[step].Changed),
            Dropped = new SortedDictionary<string, long>(
                parts.SelectMany(part => part[step].Dropped).GroupBy(drop => drop.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(drop => drop.Value)), StringComparer.Ordinal),
            ChangedSamples = Lowest(parts.SelectMany(part => part[step].ChangedSamples)),
            DroppedSamples = Lowest(parts.SelectMany(part => part[step].DroppedSamples)),
        })];
    }

    private void Keep(SortedList<(ulong, string), CleaningSample> kept, StepEvent done)
    {
        (ulong, string) key = (SplitMix64.Hash(done.Before.Id, seed), done.Before.Id);
        if (samples == 0 || kept.ContainsKey(key)) return;
        if (kept.Count == samples)
        {
            if (kept.Comparer.Compare(key, kept.GetKeyAtIndex(kept.Count - 1)) > 0) return;
            kept.RemoveAt(kept.Count - 1);
        }
        (string before, string? after) = Excerpts.Of(done.Before.Text, done.After?.Text);
        kept.Add(key, new CleaningSample(done.Before.Id, done.What, pipeline.Steps[done.StepIndex].HidesBefore ? null : before, after));
    }

    private sealed class Counts
    {
        public long Changed { get; set; }
        public SortedDictionary<string, long> Dropped { get; } = new(StringComparer.Ordinal);
        public SortedList<(ulong, string), CleaningSample> ChangedSamples { get; } = new(ByKey);
        public SortedList<(ulong, string), CleaningSample> DroppedSamples { get; } = new(ByKey);

        private static Comparer<(ulong Hash, string Id)> ByKey { get; } = Comparer<(ulong Hash, string Id)>.Create(
            (a, b) => a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : string.CompareOrdinal(a.Id, b.Id));
    }
}

/// <summary>Cuts two texts to the place where they first differ.</summary>
internal static class Excerpts
{
    private const int Lead = 40, Length = 200;

    public static (string Before, string? After) Of(string before, string? after)
    {
        int same = after is null ? 0 : before.AsSpan().CommonPrefixLength(after);
        int start = Math.Max(0, same - Lead);
        return (Cut(before, start), after is null ? null : Cut(after, start));
    }

    private static string Cut(string text, int start)
    {
        start = Math.Min(start, text.Length);
        int end = Math.Min(text.Length, start + Length);
        // Half a surrogate pair is no text.
        if (start > 0 && start < text.Length && char.IsLowSurrogate(text[start])) start++;
        if (end > start && end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
        return text[start..end];
    }
}

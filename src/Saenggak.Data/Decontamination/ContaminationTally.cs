using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>
/// What was found, per benchmark, while texts go by in order; and the file of matched pairs, which appears on <see cref="Commit"/>.
/// </summary>
public sealed class ContaminationTally(Decontaminator decontaminator, string? pairsPath = null) : IDisposable
{
    private readonly JsonLinesWriter? _pairs = pairsPath is null ? null : new JsonLinesWriter(pairsPath);
    private readonly BenchmarkCounts[] _counts = [.. decontaminator.Benchmarks.Select(_ => new BenchmarkCounts())];

    /// <summary>Texts checked.</summary>
    public long Checked { get; private set; }

    /// <summary>Texts to be removed.</summary>
    public long Removed { get; private set; }

    /// <summary>Takes what was found in one text.</summary>
    /// <returns>The match for which the text is removed; null where it stays.</returns>
    public ContaminationMatch? Add(string textId, IReadOnlyList<ContaminationMatch> matches)
    {
        Checked++;
        ContaminationMatch? removes = null;
        foreach (ContaminationMatch match in matches)
        {
            _pairs?.Write(match.ToJson(textId));
            BenchmarkCounts counts = _counts[match.BenchmarkIndex];
            (match.Kind == ContaminationKind.Template ? counts.TemplateItems : counts.Items).Add(match.ItemIndex);
            if (decontaminator.Removes(match)) removes ??= match;
        }
        // A text counts once a benchmark, under its surest kind there.
        foreach (IGrouping<int, ContaminationMatch> group in matches.GroupBy(match => match.BenchmarkIndex))
        {
            _counts[group.Key].Texts[(int)group.Min(match => match.Kind)]++;
            if (group.Any(decontaminator.Removes)) _counts[group.Key].Removed++;
        }
        if (removes is not null) Removed++;
        return removes;
    }

    /// <summary>Puts the file of matched pairs in its place.</summary>
    public void Commit() => _pairs?.Commit();

    /// <inheritdoc />
    public void Dispose() => _pairs?.Dispose();

    /// <summary>
    /// The report: texts checked and removed, and for each benchmark its items, how many of them were found and how many only with other
    /// numbers or names, and the texts by the surest kind of match.
    /// </summary>
    public JsonObject ToJson()
    {
        var benchmarks = new JsonObject();
        for (int i = 0; i < _counts.Length; i++)
        {
            var texts = new JsonObject();
            foreach (ContaminationKind kind in Enum.GetValues<ContaminationKind>()) texts[ContaminationMatch.Name(kind)] = _counts[i].Texts[(int)kind];
            benchmarks[decontaminator.Benchmarks[i].Name] = new JsonObject
            {
                ["items"] = decontaminator.Benchmarks[i].Items.Count,
                ["items_found"] = _counts[i].Items.Count,
                ["items_as_template"] = _counts[i].TemplateItems.Except(_counts[i].Items).Count(),
                ["texts"] = texts,
                ["texts_removed"] = _counts[i].Removed,
            };
        }
        return new JsonObject { ["checked"] = Checked, ["removed"] = Removed, ["benchmarks"] = benchmarks };
    }

    private sealed class BenchmarkCounts
    {
        public HashSet<int> Items { get; } = [];

        public HashSet<int> TemplateItems { get; } = [];

        public long[] Texts { get; } = new long[Enum.GetValues<ContaminationKind>().Length];

        public long Removed { get; set; }
    }
}

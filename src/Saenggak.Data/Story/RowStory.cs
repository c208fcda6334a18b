using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>All that a run's folder says of one row.</summary>
public sealed record RowStory
{
    /// <summary>Its id; null for a row without one.</summary>
    public string? Id { get; init; }

    /// <summary>Where it stands, stage after stage. The last is where its way ended, or where it is now.</summary>
    public required IReadOnlyList<FoundRow> Places { get; init; }

    /// <summary>The row as it was last.</summary>
    public JsonObject Row => Places[^1].Row;

    /// <summary>What was done to it.</summary>
    public IReadOnlyList<LineageEntry> Steps => RowLineage.Read(Row);

    /// <summary>The step that dropped it, and why; null for a row that was kept.</summary>
    public (string By, string Why)? Dropped => Columns.Text(Row, "dropped_by") is { } by ? (by, Columns.Text(Row, "dropped_why") ?? "") : null;

    /// <summary>The row that stands for it, of a duplicate.</summary>
    public FoundRow? Keeper { get; init; }

    /// <summary>Duplicates that were dropped for it.</summary>
    public required IReadOnlyList<FoundRow> Copies { get; init; }

    /// <summary>Other rows made from it: answers to a problem.</summary>
    public required IReadOnlyList<FoundRow> Derived { get; init; }

    /// <summary>Benchmark items that it was matched with.</summary>
    public required IReadOnlyList<JsonObject> Pairs { get; init; }

    /// <summary>Tells the story of an id.</summary>
    /// <exception cref="InputException">No row has it.</exception>
    public static RowStory OfId(string folder, string id, CancellationToken cancellation = default)
    {
        IReadOnlyList<FoundRow> mentions = RowFinder.Mentions(folder, id, cancellation);
        FoundRow[] own = [.. mentions.Where(found => Columns.Text(found.Row, "id") == id)];
        if (own.Length == 0) throw new InputException($"{folder}: no row has the id \"{id}\"; expected an id, or FILE:LINE. \"saenggak data stats\" shows samples with their ids.");
        return Tell(folder, id, own, mentions, cancellation);
    }

    /// <summary>Tells the story of the row at a line.</summary>
    /// <exception cref="InputException">There is no such row.</exception>
    public static RowStory OfLine(string folder, string file, long line, CancellationToken cancellation = default)
    {
        FoundRow row = RowFinder.At(folder, file, line) ?? throw new InputException($"{file}: has no line {line}; expected a line of the file.");
        if (Columns.Text(row.Row, "id") is not { } id) return new RowStory { Places = [row], Copies = [], Derived = [], Pairs = [] };
        IReadOnlyList<FoundRow> mentions = RowFinder.Mentions(folder, id, cancellation);
        FoundRow[] own = [.. mentions.Where(found => Columns.Text(found.Row, "id") == id)];
        return Tell(folder, id, own.Length > 0 ? own : [row], mentions, cancellation);
    }

    private static RowStory Tell(string folder, string id, FoundRow[] own, IReadOnlyList<FoundRow> mentions, CancellationToken cancellation)
    {
        FoundRow[] others = [.. mentions.Where(found => Columns.Text(found.Row, "id") != id)];
        var story = new RowStory
        {
            Id = id,
            Places = own,
            Pairs = [.. others.Where(found => found.Row.ContainsKey("benchmark") && Columns.Text(found.Row, "text") == id).Select(found => found.Row)],
            Copies = [.. others.Where(found => found.Row.ContainsKey("dropped_by") && RowLineage.Read(found.Row).Any(entry => KeeperIn(entry.What) == id)).DistinctBy(found => Columns.Text(found.Row, "id"))],
            Derived = [.. others.Where(found => Columns.Text(found.Row, "problem_id") == id && found.Row.ContainsKey("id")).GroupBy(found => Columns.Text(found.Row, "id")).Select(group => group.Last())],
        };
        string? keeper = story.Steps.Select(entry => KeeperIn(entry.What)).LastOrDefault(name => name is not null) ?? Columns.Text(story.Row, RowLineage.DedupCluster);
        if (keeper is null || keeper == id || story.Dropped is null) return story;
        FoundRow? kept = RowFinder.Mentions(folder, keeper, cancellation).Where(found => Columns.Text(found.Row, "id") == keeper).Select(found => (FoundRow?)found).LastOrDefault();
        return story with { Keeper = kept };
    }

    // «cluster of 3, nsmc:17 stays (longest)», as deduplication writes it.
    private static string? KeeperIn(string what)
    {
        const string Cluster = "cluster of ", Stays = " stays";
        int comma = what.StartsWith(Cluster, StringComparison.Ordinal) ? what.IndexOf(", ", StringComparison.Ordinal) : -1;
        int end = what.LastIndexOf(Stays, StringComparison.Ordinal);
        return comma > 0 && end > comma + 2 && what[(comma + 2)..end] is var name && name != "this one" ? name : null;
    }
}

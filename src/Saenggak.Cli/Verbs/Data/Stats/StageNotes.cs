using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>What a stage did, as its folder tells.</summary>
internal sealed record StageNote
{
    /// <summary>Name of the stage.</summary>
    public required string Name { get; init; }

    /// <summary>Rows that came in.</summary>
    public required long In { get; init; }

    /// <summary>Rows that went on.</summary>
    public required long Kept { get; init; }

    /// <summary>Dropped and rejected rows by step and reason, the most frequent first.</summary>
    public required IReadOnlyList<(string Step, string Why, long Count)> Dropped { get; init; }

    /// <summary>The report of the stage; null where its folder has none.</summary>
    public JsonObject? Report { get; init; }
}

/// <summary>Reads the folders of a chain.</summary>
internal static class StageNotes
{
    private const string ReportFile = "report.json", NotRead = "not read";
    private static readonly string[] Order = ["collect", "clean", "dedup", "decontaminate", "traces", "mix"];

    /// <summary>The stages under a folder in their order, or the one that the folder is; none for a plain dataset.</summary>
    public static IReadOnlyList<(StageNote Note, string Folder)> Of(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) return [];
        if (Read(folder, cancellation) is { } one) return [(one, folder)];
        return
        [
            .. Directory.EnumerateDirectories(folder).Select(child => (Note: Read(child, cancellation), child)).Where(stage => stage.Note is not null)
                .OrderBy(stage => Array.IndexOf(Order, stage.Note!.Name) is >= 0 and var at ? at : Order.Length).ThenBy(stage => stage.child, StringComparer.Ordinal)
                .Select(stage => (stage.Note!, stage.child)),
        ];
    }

    private static StageNote? Read(string folder, CancellationToken cancellation)
    {
        string report = Path.Combine(folder, ReportFile);
        if (File.Exists(report)) return FromReport(folder, Parse(report));
        string kept = Path.Combine(folder, "kept.jsonl"), dropped = Path.Combine(folder, "dropped.jsonl");
        return File.Exists(kept) && File.Exists(dropped) ? FromRows(folder, kept, dropped, cancellation) : null;
    }

    private static StageNote? FromReport(string folder, JsonObject report)
    {
        if (Number(report["in"]) is not { } came || Number(report["kept"]) is not { } kept) return null;
        var dropped = new List<(string, string, long)>();
        foreach ((string step, JsonNode? reasons) in report["dropped"] as JsonObject ?? [])
        {
            foreach ((string why, JsonNode? count) in reasons as JsonObject ?? []) dropped.Add((step, why, Number(count) ?? 0));
        }
        foreach ((string why, JsonNode? count) in report["rejected"] as JsonObject ?? []) dropped.Add((NotRead, why, Number(count) ?? 0));
        return new StageNote { Name = Name(folder), In = came, Kept = kept, Dropped = Sorted(dropped), Report = report };
    }

    private static StageNote FromRows(string folder, string kept, string dropped, CancellationToken cancellation)
    {
        var options = new JsonLinesOptions { AllowEmpty = true };
        var reasons = new Dictionary<(string, string), long>();
        foreach (JsonLine line in JsonLines.Read(dropped, options))
        {
            cancellation.ThrowIfCancellationRequested();
            (string, string) key = (line.Row["dropped_by"]?.ToString() ?? "", line.Row["dropped_why"]?.ToString() ?? "");
            reasons[key] = reasons.GetValueOrDefault(key) + 1;
        }
        long stayed = JsonLines.Read(kept, options).LongCount();
        return new StageNote { Name = Name(folder), In = stayed + reasons.Values.Sum(), Kept = stayed, Dropped = Sorted(reasons.Select(one => (one.Key.Item1, one.Key.Item2, one.Value))) };
    }

    private static List<(string, string, long)> Sorted(IEnumerable<(string Step, string Why, long Count)> dropped) =>
        [.. dropped.OrderByDescending(one => one.Count).ThenBy(one => one.Step, StringComparer.Ordinal).ThenBy(one => one.Why, StringComparer.Ordinal)];

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long number) ? number : null;

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new InputException($"{path}: not a report; expected an object.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not a report ({e.Message}); delete the folder to make it again.", e);
        }
    }
}

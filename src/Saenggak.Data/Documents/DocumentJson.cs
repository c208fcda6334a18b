using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>A document as a row of JSONL: its own columns first, then the free ones.</summary>
public static class DocumentJson
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "id", "text", "source", "licence", "license", "url", "date", "language", "format", "labels", "lineage",
    };

    /// <summary>The row. A free column that has the name of an own one is left out.</summary>
    public static JsonObject Write(Document document)
    {
        var row = new JsonObject { ["id"] = document.Id, ["text"] = document.Text, ["source"] = document.Source };
        AddIfKnown(row, "licence", document.Licence);
        AddIfKnown(row, "url", document.Url);
        AddIfKnown(row, "date", document.Date);
        AddIfKnown(row, "language", document.Language);
        row["format"] = document.Format;
        if (document.Labels.Count > 0)
        {
            var labels = new JsonObject();
            foreach ((string name, string value) in document.Labels) labels[name] = value;
            row["labels"] = labels;
        }
        if (document.Lineage.Length > 0)
        {
            row["lineage"] = new JsonArray([.. document.Lineage.Select(entry => new JsonObject { ["step"] = entry.Step, ["what"] = entry.What })]);
        }
        foreach ((string name, JsonNode? value) in document.Columns ?? [])
        {
            if (!Own.Contains(name)) row[name] = value?.DeepClone();
        }
        return row;
    }

    /// <summary>The document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InputException">A column is missing or of another kind; the message starts with file and line.</exception>
    public static Document Read(JsonLine line)
    {
        JsonObject row = line.Row;
        string Need(string name) => Data.Columns.Text(row, name)
            ?? throw new InputException($"{line.Where}: \"{name}\" is {JsonLines.Describe(row[name])}; expected text, as in a row of documents.");
        return new Document
        {
            Id = Need("id"),
            Text = Need("text"),
            Source = Need("source"),
            Licence = Licence(row),
            Url = Data.Columns.Text(row, "url"),
            Date = Data.Columns.Text(row, "date"),
            Language = Data.Columns.Text(row, "language"),
            Format = Data.Columns.Text(row, "format") ?? DocumentFormat.Text,
            Labels = ReadLabels(row),
            Lineage = ReadLineage(row),
            Columns = FreeColumns(row),
        };
    }

    /// <summary>The columns that are no document's own; null where there is none.</summary>
    internal static JsonObject? FreeColumns(JsonObject row, params ReadOnlySpan<string> taken)
    {
        JsonObject? free = null;
        foreach ((string name, JsonNode? value) in row)
        {
            if (Own.Contains(name) || taken.Contains(name)) continue;
            (free ??= [])[name] = value?.DeepClone();
        }
        return free;
    }

    internal static string? Licence(JsonObject row) => Data.Columns.Text(row, "licence") ?? Data.Columns.Text(row, "license");

    internal static ImmutableSortedDictionary<string, string> ReadLabels(JsonObject row)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (row["labels"] is JsonObject written)
        {
            foreach ((string name, _) in written)
            {
                if (Data.Columns.Text(written, name) is { } value) labels[name] = value;
            }
        }
        return labels.ToImmutable();
    }

    internal static ImmutableArray<LineageEntry> ReadLineage(JsonObject row) => row["lineage"] is not JsonArray entries ? [] :
        [.. entries.OfType<JsonObject>().Select(entry => new LineageEntry(Data.Columns.Text(entry, "step") ?? "", Data.Columns.Text(entry, "what") ?? ""))];

    private static void AddIfKnown(JsonObject row, string name, string? value)
    {
        if (value is not null) row[name] = value;
    }
}

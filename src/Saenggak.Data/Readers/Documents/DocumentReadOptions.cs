using System.Globalization;
using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>How to read documents.</summary>
public sealed record DocumentReadOptions
{
    /// <summary>Name of the collection, the start of every id.</summary>
    public required string Source { get; init; }

    /// <summary>Licence of the collection, for documents that state none themselves.</summary>
    public string? Licence { get; init; }

    /// <summary>Columns of JSONL, CSV or Parquet that make the text, joined by line ends; where empty, the first of the usual names that is there.</summary>
    public IReadOnlyList<string> TextColumns { get; init; } = [];

    /// <summary>Column of JSONL or CSV that holds the key; where null, <c>id</c>, or else the place in the file.</summary>
    public string? IdColumn { get; init; }

    /// <summary>Form of the text in JSONL and CSV, for rows that state none; see <see cref="DocumentFormat"/>.</summary>
    public string TextFormat { get; init; } = DocumentFormat.Text;

    /// <summary>The longest line, file or record that is taken, in bytes; what is longer is set aside and never held. 16 MiB.</summary>
    public int MaxBytes { get; init; } = 16 << 20;
}

/// <summary>What a reader needs beside its file: options, and where to put what cannot be used.</summary>
internal sealed class DocumentReading(DocumentReadOptions options, IRejects rejects)
{
    private static readonly string[] TextNames = ["text", "content", "document", "body", "review", "article"];

    public DocumentReadOptions Options => options;

    public IRejects Rejects => rejects;

    public string TooLong => string.Create(CultureInfo.InvariantCulture, $"longer than {options.MaxBytes:N0} bytes");

    /// <summary>A document of a whole page or file.</summary>
    public Document Make(string key, string text, string format) => new()
    {
        Id = $"{options.Source}:{key}",
        Text = text,
        Source = options.Source,
        Licence = options.Licence,
        Format = format,
    };

    /// <summary>A document of a row; null, with the row set aside, where it has no text.</summary>
    public Document? FromRow(JsonObject row, string place, string file, long line)
    {
        IReadOnlyList<string> columns = TextColumns(row);
        string text = string.Join('\n', columns.Select(name => Columns.Text(row, name)).Where(part => !string.IsNullOrWhiteSpace(part)));
        if (text.Length == 0)
        {
            string expected = options.TextColumns.Count > 0 ? string.Join(", ", options.TextColumns) : string.Join(", ", TextNames);
            rejects.Add(new Reject(file, line, "no text", $"got the columns {string.Join(", ", row.Select(column => column.Key))}; expected text in one of {expected}"));
            return null;
        }
        string idColumn = options.IdColumn ?? "id";
        string key = Columns.Text(row, idColumn) ?? place;
        // A row that a collection wrote earlier carries its source in its id already.
        string? source = Columns.Text(row, "source");
        bool whole = source is not null && key.StartsWith(source + ":", StringComparison.Ordinal);
        return new Document
        {
            Id = whole ? key : $"{options.Source}:{key}",
            Text = text,
            Source = whole ? source! : options.Source,
            Licence = DocumentJson.Licence(row) ?? options.Licence,
            Url = Columns.Text(row, "url"),
            Date = Columns.Text(row, "date"),
            Language = Columns.Text(row, "language"),
            Format = Columns.Text(row, "format") ?? options.TextFormat,
            Labels = DocumentJson.ReadLabels(row),
            Lineage = DocumentJson.ReadLineage(row),
            Columns = DocumentJson.FreeColumns(row, [.. columns, idColumn]),
        };
    }

    private IReadOnlyList<string> TextColumns(JsonObject row)
    {
        if (options.TextColumns.Count > 0) return options.TextColumns;
        string? name = TextNames.FirstOrDefault(row.ContainsKey);
        return name is null ? [] : [name];
    }
}

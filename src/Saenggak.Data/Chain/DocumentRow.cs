using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data.Chain;

/// <summary>A row of a stage's shard as it stands in the file; what most stages need of it is read without the rest.</summary>
/// <param name="Bytes">The row.</param>
/// <param name="Path">The shard.</param>
/// <param name="LineNumber">From 1.</param>
internal readonly record struct DocumentRow(ReadOnlyMemory<byte> Bytes, string Path, long LineNumber)
{
    private string Where => string.Create(CultureInfo.InvariantCulture, $"{Path}:{LineNumber}");

    /// <summary>The rows of a shard; each is good until the next. An empty shard has none.</summary>
    public static IEnumerable<DocumentRow> ReadAll(string path)
    {
        // What a stage wrote was bounded when it was collected; escapes make lines longer.
        using var lines = new Utf8LineReader(path, int.MaxValue);
        while (lines.TryRead(out ReadOnlyMemory<byte> line)) yield return new DocumentRow(line, path, lines.LineNumber);
    }

    /// <summary>The whole row.</summary>
    public JsonObject Row() => JsonLines.Parse(Bytes.Span, Where);

    /// <summary>The whole row as a document.</summary>
    public Document Document() => DocumentJson.Read(new JsonLine(Where, LineNumber, Row()));

    /// <summary>The row with one more thing that was done to it.</summary>
    public JsonObject RowWith(string step, string what)
    {
        JsonObject row = Row();
        RowLineage.Add(row, step, what);
        return row;
    }

    /// <summary>One of the columns that hold text; null where it is not there.</summary>
    public string? Column(ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(Bytes.Span);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = reader.ValueTextEquals(name);
                reader.Read();
                if (found) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            return null;
        }
        catch (JsonException e)
        {
            throw new InputException($"{Where}: not a row of documents ({e.Message}); delete {System.IO.Path.GetDirectoryName(Path)}/{Manifest.FileName} to make it again.", e);
        }
    }

    /// <summary>A column that must be there.</summary>
    public string Need(ReadOnlySpan<byte> name) => Column(name)
        ?? throw new InputException($"{Where}: no \"{System.Text.Encoding.UTF8.GetString(name)}\"; expected a row of documents.");
}

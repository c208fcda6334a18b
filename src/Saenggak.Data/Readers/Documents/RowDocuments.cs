using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>Documents from JSONL: a row each.</summary>
internal static class JsonDocuments
{
    public static IEnumerable<Document> Read(string path, string key, DocumentReading reading)
    {
        using var lines = new Utf8LineReader(path, reading.Options.MaxBytes, passLongLines: true);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (Parse(line.Span, lines, path, reading) is not { } row) continue;
            string place = string.Create(CultureInfo.InvariantCulture, $"{key}:{lines.LineNumber}");
            if (reading.FromRow(row, place, path, lines.LineNumber) is { } document) yield return document;
        }
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> line, Utf8LineReader lines, string path, DocumentReading reading)
    {
        if (LineDocuments.IsUnusable(line, lines, path, reading) || line.IndexOfAnyExcept(" \t"u8) < 0) return null;
        try
        {
            return JsonLines.Parse(line, lines.Where);
        }
        catch (InputException e)
        {
            reading.Rejects.Add(new Reject(path, lines.LineNumber, "not a JSON object", e.Message));
            return null;
        }
    }
}

/// <summary>Documents from Parquet: a row each.</summary>
internal static class ParquetDocuments
{
    public static IEnumerable<Document> Read(string path, string key, DocumentReading reading)
    {
        long number = 0;
        foreach (byte[] row in ParquetRows.Read(path))
        {
            number++;
            string place = string.Create(CultureInfo.InvariantCulture, $"{key}:{number}");
            if (row.Length > reading.Options.MaxBytes) reading.Rejects.Add(new Reject(path, number, "too long", reading.TooLong));
            else if (reading.FromRow(JsonLines.Parse(row, place), place, path, number) is { } document) yield return document;
        }
    }
}

/// <summary>Documents from text files with one document a line.</summary>
internal static class LineDocuments
{
    public static IEnumerable<Document> Read(string path, string key, DocumentReading reading)
    {
        using var lines = new Utf8LineReader(path, reading.Options.MaxBytes, passLongLines: true);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (IsUnusable(line.Span, lines, path, reading)) continue;
            string text = Encoding.UTF8.GetString(line.Span);
            if (string.IsNullOrWhiteSpace(text)) continue;
            yield return reading.Make(string.Create(CultureInfo.InvariantCulture, $"{key}:{lines.LineNumber}"), text, DocumentFormat.Text);
        }
    }

    /// <summary>Sets a line aside that was too long or is no UTF-8.</summary>
    public static bool IsUnusable(ReadOnlySpan<byte> line, Utf8LineReader lines, string path, DocumentReading reading)
    {
        string? reason = lines.LineWasTooLong ? "too long" : Utf8.IsValid(line) ? null : "not valid UTF-8";
        if (reason is null) return false;
        reading.Rejects.Add(new Reject(path, lines.LineNumber, reason, lines.LineWasTooLong ? reading.TooLong : ""));
        return true;
    }
}

/// <summary>Documents from CSV or TSV with a head: a record each.</summary>
internal static class CsvDocuments
{
    public static IEnumerable<Document> Read(string path, string key, char separator, DocumentReading reading)
    {
        string[]? names = null;
        foreach (CsvRow record in CsvRows.Read(path, separator))
        {
            if (names is null)
            {
                names = [.. record.Fields.Select(name => name.Trim())];
                continue;
            }
            if (Reason(record, names) is { } reason)
            {
                reading.Rejects.Add(new Reject(path, record.LineNumber, reason.Why, reason.Detail));
                continue;
            }
            var row = new JsonObject();
            for (int i = 0; i < names.Length; i++) row[names[i]] = record.Fields[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"{key}:{record.LineNumber}");
            if (reading.FromRow(row, place, path, record.LineNumber) is { } document) yield return document;
        }
    }

    private static (string Why, string Detail)? Reason(CsvRow record, string[] names)
    {
        if (record.Fields.Length != names.Length)
        {
            return ("a record with another number of fields", string.Create(CultureInfo.InvariantCulture, $"got {record.Fields.Length}, the head has {names.Length}"));
        }
        // The decoder writes this character for bytes that are no UTF-8.
        return record.Fields.Any(field => field.Contains('\uFFFD')) ? ("not valid UTF-8", "") : null;
    }
}

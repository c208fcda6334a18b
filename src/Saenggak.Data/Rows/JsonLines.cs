using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>One row of a JSONL file and where it stands.</summary>
/// <param name="Where">«train-003.jsonl:1841», the start of every error about this row.</param>
/// <param name="LineNumber">From 1.</param>
/// <param name="Row">The row; the caller may keep and change it.</param>
public readonly record struct JsonLine(string Where, long LineNumber, JsonObject Row);

/// <summary>How to read JSONL.</summary>
public sealed record JsonLinesOptions
{
    /// <summary>The defaults.</summary>
    public static JsonLinesOptions Default { get; } = new();

    /// <summary>The longest line that is read, in bytes. 64 MiB.</summary>
    public int MaxLineBytes { get; init; } = 64 << 20;

    /// <summary>Allow a file without rows; otherwise that is an error.</summary>
    public bool AllowEmpty { get; init; }
}

/// <summary>Streams rows from JSONL, JSONL.gz and Parquet files. Every error names file and line, or the number of the row.</summary>
public static class JsonLines
{
    private static readonly JsonDocumentOptions ParseOptions = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads a file, or every <c>*.jsonl</c> and <c>*.jsonl.gz</c> of a folder in ordinal order of name, or its
    /// <c>*.parquet</c> where it has none of these. Blank lines are passed over.
    /// </summary>
    /// <exception cref="InputException">Missing file, bad JSON, bad UTF-8, a line too long, no rows.</exception>
    public static IEnumerable<JsonLine> Read(string path, JsonLinesOptions? options = null)
    {
        options ??= JsonLinesOptions.Default;
        foreach (string shard in Shards(path))
        {
            foreach (JsonLine line in ReadFile(shard, options)) yield return line;
        }
    }

    /// <summary>The files behind a path: itself, or the shards of a folder in ordinal order.</summary>
    /// <exception cref="InputException">The folder has no shards.</exception>
    public static IReadOnlyList<string> Shards(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] shards = [.. Directory.EnumerateFiles(path)
            .Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith(".jsonl.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        if (shards.Length == 0) shards = [.. Directory.EnumerateFiles(path, "*" + ParquetRows.Ending).Order(StringComparer.Ordinal)];
        return shards.Length > 0 ? shards
            : throw new InputException($"{path}: the folder has no *.jsonl, *.jsonl.gz or *.parquet file; expected a dataset folder");
    }

    private static IEnumerable<JsonLine> ReadFile(string path, JsonLinesOptions options)
    {
        bool any = false;
        if (path.EndsWith(ParquetRows.Ending, StringComparison.Ordinal))
        {
            long number = 0;
            foreach (byte[] row in ParquetRows.Read(path))
            {
                string where = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}:{++number}");
                yield return new JsonLine(where, number, Parse(row, where));
            }
            if (number == 0 && !options.AllowEmpty) throw new InputException($"{Path.GetFileName(path)}: the file has no rows");
            yield break;
        }
        using var reader = new Utf8LineReader(path, options.MaxLineBytes);
        while (reader.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (line.Span.IndexOfAnyExcept(" \t"u8) < 0) continue;
            any = true;
            yield return new JsonLine(reader.Where, reader.LineNumber, Parse(line.Span, reader.Where));
        }
        if (!any && !options.AllowEmpty) throw new InputException($"{Path.GetFileName(path)}: the file has no rows; expected one JSON object per line");
    }

    /// <exception cref="InputException">The line is no JSON object; the message starts with <paramref name="where"/>.</exception>
    internal static JsonObject Parse(ReadOnlySpan<byte> line, string where)
    {
        if (!Utf8.IsValid(line)) throw new InputException($"{where}: the line is not valid UTF-8; save the file as UTF-8");
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(line, documentOptions: ParseOptions);
        }
        catch (JsonException e)
        {
            throw new InputException($"{where}: not valid JSON at byte {e.BytePositionInLine}: {FirstSentence(e.Message)}", e);
        }
        if (HasHalfPair(line)) throw new InputException($"{where}: a \\u escape is half of a surrogate pair; write the character itself or both halves");
        return node as JsonObject
            ?? throw new InputException($"{where}: got {Describe(node)}, expected one JSON object per line");
    }

    // Such an escape is valid JSON but no text: reading it later would throw somewhere far from the file.
    private static bool HasHalfPair(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\\ud"u8) < 0 && line.IndexOf("\\uD"u8) < 0) return false;
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
            }
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    internal static string Describe(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    // System.Text.Json ends its messages with a path and position that mean nothing for a line of a file.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string head = end < 0 ? message : message[..end];
        int path = head.IndexOf(" Path:", StringComparison.Ordinal);
        return path < 0 ? head : head[..path];
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>A row that was found.</summary>
/// <param name="File">Its file, as a path under the folder that was searched.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Row">The row.</param>
public readonly record struct FoundRow(string File, long Line, JsonObject Row)
{
    /// <summary>«dedup/documents-00000.jsonl:17».</summary>
    public string Where => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");

    /// <summary>The folder that the file lies in, the name of a stage.</summary>
    public string Stage => Path.GetDirectoryName(File)?.Replace('\\', '/') is { Length: > 0 } folder ? folder : ".";
}

/// <summary>Finds rows in the JSONL files of a run's folder.</summary>
public static class RowFinder
{
    // The order in which stages follow each other; others come between, by name.
    private static readonly string[] First = ["collect", "clean", "dedup", "decontaminate", "problems", "traces"], Last = ["rows", "mix"];

    /// <summary>Every row that names an id, in the order of the stages: its own rows, and those whose lineage or columns speak of it.</summary>
    /// <exception cref="InputException">The folder is not there or has no JSONL file.</exception>
    public static IReadOnlyList<FoundRow> Mentions(string folder, string id, CancellationToken cancellation = default)
    {
        byte[] written = Encoding.UTF8.GetBytes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(id));
        var found = new List<FoundRow>();
        foreach (string file in Files(folder))
        {
            using var lines = new Utf8LineReader(file, JsonLinesOptions.Default.MaxLineBytes, passLongLines: true);
            while (lines.TryRead(out ReadOnlyMemory<byte> line))
            {
                cancellation.ThrowIfCancellationRequested();
                // Escapes may write the id in another way.
                if (line.Span.IndexOf(written) < 0 && line.Span.IndexOf("\\u"u8) < 0) continue;
                if (TryParse(line.Span, lines.Where) is { } row && Names(row, id)) found.Add(new FoundRow(Under(folder, file), lines.LineNumber, row));
            }
        }
        return found;
    }

    /// <summary>The row of a line; null where the file has no such line.</summary>
    /// <exception cref="InputException">The line is no JSON object.</exception>
    public static FoundRow? At(string folder, string file, long number)
    {
        using var lines = new Utf8LineReader(file, JsonLinesOptions.Default.MaxLineBytes, passLongLines: true);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (lines.LineNumber == number) return new FoundRow(Under(folder, file), number, JsonLines.Parse(line.Span, lines.Where));
        }
        return null;
    }

    /// <summary>What a collection says of a place in a source that it could not read; null where it says nothing.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="file">The source, by its path or the end of it.</param>
    /// <param name="line">The line, from 1.</param>
    public static Reject? Rejected(string folder, string file, long line)
    {
        if (!Directory.Exists(folder)) return null;
        var options = new JsonLinesOptions { AllowEmpty = true };
        foreach (JsonObject row in Directory.EnumerateFiles(folder, "rejects.jsonl", SearchOption.AllDirectories).SelectMany(rejects => JsonLines.Read(rejects, options)).Select(found => found.Row))
        {
            string path = Columns.Text(row, "file") ?? "";
            bool same = path == file || path.EndsWith("/" + file, StringComparison.Ordinal);
            if (same && row["line"] is JsonValue number && number.TryGetValue(out long at) && at == line)
            {
                return new Reject(path, line, Columns.Text(row, "reason") ?? "", Columns.Text(row, "detail") ?? "");
            }
        }
        return null;
    }

    private static IOrderedEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder}: no such folder; expected the folder of a run or of a dataset.");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith(".jsonl.gz", StringComparison.Ordinal))];
        if (files.Length == 0) throw new InputException($"{folder}: has no JSONL file; expected the folder of a run or of a dataset.");
        return files.OrderBy(file => Rank(Under(folder, file))).ThenBy(file => Path.GetDirectoryName(Under(folder, file)), StringComparer.Ordinal)
            .ThenBy(file => !Path.GetFileName(file).StartsWith("raw", StringComparison.Ordinal)).ThenBy(file => Under(folder, file), StringComparer.Ordinal);
    }

    private static int Rank(string file)
    {
        string stage = Path.GetFileName(Path.GetDirectoryName(file) ?? "");
        int first = Array.IndexOf(First, stage), last = Array.IndexOf(Last, stage);
        return first >= 0 ? first - First.Length : last >= 0 ? last + 1 : 0;
    }

    private static string Under(string folder, string file) => Path.GetRelativePath(folder, file);

    private static JsonObject? TryParse(ReadOnlySpan<byte> line, string where)
    {
        try
        {
            return JsonLines.Parse(line, where);
        }
        catch (InputException)
        {
            return null;
        }
    }

    // The id as a value of its own, or within a step's words; not as a part of some text.
    private static bool Names(JsonObject row, string id) =>
        row.Any(column => column.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == id)
        || RowLineage.Read(row).Any(entry => entry.What.Contains(id, StringComparison.Ordinal));
}

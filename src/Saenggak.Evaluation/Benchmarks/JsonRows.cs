using System.Text.Json;
using Saenggak.Text;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>A row of a JSONL file.</summary>
/// <param name="Where">File and line, for messages and as a name.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Columns">The object.</param>
internal readonly record struct JsonRow(string Where, int Line, JsonElement Columns)
{
    /// <summary>The first of these columns that is there, as text: strings as they are, numbers as written.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!Columns.TryGetProperty(name, out var value)) continue;
            if (value.ValueKind == JsonValueKind.String) return value.GetString();
            if (value.ValueKind == JsonValueKind.Number) return value.GetRawText();
        }
        return null;
    }

    /// <summary>A list of texts; null when absent or of another kind.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Columns.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Array) return null;
        return value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) ? [.. value.EnumerateArray().Select(one => one.GetString()!)] : null;
    }

    /// <summary>As <see cref="Text"/>, of which there must be something.</summary>
    /// <exception cref="InputException">None of them is there, or it is blank.</exception>
    public string NeedText(params ReadOnlySpan<string> names) => Text(names) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new InputException($"{Where}: no \"{string.Join("\" or \"", names)}\"; expected text.");
}

/// <summary>Reads the JSONL files of benchmarks, which are small.</summary>
internal static class JsonRows
{
    private const long MostBytes = 64 << 20;

    /// <summary>The rows; blank lines are passed over.</summary>
    /// <exception cref="InputException">No such file, far too large, not JSON, or no rows.</exception>
    public static IReadOnlyList<JsonRow> Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InputException($"{path}: no such file; expected questions as JSONL.");
        if (file.Length > MostBytes) throw new InputException($"{path}: has {file.Length:#,0} bytes; expected at most {MostBytes:#,0} for a set to evaluate on.");
        var rows = new List<JsonRow>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            rows.Add(Parse(path, number, line));
        }
        return rows.Count > 0 ? rows : throw new InputException($"{path}: is empty; expected questions as JSONL.");
    }

    private static JsonRow Parse(string path, int number, string line)
    {
        string where = $"{path}:{number}";
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new(where, number, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new InputException($"{where}: not JSON ({e.Message}); expected one object a line.", e);
        }
        throw new InputException($"{where}: not an object; expected one object a line.");
    }
}

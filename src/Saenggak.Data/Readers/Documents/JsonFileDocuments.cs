using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>
/// Documents from one JSON value a file: a list of rows, rows by name (<c>{"1": {…}}</c>), or a list under a name
/// (<c>{"data": [{…}]}</c>). The file is held while it is read; JSONL has no such bound.
/// </summary>
internal static class JsonFileDocuments
{
    private const int MaxFileBytes = 1 << 30;

    private readonly record struct Place(int Start, int Length, string Name);

    public static IEnumerable<Document> Read(string path, string key, DocumentReading reading)
    {
        if (FileDocuments.ReadBounded(path, MaxFileBytes) is not { } bytes)
        {
            reading.Rejects.Add(new Reject(path, 0, "too long", string.Create(CultureInfo.InvariantCulture, $"a JSON file of more than {MaxFileBytes:N0} bytes; convert it to JSONL")));
            yield break;
        }
        int bom = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        List<Place> places = Places(bytes.AsMemory(bom), path, reading);
        long line = 1;
        int counted = 0;
        foreach (Place place in places)
        {
            line += bytes.AsSpan(bom + counted, place.Start - counted).Count((byte)'\n');
            counted = place.Start;
            ReadOnlyMemory<byte> row = bytes.AsMemory(bom + place.Start, place.Length);
            if (row.Length > reading.Options.MaxBytes)
            {
                reading.Rejects.Add(new Reject(path, line, "too long", reading.TooLong));
                continue;
            }
            if (Parse(row.Span, path, line, reading) is not { } columns) continue;
            if (reading.FromRow(columns, $"{key}:{place.Name}", path, line) is { } document) yield return document;
        }
    }

    // Where the rows lie. What is broken costs the rest of the file alone.
    private static List<Place> Places(ReadOnlyMemory<byte> json, string path, DocumentReading reading)
    {
        var places = new List<Place>();
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        string name = "";
        int list = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1) (name, list) = (reader.GetString()!, 0);
                // The root and a list right below it are entered; whatever else lies there is a row.
                bool enters = reader.CurrentDepth == 0 || (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 1 && name.Length > 0);
                if (enters || reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
                int start = (int)reader.TokenStartIndex;
                bool inList = name.Length == 0 || reader.CurrentDepth == 2;
                reader.Skip();
                string number = (++list).ToString(CultureInfo.InvariantCulture);
                places.Add(new Place(start, (int)reader.BytesConsumed - start, inList ? name.Length == 0 ? number : $"{name}:{number}" : name));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            reading.Rejects.Add(new Reject(path, (e as JsonException)?.LineNumber + 1 ?? 0, "the rest of the file cannot be read", "not valid JSON"));
        }
        return places;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> row, string path, long line, DocumentReading reading)
    {
        if (!Utf8.IsValid(row))
        {
            reading.Rejects.Add(new Reject(path, line, "not valid UTF-8"));
            return null;
        }
        try
        {
            return JsonLines.Parse(row, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}:{line}"));
        }
        catch (InputException e)
        {
            reading.Rejects.Add(new Reject(path, line, "not a JSON object", e.Message));
            return null;
        }
    }
}

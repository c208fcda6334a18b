using System.Text.Json;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>Korean MWP 2021 (jkc-ai): <c>{"1": {"class", "question", "answer", "equation"}, …}</c>, with a byte order mark.</summary>
internal static class JkcReader
{
    public static bool Recognises(string head)
    {
        // An object whose first value is an object again, unlike a JSONL row, whose first value is text or a list.
        int colon = head.IndexOf(':', StringComparison.Ordinal);
        return head.StartsWith('{') && colon > 0 && head.AsSpan(colon + 1).TrimStart().StartsWith("{") && head.Contains("\"question\"");
    }

    public static IEnumerable<RawProblem> Read(string path)
    {
        using JsonDocument document = Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"{Path.GetFileName(path)}: expected a JSON object of numbered rows");
        }
        foreach (JsonProperty row in document.RootElement.EnumerateObject())
        {
            yield return new RawProblem(row.Name, Field(row.Value, "question"), Field(row.Value, "answer"), Field(row.Value, "equation"));
        }
    }

    private static JsonDocument Parse(string path)
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new InputException($"{Path.GetFileName(path)}:{e.LineNumber + 1}: not valid JSON", e);
        }
    }

    private static string? Field(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }
}

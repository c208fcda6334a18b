using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>JSON files as transformers writes them: sorted keys, two spaces of indent, floats with a point.</summary>
public static class HuggingFaceJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Style = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="InvalidDataException">The file is missing or holds no JSON object.</exception>
    public static JsonObject ReadObject(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path), documentOptions: Strict) as JsonObject
                ?? throw new InvalidDataException($"{path}: not a JSON object; expected an object; copy or download the file again");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not valid JSON ({e.Message.TrimEnd('.')}); expected an object; copy or download the file again", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path}: no such file; expected a JSON object; check the path", e);
        }
    }

    /// <summary>The text of a file: keys sorted at every level, ending with a line feed, UTF-8.</summary>
    public static byte[] ToBytes(JsonObject json)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Style)) Sorted(json)!.WriteTo(writer);
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    /// <summary>The same as a string.</summary>
    public static string ToText(JsonObject json) => Encoding.UTF8.GetString(ToBytes(json));

    /// <summary>A float as Python writes it: <c>1e-06</c>, <c>10000.0</c>.</summary>
    public static JsonNode Number(double value) => Spell(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A float as Python writes the double that has the same shortest digits.</summary>
    public static JsonNode Number(float value) => Spell(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Token ids: null for none, a number for one, else a list.</summary>
    public static JsonNode? Ids(IReadOnlyList<int> ids) => ids.Count switch
    {
        0 => null,
        1 => ids[0],
        _ => new JsonArray([.. ids.Select(id => JsonValue.Create(id))]),
    };

    private static JsonNode Spell(string digits)
    {
        string text = digits.Replace('E', 'e');
        return JsonNode.Parse(text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0")!;
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

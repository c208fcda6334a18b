using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>JSON to template values; 1 becomes an integer and 1.0 a float, as in Python.</summary>
internal static class JsonValues
{
    public static object? From(JsonNode? node)
    {
        switch (node)
        {
            case null: return null;
            case JsonArray array: return array.Select(From).ToList();
            case JsonObject map: return From(map);
        }
        switch (node.GetValueKind())
        {
            case JsonValueKind.String: return node.GetValue<string>();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Null: return null;
        }
        string number = node.ToJsonString();
        return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            ? (object)integer
            : double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    public static JinjaDict From(JsonObject map)
    {
        var dict = new JinjaDict();
        foreach (var (key, value) in map) dict[key] = From(value);
        return dict;
    }
}

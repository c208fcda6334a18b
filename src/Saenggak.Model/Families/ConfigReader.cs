using System.Text.Json.Nodes;

namespace Saenggak.Model.Families;

/// <summary>Typed reading of a JSON object whose errors name the file, the key, what stands there and what should.</summary>
/// <param name="Json">The object.</param>
/// <param name="File">Name of the file, for messages.</param>
internal sealed record ConfigReader(JsonObject Json, string File)
{
    /// <summary>True when the key is there and not null.</summary>
    public bool Has(string key) => Json[key] is not null;

    /// <summary>A whole number that must be there and be at least <paramref name="minimum"/>.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public int Int(string key, int minimum = 1)
    {
        int value = IntOrNull(key) ?? throw Bad(key, "a whole number", "check that the file belongs to the model");
        return value >= minimum ? value : throw Bad(key, $"at least {minimum}", "check that the file belongs to the model");
    }

    /// <summary>A whole number; null where the key is absent or null.</summary>
    public int? IntOrNull(string key)
    {
        if (Json[key] is not { } node) return null;
        return AsInt(node) ?? throw Bad(key, "a whole number", "check that the file belongs to the model");
    }

    /// <summary>A number; <paramref name="fallback"/> where the key is absent or null.</summary>
    public double Double(string key, double fallback) => DoubleOrNull(key) ?? fallback;

    /// <summary>A number; null where the key is absent or null.</summary>
    public double? DoubleOrNull(string key)
    {
        if (Json[key] is not { } node) return null;
        return node is JsonValue value && value.TryGetValue(out double number)
            ? number
            : throw Bad(key, "a number", "check that the file belongs to the model");
    }

    /// <summary>A truth value; <paramref name="fallback"/> where the key is absent or null.</summary>
    public bool Bool(string key, bool fallback)
    {
        if (Json[key] is not { } node) return fallback;
        return node is JsonValue value && value.TryGetValue(out bool truth)
            ? truth
            : throw Bad(key, "true or false", "check that the file belongs to the model");
    }

    /// <summary>A string; null where the key is absent or null.</summary>
    public string? Text(string key)
    {
        if (Json[key] is not { } node) return null;
        return node is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Bad(key, "a string", "check that the file belongs to the model");
    }

    /// <summary>Token ids given as one number or a list; empty where null, <paramref name="fallback"/> where absent.</summary>
    public IReadOnlyList<int> Ids(string key, IReadOnlyList<int> fallback)
    {
        if (!Json.ContainsKey(key)) return fallback;
        if (Json[key] is not { } node) return [];
        var ids = new List<int>();
        foreach (var item in node is JsonArray list ? list : [node.DeepClone()])
        {
            ids.Add((item is null ? null : AsInt(item)) ?? throw Bad(key, "a token id or a list of them", "check that the file belongs to the model"));
        }
        return ids;
    }

    /// <summary>A nested object; null where the key is absent or null.</summary>
    public ConfigReader? Object(string key)
    {
        if (Json[key] is not { } node) return null;
        return node is JsonObject nested ? new(nested, File) : throw Bad(key, "an object", "check that the file belongs to the model");
    }

    /// <summary>An error about a key.</summary>
    public InvalidDataException Bad(string key, string expected, string next)
    {
        string got = Json[key] is { } node ? $"\"{key}\" is {node.ToJsonString()}" : $"\"{key}\" is missing";
        return new($"{File}: {got}; expected {expected}; {next}");
    }

    private static int? AsInt(JsonNode node)
    {
        if (node is not JsonValue value) return null;
        if (value.TryGetValue(out int number)) return number;
        return value.TryGetValue(out double real) && real == (int)real ? (int)real : null;
    }
}

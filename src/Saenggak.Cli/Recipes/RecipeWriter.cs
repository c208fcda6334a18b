using System.Collections;
using System.Text.Json.Nodes;

namespace Saenggak.Cli.Recipes;

/// <summary>Writes the recipe a run really had, defaults and overrides included, so that the run can be repeated from its manifest.</summary>
internal static class RecipeWriter
{
    /// <summary>The recipe as YAML that <see cref="RecipeReader"/> reads back to an equal record; options that are null are left out.</summary>
    public static string ToYaml(object recipe) => RecipeYaml.Write(ToNode(recipe, recipe.GetType()));

    /// <summary>The recipe as a JSON object with the same keys, for manifest.json.</summary>
    public static JsonObject ToJson(object recipe) => (JsonObject)ToJson(recipe, recipe.GetType());

    // The declared type decides the shape: a list's own type may be one that only the compiler knows.
    private static RecipeNode ToNode(object value, Type declared)
    {
        if (RecipeSchema.DictionaryValue(declared) is { } valueType)
        {
            return new RecipeMap("", [.. Entries(value).Select(entry => new RecipeEntry("", entry.Key, ToNode(entry.Value, valueType)))]);
        }
        if (RecipeSchema.ListItem(declared) is { } itemType)
        {
            return new RecipeList("", [.. ((IEnumerable)value).Cast<object>().Select(item => ToNode(item, itemType))]);
        }
        if (!RecipeSchema.IsRecord(declared)) return RecipeValue.Write(value);
        return new RecipeMap("", [.. Options(value, declared).Select(option => new RecipeEntry("", option.Key, ToNode(option.Value, option.Type)))]);
    }

    private static JsonNode ToJson(object value, Type declared)
    {
        if (RecipeSchema.DictionaryValue(declared) is { } valueType)
        {
            return new JsonObject(Entries(value).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)ToJson(entry.Value, valueType))));
        }
        if (RecipeSchema.ListItem(declared) is { } itemType)
        {
            return new JsonArray([.. ((IEnumerable)value).Cast<object>().Select(item => ToJson(item, itemType))]);
        }
        if (RecipeSchema.IsRecord(declared))
        {
            return new JsonObject(Options(value, declared).Select(option => KeyValuePair.Create(option.Key, (JsonNode?)ToJson(option.Value, option.Type))));
        }
        return value switch
        {
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            ulong number => JsonValue.Create(number),
            float number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            _ => JsonValue.Create(RecipeValue.Write(value).Text),
        };
    }

    private static IEnumerable<(string Key, object Value)> Entries(object dictionary)
    {
        // IReadOnlyDictionary has no untyped form; every dictionary enumerates pairs all the same.
        foreach (object pair in (IEnumerable)dictionary)
        {
            var type = pair.GetType();
            yield return ((string)type.GetProperty("Key")!.GetValue(pair)!, type.GetProperty("Value")!.GetValue(pair)!);
        }
    }

    private static IEnumerable<(string Key, object Value, Type Type)> Options(object record, Type type) =>
        RecipeSchema.Options(type)
            .Select(option => (option.Key, Value: option.Property.GetValue(record), option.Property.PropertyType))
            .Where(option => option.Value is not null)
            .Select(option => (option.Key, option.Value!, Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType))
            .Concat(FreeOptions(record, type));

    private static IEnumerable<(string Key, object Value, Type Type)> FreeOptions(object record, Type type) =>
        RecipeSchema.FreeKeys(type)?.GetValue(record) is { } free ? Entries(free).Select(entry => (entry.Key, entry.Value, typeof(string))) : [];
}

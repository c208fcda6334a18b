using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Saenggak.Text;

namespace Saenggak.Cli.Recipes;

/// <summary>Fills a recipe record from a tree, and names file and line when something does not fit.</summary>
internal static class RecipeMapper
{
    /// <summary>Makes a record of type <paramref name="type"/> from <paramref name="node"/>.</summary>
    /// <exception cref="InputException">A key is unknown or missing, or a value does not fit.</exception>
    public static object ToRecord(RecipeNode node, Type type, object? defaults = null) => ToRecord(node, type, type, "", defaults);

    // A section starts from what its owner gives it by default, which may differ from its type's own defaults.
    private static object ToRecord(RecipeNode node, Type type, Type root, string path, object? usual)
    {
        // A section with nothing under it ("lora:") is the section with its defaults.
        if (node is RecipeScalar { IsNull: true }) node = new RecipeMap(node.Place, []);
        if (node is RecipeScalar && RecipeSchema.ShortKey(type) is { } key) node = new RecipeMap(node.Place, [new RecipeEntry(node.Place, key, node)]);
        if (node is not RecipeMap map) throw new InputException($"{node.Place}: {Named(path)} is {Describe(node)}; expected keys: {KeysOf(type)}.");

        object record = usual is null ? Activator.CreateInstance(type)! : Copy(usual);
        var options = RecipeSchema.Options(type);
        var free = RecipeSchema.FreeKeys(type);
        var taken = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            var option = options.FirstOrDefault(known => known.Key == entry.Key);
            if (option is null && free is not null)
            {
                taken[entry.Key] = FreeText(entry.Value, Join(path, entry.Key));
                continue;
            }
            if (option is null) throw new InputException($"{entry.Place}: unknown key \"{entry.Key}\"{Inside(path)}; {Suggestion(entry.Key, type, root, path)}");
            object? value = ToOption(entry.Value, option, root, Join(path, entry.Key), option.Property.GetValue(record));
            try
            {
                option.Property.SetValue(record, value);
            }
            catch (TargetInvocationException error) when (error.InnerException is ArgumentException or InputException)
            {
                throw new InputException($"{entry.Place}: {Named(Join(path, entry.Key))}: {error.InnerException.Message}", error.InnerException);
            }
        }
        var missing = usual is not null ? null : options.FirstOrDefault(option => option.Required && map.Entries.TrueForAll(entry => entry.Key != option.Key));
        if (missing is not null) throw new InputException($"{map.Place}: {Named(Join(path, missing.Key))} is missing; add it or give --set {Join(path, missing.Key)}=…");
        if (taken.Count > 0) free!.SetValue(record, taken);
        // What only the whole record can tell, such as a step's name and its settings together.
        if (record is IValidatableObject self && self.Validate(new ValidationContext(record)).FirstOrDefault() is { } wrong)
        {
            throw new InputException($"{map.Place}: {Named(path)}: {wrong.ErrorMessage}");
        }
        return record;
    }

    private static string FreeText(RecipeNode node, string path) => node switch
    {
        RecipeScalar scalar => scalar.Text,
        RecipeList list when list.Items.TrueForAll(item => item is RecipeScalar) => string.Join(",", list.Items.Select(item => ((RecipeScalar)item).Text)),
        _ => throw new InputException($"{node.Place}: {Named(path)} is {Describe(node)}; expected a value, or a list of values."),
    };

    // The copy that «with» makes.
    private static object Copy(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static object? ToOption(RecipeNode node, RecipeOption option, Type root, string path, object? usual)
    {
        if (node is RecipeScalar { IsNull: true } && !RecipeSchema.IsRecord(option.Property.PropertyType))
        {
            return option.Nullable ? null : throw new InputException($"{node.Place}: {Named(path)} is empty; expected {RecipeValue.Expected(option.Property.PropertyType)}.");
        }
        object value = RecipeSchema.IsRecord(option.Property.PropertyType)
            ? ToRecord(node, option.Property.PropertyType, root, path, usual)
            : ToValue(node, option.Property.PropertyType, root, path);
        if (option.Range is not null && !option.Range.IsValid(value))
        {
            string got = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            throw new InputException($"{node.Place}: {Named(path)} is {got}; expected {RecipeValue.Expected(option.Property.PropertyType)} {option.DescribeRange()}.");
        }
        return value;
    }

    private static object ToValue(RecipeNode node, Type type, Type root, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (RecipeSchema.IsRecord(type)) return ToRecord(node, type, root, path, null);
        if (RecipeSchema.DictionaryValue(type) is { } valueType) return ToDictionary(node, valueType, root, path);
        if (RecipeSchema.ListItem(type) is { } itemType) return ToList(node, itemType, type, root, path);
        if (node is not RecipeScalar scalar) throw new InputException($"{node.Place}: {Named(path)} is {Describe(node)}; expected {RecipeValue.Expected(type)}.");
        return RecipeValue.Parse(scalar.Text, type, out string? hint)
            ?? throw new InputException($"{node.Place}: {Named(path)} is \"{scalar.Text}\"; expected {RecipeValue.Expected(type)}{hint ?? "."}");
    }

    private static IDictionary ToDictionary(RecipeNode node, Type valueType, Type root, string path)
    {
        if (node is not RecipeMap map) throw new InputException($"{node.Place}: {Named(path)} is {Describe(node)}; expected names and values.");
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var entry in map.Entries) dictionary.Add(entry.Key, ToValue(entry.Value, valueType, root, Join(path, entry.Key)));
        return dictionary;
    }

    private static IList ToList(RecipeNode node, Type itemType, Type listType, Type root, string path)
    {
        // One value where a list may stand is a list of one: "data: train.jsonl".
        var nodes = node switch
        {
            RecipeList list => list.Items,
            RecipeScalar => [node],
            _ => throw new InputException($"{node.Place}: {Named(path)} is {Describe(node)}; expected a list."),
        };
        var items = Array.CreateInstance(itemType, nodes.Count);
        for (int i = 0; i < nodes.Count; i++) items.SetValue(ToValue(nodes[i], itemType, root, string.Create(CultureInfo.InvariantCulture, $"{path}.{i}")), i);
        return listType.IsInstanceOfType(items) ? items : (IList)Activator.CreateInstance(listType, items)!;
    }

    private static string Suggestion(string typed, Type type, Type root, string path)
    {
        var here = RecipeSchema.Options(type).Select(option => option.Key).ToList();
        if (NearestName.Find(typed, here) is { } near) return $"did you mean \"{near}\"?";
        // The right key in the wrong section, or nearly so.
        var elsewhere = RecipeSchema.AllKeys(root).Where(key => key.Contains('.', StringComparison.Ordinal) || path.Length > 0);
        if (elsewhere.FirstOrDefault(key => NearestName.Find(typed, [key[(key.LastIndexOf('.') + 1)..]]) is not null) is { } other) return $"did you mean \"{other}\"?";
        string closest = here.MinBy(key => NearestName.Distance(typed, key)) ?? "none";
        return $"the nearest is \"{closest}\"; known keys: {string.Join(", ", here)}.";
    }

    private static string KeysOf(Type type) => string.Join(", ", RecipeSchema.Options(type).Select(option => option.Key));

    private static string Describe(RecipeNode node) => node switch
    {
        RecipeMap => "a section",
        RecipeList => "a list",
        _ => $"\"{((RecipeScalar)node).Text}\"",
    };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Named(string path) => path.Length == 0 ? "the recipe" : $"\"{path}\"";

    private static string Inside(string path) => path.Length == 0 ? "" : $" in \"{path}\"";
}

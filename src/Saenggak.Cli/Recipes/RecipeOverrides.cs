using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Cli.Recipes;

/// <summary>Lays <c>--set a.b=c</c> over a recipe's tree. The value is YAML, so <c>--set data.sources=[a,b]</c> sets a list.</summary>
internal static class RecipeOverrides
{
    /// <summary>Returns the tree with every override applied in order; a later one wins.</summary>
    /// <exception cref="InputException">An override has no <c>=</c>, an empty key, or names a list item that is not there.</exception>
    public static RecipeNode Apply(RecipeNode root, IEnumerable<string> overrides)
    {
        foreach (string text in overrides)
        {
            string place = $"--set {text}";
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new InputException($"{place}: expected key=value, e.g. --set optimizer.learning_rate=1e-4");
            string[] keys = text[..equals].Trim().Split('.');
            if (keys.Any(string.IsNullOrWhiteSpace)) throw new InputException($"{place}: an empty name between dots in the key.");
            root = Set(root, keys, RecipeYaml.Parse(OrNull(text[(equals + 1)..]), place, numberLines: false), place);
        }
        return root;
    }

    // "--set a=" means: a is null, as "a:" does in a file.
    private static string OrNull(string value) => string.IsNullOrWhiteSpace(value) ? "~" : value;

    private static RecipeNode Set(RecipeNode node, ReadOnlySpan<string> keys, RecipeNode value, string place)
    {
        if (keys.IsEmpty) return value;
        string key = keys[0];
        if (node is RecipeList list)
        {
            bool known = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Items.Count;
            if (!known) throw new InputException($"{place}: \"{key}\" is no item of the list at {list.Place}, which has {list.Items.Count}; the first is 0.");
            var items = new List<RecipeNode>(list.Items);
            items[index] = Set(items[index], keys[1..], value, place);
            return list with { Items = items };
        }
        // Whatever else stood there is replaced by a map: the override says it is one.
        var map = node as RecipeMap ?? new RecipeMap(place, []);
        var entries = new List<RecipeEntry>(map.Entries);
        int at = entries.FindIndex(entry => entry.Key == key);
        var below = Set(at < 0 ? new RecipeMap(place, []) : entries[at].Value, keys[1..], value, place);
        var changed = new RecipeEntry(place, key, below);
        if (at < 0) entries.Add(changed);
        else entries[at] = changed;
        return map with { Entries = entries };
    }
}

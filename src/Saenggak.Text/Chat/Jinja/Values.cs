namespace Saenggak.Text.Chat.Jinja;

// A template's values are plain objects: null (none), bool, long, double, string, List<object?>, and the types of this file.
// Nothing a template can call changes a value, as in the sandbox transformers uses, so values are shared and never copied.

/// <summary>What an absent name or key gives: prints as nothing, is false, and is an error to look into.</summary>
internal sealed class Undefined(string description)
{
    /// <summary>A sentence part that says what is missing.</summary>
    public string Description => description;

    public JinjaError Error() => new($"got {description}, expected a value there.");
}

/// <summary>A tuple; unlike a list it prints with parentheses and never equals one.</summary>
internal sealed record JinjaTuple(object?[] Items);

/// <summary>A mapping that keeps the order of its keys. Keys are strings, numbers or booleans; 1, 1.0 and true are one key, as in Python.</summary>
internal sealed class JinjaDict
{
    private readonly OrderedDictionary<object, object?> _items = new(KeyComparer.Instance);

    public int Count => _items.Count;

    public IEnumerable<object> Keys => _items.Keys;

    public IEnumerable<object?> Values => _items.Values;

    public object? this[string key]
    {
        set => _items[key] = value;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _items.GetEnumerator();

    public void Set(object? key, object? value) => _items[CheckedKey(key)] = value;

    public bool TryGet(object? key, out object? value)
    {
        value = null;
        return key is not (null or Undefined or JinjaTuple) && _items.TryGetValue(CheckedKey(key), out value);
    }

    public List<object?> Items() => [.. _items.Select(object? (item) => new JinjaTuple([item.Key, item.Value]))];

    private static object CheckedKey(object? key) => key is string or long or double or bool
        ? key
        : throw new JinjaError($"got {Types.Describe(key)} as a key, expected a string, a number or a boolean.");

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) =>
            x is string a ? y is string b && a == b : y is not string && Types.ToDouble(x).Equals(Types.ToDouble(y));

        public int GetHashCode(object key) => key is string text ? text.GetHashCode(StringComparison.Ordinal) : Types.ToDouble(key).GetHashCode();
    }
}

/// <summary>The one thing a template may change: <c>{% set ns.count = ns.count + 1 %}</c>.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>The <c>loop</c> of a for; one object per loop, moved on by the interpreter.</summary>
internal sealed class LoopState(IReadOnlyList<object?> items)
{
    public int Index0 { get; set; }

    public object? Get(string name) => name switch
    {
        "index" => (long)Index0 + 1,
        "index0" => (long)Index0,
        "revindex" => (long)items.Count - Index0,
        "revindex0" => (long)items.Count - Index0 - 1,
        "first" => Index0 == 0,
        "last" => Index0 == items.Count - 1,
        "length" => (long)items.Count,
        // Only recursive loops, which are not supported, go deeper; a loop inside another starts at 1 again.
        "depth" => 1L,
        "depth0" => 0L,
        "previtem" => Index0 > 0 ? items[Index0 - 1] : new Undefined("loop.previtem of the first item"),
        "nextitem" => Index0 + 1 < items.Count ? items[Index0 + 1] : new Undefined("loop.nextitem of the last item"),
        _ => new Undefined($"loop.{name}, which does not exist"),
    };
}

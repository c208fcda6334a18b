namespace Saenggak.Text.Chat.Jinja;

/// <summary>What <c>value.name</c> and <c>value[key]</c> give: a dot prefers a method, brackets prefer an item, and each falls back on the other.</summary>
internal static class Attributes
{
    private static readonly Dictionary<string, Builtin> DictMethods = new(StringComparer.Ordinal)
    {
        ["items"] = new([], static c => Dict(c).Items()),
        ["keys"] = new([], static c => new List<object?>(Dict(c).Keys)),
        ["values"] = new([], static c => new List<object?>(Dict(c).Values)),
        ["get"] = new(["key", "default"], static c => Dict(c).TryGet(c.Required(0), out object? value) ? value : c.Value(1, null)),
        ["copy"] = new([], static c => c.Subject),
    };

    private static readonly Dictionary<string, Builtin> ListMethods = new(StringComparer.Ordinal)
    {
        ["index"] = new(["value"], static c => Find(c)),
        ["count"] = new(["value"], static c => (long)Types.Iterate(c.Subject).Count(item => Operators.AreEqual(item, c.Required(0), c.Budget))),
        ["copy"] = new([], static c => c.Subject),
    };

    public static object? Get(object? target, string name)
    {
        switch (target)
        {
            case Undefined undefined:
                throw new JinjaError($"got {undefined.Description}, expected something with \"{name}\" in it.");
            case JinjaNamespace space when space.Attributes.TryGetValue(name, out object? value):
                return value;
            case LoopState loop:
                return loop.Get(name);
            case JinjaDict dict when !DictMethods.ContainsKey(name) && dict.TryGet(name, out object? item):
                return item;
            default:
                return (object?)Method(target, name) ?? new Undefined($"{Types.Describe(target)} without \"{name}\"");
        }
    }

    public static object? GetItem(object? target, object? key)
    {
        switch (target)
        {
            case Undefined undefined:
                throw new JinjaError($"got {undefined.Description}, expected something to index.");
            case JinjaDict dict when dict.TryGet(key, out object? item):
                return item;
            case List<object?> list when Types.TryInteger(key, out long index):
                return At(list, index);
            case JinjaTuple tuple when Types.TryInteger(key, out long index):
                return At(tuple.Items, index);
            case string text when Types.TryInteger(key, out long index):
                return CodePoints.At(text, index) is { } character ? character : new Undefined($"a string of {text.Length} characters without item {index}");
            default:
                return key is string name ? Get(target, name) : new Undefined($"{Types.Describe(target)} without the item asked for");
        }
    }

    private static object? At(IReadOnlyList<object?> items, long index)
    {
        long at = index < 0 ? index + items.Count : index;
        return at >= 0 && at < items.Count ? items[(int)at] : new Undefined($"a list of {items.Count} items without item {index}");
    }

    private static BoundBuiltin? Method(object? target, string name)
    {
        IReadOnlyDictionary<string, Builtin>? methods = target switch
        {
            string => StringMethods.All,
            JinjaDict => DictMethods,
            List<object?> or JinjaTuple => ListMethods,
            _ => null,
        };
        return methods is not null && methods.TryGetValue(name, out Builtin? method) ? new BoundBuiltin(name, method, target) : null;
    }

    private static JinjaDict Dict(Invocation call) => (JinjaDict)call.Subject!;

    private static long Find(Invocation call)
    {
        IReadOnlyList<object?> items = Types.Iterate(call.Subject);
        for (int i = 0; i < items.Count; i++)
        {
            if (Operators.AreEqual(items[i], call.Required(0), call.Budget)) return i;
        }
        throw new JinjaError("got a value that is not in the list, expected one that is.");
    }
}

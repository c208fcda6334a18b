using System.Globalization;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Filters on lists and mappings. Where Jinja gives a generator these give a list, which can do more.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyDictionary<string, Builtin> All { get; } = new Dictionary<string, Builtin>(StringComparer.Ordinal)
    {
        ["length"] = new([], static c => Types.Length(c.Subject)),
        ["count"] = new([], static c => Types.Length(c.Subject)),
        ["first"] = new([], static c => Types.Iterate(c.Subject) is { Count: > 0 } items ? items[0] : new Undefined("the first item of nothing")),
        ["last"] = new([], static c => Types.Iterate(c.Subject) is { Count: > 0 } items ? items[^1] : new Undefined("the last item of nothing")),
        ["default"] = new(["default_value", "boolean"], Default),
        ["d"] = new(["default_value", "boolean"], Default),
        ["items"] = new([], static c => Items(c.Subject)),
        ["dictsort"] = new(["case_sensitive", "by", "reverse"], DictSort),
        ["list"] = new([], static c => new List<object?>(Types.Iterate(c.Subject))),
        ["join"] = new(["d", "attribute"], static c => StringMethods.Join(c.OptionalText(0) ?? "", Attribute(c, 1), c.Budget)),
        ["attr"] = new(["name"], static c => Attributes.Get(c.Subject, c.RequiredText(0))),
        ["reverse"] = new([], static c => c.Subject is string text
            ? CodePoints.Slice(text, new SliceRange(null, null, -1))
            : new List<object?>(Types.Iterate(c.Subject).Reverse())),
        ["sort"] = new(["reverse", "case_sensitive", "attribute"], Sort),
        ["unique"] = new(["case_sensitive", "attribute"], Unique),
        ["min"] = new(["case_sensitive", "attribute"], static c => Extreme(c, -1)),
        ["max"] = new(["case_sensitive", "attribute"], static c => Extreme(c, 1)),
        ["sum"] = new(["attribute", "start"], Sum),
        ["map"] = new(null, Map),
        ["select"] = new(null, static c => Choose(c, withAttribute: false, keep: true)),
        ["reject"] = new(null, static c => Choose(c, withAttribute: false, keep: false)),
        ["selectattr"] = new(null, static c => Choose(c, withAttribute: true, keep: true)),
        ["rejectattr"] = new(null, static c => Choose(c, withAttribute: true, keep: false)),
    };

    private static object? Default(Invocation call) =>
        call.Subject is Undefined || call.Flag(1, false) && !Types.IsTrue(call.Subject) ? call.Value(0, "") : call.Subject;

    private static List<object?> Items(object? value) => value switch
    {
        JinjaDict dict => dict.Items(),
        Undefined => [],
        _ => throw new JinjaError($"got the items of {Types.Describe(value)}, expected a mapping."),
    };

    private static List<object?> DictSort(Invocation call)
    {
        int part = (call.OptionalText(1) ?? "key") switch
        {
            "key" => 0,
            "value" => 1,
            string by => throw new JinjaError($"got dictsort by \"{by}\", expected key or value."),
        };
        return Sorted(Items(call.Subject), item => ((JinjaTuple)item!).Items[part], call.Flag(0, false), call.Flag(2, false), call.Budget);
    }

    private static List<object?> Sort(Invocation call) =>
        Sorted(Types.Iterate(call.Subject), Selector(call.Value(2, null)), call.Flag(1, false), call.Flag(0, false), call.Budget);

    private static List<object?> Sorted(IReadOnlyList<object?> items, Func<object?, object?> key, bool caseSensitive, bool reverse, Budget budget)
    {
        var comparer = Comparer<object?>.Create((a, b) => Operators.Order(Fold(a, caseSensitive), Fold(b, caseSensitive), budget));
        // Both orders are stable, as Python's sort is.
        return [.. reverse ? items.Reverse().OrderBy(key, comparer).Reverse() : items.OrderBy(key, comparer)];
    }

    private static List<object?> Unique(Invocation call)
    {
        Func<object?, object?> key = Selector(call.Value(1, null));
        var result = new List<object?>();
        var seen = new List<object?>();
        foreach (object? item in Types.Iterate(call.Subject))
        {
            object? folded = Fold(key(item), call.Flag(0, false));
            if (seen.Any(other => Operators.AreEqual(other, folded, call.Budget))) continue;
            seen.Add(folded);
            result.Add(item);
        }
        return result;
    }

    private static object? Extreme(Invocation call, int sign)
    {
        Func<object?, object?> key = Selector(call.Value(1, null));
        IReadOnlyList<object?> items = Types.Iterate(call.Subject);
        if (items.Count == 0) return new Undefined($"the {call.Name} of nothing");
        object? best = items[0];
        foreach (object? item in items.Skip(1))
        {
            object? a = Fold(key(item), call.Flag(0, false)), b = Fold(key(best), call.Flag(0, false));
            if (Operators.Order(a, b, call.Budget) * sign > 0) best = item;
        }
        return best;
    }

    private static object? Sum(Invocation call)
    {
        object? total = call.Value(1, 0L);
        foreach (object? item in Attribute(call, 0)) total = Operators.Apply(BinaryOperator.Add, total, item, call.Budget);
        return total;
    }

    private static List<object?> Map(Invocation call)
    {
        IReadOnlyList<object?> items = Types.Iterate(call.Subject);
        if (call.TryNamed("attribute", out object? attribute))
        {
            return [.. items.Select(Selector(attribute, call.TryNamed("default", out object? missing) ? missing : null))];
        }
        if (call.Count == 0 || call.Arguments.Positional[0] is not string name) throw new JinjaError("got map without a filter, expected its name or attribute=.");
        if (!Filters.All.TryGetValue(name, out Builtin? filter)) throw new JinjaError($"got map with the filter \"{name}\", expected one that exists.");
        var rest = new Arguments(call.Arguments.Positional[1..], call.Arguments.Named);
        return [.. items.Select(item => filter.Invoke(call.Interpreter, name, item, rest))];
    }

    private static List<object?> Choose(Invocation call, bool withAttribute, bool keep)
    {
        object?[] given = call.Arguments.Positional;
        int used = withAttribute ? 1 : 0;
        if (given.Length < used) throw new JinjaError($"got {call.Name} without an attribute, expected its name.");
        Func<object?, object?> select = Selector(withAttribute ? given[0] : null);
        if (given.Length == used) return [.. Types.Iterate(call.Subject).Where(item => Types.IsTrue(select(item)) == keep)];
        if (given[used] is not string name || !JinjaTests.All.TryGetValue(name, out Builtin? test))
        {
            throw new JinjaError($"got {call.Name} with {Types.Describe(given[used])}, expected the name of a test.");
        }
        var rest = new Arguments(given[(used + 1)..], call.Arguments.Named);
        return [.. Types.Iterate(call.Subject).Where(item => Types.IsTrue(test.Invoke(call.Interpreter, name, select(item), rest)) == keep)];
    }

    private static IReadOnlyList<object?> Attribute(Invocation call, int index) => call.Value(index, null) is { } attribute
        ? [.. Types.Iterate(call.Subject).Select(Selector(attribute))]
        : Types.Iterate(call.Subject);

    // "function.name" and "0.text" look into each item step by step; a default stands in at each step that finds nothing.
    private static Func<object?, object?> Selector(object? attribute, object? otherwise = null)
    {
        if (attribute is null) return static item => item;
        if (attribute is not string path) return item => Attributes.GetItem(item, attribute);
        object[] steps = [.. path.Split('.').Select(object (part) =>
            long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : part)];
        return item => steps.Aggregate(item, (value, step) => Attributes.GetItem(value, step) is var found && found is Undefined ? otherwise ?? found : found);
    }

    private static object? Fold(object? value, bool caseSensitive) => !caseSensitive && value is string text ? text.ToLowerInvariant() : value;
}

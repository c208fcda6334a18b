namespace Saenggak.Text.Chat.Jinja;

/// <summary>The functions every template sees.</summary>
internal static class Globals
{
    public static IReadOnlyDictionary<string, Callable> All { get; } = new Dictionary<string, Builtin>(StringComparer.Ordinal)
    {
        ["range"] = new(["start", "stop", "step"], Range),
        ["namespace"] = new(null, static call =>
        {
            var space = new JinjaNamespace();
            foreach (var (key, value) in ReadDict(call)) space.Attributes[PythonText.Of(key, call.Budget)] = value;
            return space;
        }),
        ["dict"] = new(null, ReadDict),
        ["raise_exception"] = new(["message"], static call =>
            throw new InputException($"the chat template refuses this conversation: {PythonText.Of(call.Required(0), call.Budget)}")),
        ["strftime_now"] = new(["format"], static call => Strftime.Format(call.RequiredText(0), call.Interpreter.Now)),
    }.ToDictionary(entry => entry.Key, Callable (entry) => new BoundBuiltin(entry.Key, entry.Value), StringComparer.Ordinal);

    private static List<object?> Range(Invocation call)
    {
        long start = call.Has(1) ? call.Integer(0, 0) : 0, stop = call.Integer(call.Has(1) ? 1 : 0, 0), step = call.Integer(2, 1);
        if (step == 0) throw new JinjaError("got range with step 0, expected another step.");
        decimal span = step > 0 ? (decimal)stop - start : (decimal)start - stop;
        decimal count = span <= 0 ? 0 : Math.Ceiling(span / Math.Abs((decimal)step));
        // The sandbox of Jinja allows no longer ranges either.
        if (count > 100_000) throw new JinjaError($"got a range of {count:0} numbers, expected at most 100000.");
        var numbers = new List<object?>((int)count);
        for (int i = 0; i < (int)count; i++) numbers.Add(start + i * step);
        return numbers;
    }

    private static JinjaDict ReadDict(Invocation call)
    {
        var result = new JinjaDict();
        if (call.Count > 1) throw new JinjaError($"got {call.Count} values for {call.Name}, expected at most one mapping and name=value.");
        if (call.Count == 1)
        {
            if (call.Arguments.Positional[0] is JinjaDict given)
            {
                foreach (var (key, value) in given) result.Set(key, value);
            }
            else
            {
                foreach (object? pair in Types.Iterate(call.Arguments.Positional[0]))
                {
                    if (Types.Iterate(pair) is not [var key, var value]) throw new JinjaError($"got an item for {call.Name}, expected a key and a value.");
                    result.Set(key, value);
                }
            }
        }
        foreach (var (name, value) in call.Arguments.Named) result[name] = value;
        return result;
    }
}

using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>
/// The tojson filter as transformers defines it: Python's json.dumps with ensure_ascii off, keys in their order, ", " and ": " between,
/// nothing escaped for HTML.
/// </summary>
internal sealed class ToJson
{
    private readonly StringBuilder _output = new();
    private readonly Budget _budget;
    private readonly bool _ascii, _sorted;
    private readonly string? _indent;
    private readonly string _itemSeparator, _keySeparator;

    private ToJson(Invocation call)
    {
        _budget = call.Budget;
        _ascii = call.Flag(0, false);
        _indent = call.Value(1, null) switch
        {
            null => null,
            string text => text,
            _ => new string(' ', (int)Math.Clamp(call.Integer(1, 0), 0, 64)),
        };
        object? separators = call.Value(2, null);
        _itemSeparator = _indent is null ? ", " : ",";
        _keySeparator = ": ";
        if (separators is not null)
        {
            if (Types.Iterate(separators) is not [string item, string key]) throw new JinjaError("got separators for tojson, expected two strings.");
            (_itemSeparator, _keySeparator) = (item, key);
        }
        _sorted = call.Flag(3, false);
    }

    public static Builtin Filter { get; } = new(["ensure_ascii", "indent", "separators", "sort_keys"], static call =>
    {
        var writer = new ToJson(call);
        writer.Write(call.Subject, 0);
        return writer._output.ToString();
    });

    private void Write(object? value, int depth)
    {
        Budget.GuardStack();
        _budget.Spend(1);
        _budget.SpendOn(value);
        switch (value)
        {
            case null: _output.Append("null"); break;
            case bool truth: _output.Append(truth ? "true" : "false"); break;
            case long number: _output.Append(CultureInfo.InvariantCulture, $"{number}"); break;
            case double number: _output.Append(Number(number)); break;
            case string text: Quote(text); break;
            case List<object?> list: WriteItems(list, depth); break;
            case JinjaTuple tuple: WriteItems(tuple.Items, depth); break;
            case JinjaDict dict: WriteEntries(dict, depth); break;
            default: throw new JinjaError($"got {Types.Describe(value)} for tojson, expected a value JSON can hold.");
        }
    }

    private void WriteItems(IReadOnlyList<object?> items, int depth)
    {
        _output.Append('[');
        for (int i = 0; i < items.Count; i++)
        {
            Separate(i, depth + 1);
            Write(items[i], depth + 1);
        }
        Close(items.Count, depth, ']');
    }

    private void WriteEntries(JinjaDict dict, int depth)
    {
        var entries = new List<(string Key, object? Value)>(dict.Count);
        foreach (var (key, value) in dict) entries.Add((Key(key), value));
        if (_sorted) entries.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        _output.Append('{');
        for (int i = 0; i < entries.Count; i++)
        {
            Separate(i, depth + 1);
            Quote(entries[i].Key);
            _output.Append(_keySeparator);
            Write(entries[i].Value, depth + 1);
        }
        Close(entries.Count, depth, '}');
    }

    private void Separate(int index, int depth)
    {
        if (index > 0) _output.Append(_itemSeparator);
        NewLine(depth);
    }

    private void Close(int count, int depth, char bracket)
    {
        if (count > 0) NewLine(depth);
        _output.Append(bracket);
    }

    private void NewLine(int depth)
    {
        if (_indent is null) return;
        _budget.SpendText((long)depth * _indent.Length);
        _output.Append('\n');
        for (int i = 0; i < depth; i++) _output.Append(_indent);
    }

    private static string Key(object key) => key switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => Number(number),
        _ => ((long)key).ToString(CultureInfo.InvariantCulture),
    };

    private static string Number(double number) => double.IsFinite(number) ? PythonText.Float(number)
        : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    private void Quote(string text)
    {
        _output.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"': _output.Append("\\\""); break;
                case '\\': _output.Append("\\\\"); break;
                case '\n': _output.Append("\\n"); break;
                case '\r': _output.Append("\\r"); break;
                case '\t': _output.Append("\\t"); break;
                case '\f': _output.Append("\\f"); break;
                case '\b': _output.Append("\\b"); break;
                default:
                    if (c < ' ' || _ascii && c > '~') _output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else _output.Append(c);
                    break;
            }
        }
        _output.Append('"');
    }
}

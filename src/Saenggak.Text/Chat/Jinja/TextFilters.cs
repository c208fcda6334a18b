using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Filters on text and numbers.</summary>
internal static class TextFilters
{
    public static IReadOnlyDictionary<string, Builtin> All { get; } = new Dictionary<string, Builtin>(StringComparer.Ordinal)
    {
        ["trim"] = new(["chars"], static c => StringMethods.Strip(c.Text, c.OptionalText(0), true, true)),
        ["upper"] = new([], static c => c.Text.ToUpperInvariant()),
        ["lower"] = new([], static c => c.Text.ToLowerInvariant()),
        ["capitalize"] = new([], static c => StringMethods.Capitalize(c.Text)),
        ["title"] = new([], static c => Title(c.Text)),
        ["replace"] = new(["old", "new", "count"], static c => StringMethods.Replace(
            c.Text, PythonText.Of(c.Required(0), c.Budget), PythonText.Of(c.Required(1), c.Budget), c.Integer(2, -1), c.Budget)),
        ["indent"] = new(["width", "first", "blank"], static c => Indent(c)),
        ["string"] = new([], static c => c.Text),
        ["safe"] = new([], static c => c.Text),
        ["escape"] = new([], static c => Escape(c.Text)),
        ["e"] = new([], static c => Escape(c.Text)),
        ["int"] = new(["default", "base"], static c => ToInteger(c)),
        ["float"] = new(["default"], static c => ToFloat(c.Subject) ?? c.Value(0, 0.0)),
        ["abs"] = new([], static c => Absolute(c.Subject)),
        ["round"] = new(["precision", "method"], static c => Round(c)),
        ["tojson"] = ToJson.Filter,
    };

    // Jinja's own title, unlike str.title, starts words only after white space and opening signs.
    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        bool starts = true;
        foreach (char c in text)
        {
            bool separator = PythonText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            result.Append(starts && !separator ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            starts = separator;
        }
        return result.ToString();
    }

    private static string Indent(Invocation call)
    {
        string prefix = call.Value(0, 4L) is string text ? text : new string(' ', (int)Math.Clamp(call.Integer(0, 4), 0, 10_000));
        bool blank = call.Flag(2, false);
        List<object?> lines = StringMethods.Lines(call.Text + "\n", keepEnds: false);
        call.Budget.SpendText((long)lines.Count * prefix.Length);
        var result = new StringBuilder(call.Flag(1, false) ? prefix : "");
        for (int i = 0; i < lines.Count; i++)
        {
            string line = (string)lines[i]!;
            if (i > 0) result.Append('\n').Append(line.Length > 0 || blank ? prefix : "");
            result.Append(line);
        }
        return result.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal);

    private static object? ToInteger(Invocation call)
    {
        if (call.Integer(1, 10) != 10) throw new JinjaError($"got base {call.Integer(1, 10)} for int, expected 10.");
        if (Types.TryInteger(call.Subject, out long integer)) return integer;
        if (call.Subject is string text && long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer)) return integer;
        double? number = ToFloat(call.Subject);
        return number is { } value && Math.Abs(value) < 9e18 ? (long)Math.Truncate(value) : call.Value(0, 0L);
    }

    private static double? ToFloat(object? value) => value switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
        Undefined undefined => throw undefined.Error(),
        _ when Types.IsNumber(value) => Types.ToDouble(value),
        _ => null,
    };

    private static object Absolute(object? value) => value is double number ? (object)Math.Abs(number)
        : Types.TryInteger(value, out long integer) ? Math.Abs(integer)
        : throw new JinjaError($"got abs of {Types.Describe(value)}, expected a number.");

    private static object Round(Invocation call)
    {
        long precision = call.Integer(0, 0);
        string method = call.OptionalText(1) ?? "common";
        double value = Types.ToDouble(call.Subject), scale = Math.Pow(10, precision);
        return method switch
        {
            "ceil" => Math.Ceiling(value * scale) / scale,
            "floor" => Math.Floor(value * scale) / scale,
            "common" when call.Subject is not double && precision >= 0 => call.Subject!,
            "common" when precision is >= 0 and <= 15 => Math.Round(value, (int)precision, MidpointRounding.ToEven),
            "common" => Math.Round(value * scale, MidpointRounding.ToEven) / scale,
            _ => throw new JinjaError($"got the rounding method \"{method}\", expected common, ceil or floor."),
        };
    }
}

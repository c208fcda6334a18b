using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>The methods of Python's str that templates call.</summary>
internal static class StringMethods
{
    public static IReadOnlyDictionary<string, Builtin> All { get; } = new Dictionary<string, Builtin>(StringComparer.Ordinal)
    {
        ["strip"] = new(["chars"], static c => Strip(c.Text, c.OptionalText(0), true, true)),
        ["lstrip"] = new(["chars"], static c => Strip(c.Text, c.OptionalText(0), true, false)),
        ["rstrip"] = new(["chars"], static c => Strip(c.Text, c.OptionalText(0), false, true)),
        ["split"] = new(["sep", "maxsplit"], static c => Split(c.Text, c.OptionalText(0), c.Integer(1, -1))),
        ["rsplit"] = new(["sep", "maxsplit"], static c => SplitFromEnd(c.Text, c.RequiredText(0), c.Integer(1, -1))),
        ["splitlines"] = new(["keepends"], static c => Lines(c.Text, c.Flag(0, false))),
        ["partition"] = new(["sep"], static c => Partition(c.Text, c.RequiredText(0), c.Text.IndexOf(c.RequiredText(0), StringComparison.Ordinal), false)),
        ["rpartition"] = new(["sep"], static c => Partition(c.Text, c.RequiredText(0), c.Text.LastIndexOf(c.RequiredText(0), StringComparison.Ordinal), true)),
        ["startswith"] = new(["prefix"], static c => Any(c.Required(0), c, static (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        ["endswith"] = new(["suffix"], static c => Any(c.Required(0), c, static (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        ["removeprefix"] = new(["prefix"], static c => c.Text.StartsWith(c.RequiredText(0), StringComparison.Ordinal) ? c.Text[c.RequiredText(0).Length..] : c.Text),
        ["removesuffix"] = new(["suffix"], static c => c.Text.EndsWith(c.RequiredText(0), StringComparison.Ordinal) ? c.Text[..^c.RequiredText(0).Length] : c.Text),
        ["replace"] = new(["old", "new", "count"], static c => Replace(c.Text, c.RequiredText(0), c.RequiredText(1), c.Integer(2, -1), c.Budget)),
        ["upper"] = new([], static c => c.Text.ToUpperInvariant()),
        ["lower"] = new([], static c => c.Text.ToLowerInvariant()),
        ["title"] = new([], static c => Title(c.Text)),
        ["capitalize"] = new([], static c => Capitalize(c.Text)),
        ["find"] = new(["sub"], static c => CodePointIndex(c.Text, c.Text.IndexOf(c.RequiredText(0), StringComparison.Ordinal))),
        ["rfind"] = new(["sub"], static c => CodePointIndex(c.Text, c.Text.LastIndexOf(c.RequiredText(0), StringComparison.Ordinal))),
        ["count"] = new(["sub"], static c => Occurrences(c.Text, c.RequiredText(0))),
        ["join"] = new(["iterable"], static c => Join(c.Text, Types.Iterate(c.Required(0)), c.Budget)),
        ["format"] = new(null, static c => StringFormat.Format(c)),
        ["isdigit"] = new([], static c => Every(c.Text, char.IsDigit)),
        ["isnumeric"] = new([], static c => Every(c.Text, char.IsNumber)),
        ["isalpha"] = new([], static c => Every(c.Text, char.IsLetter)),
        ["isalnum"] = new([], static c => Every(c.Text, char.IsLetterOrDigit)),
        ["isspace"] = new([], static c => Every(c.Text, PythonText.IsSpace)),
        ["isupper"] = new([], static c => c.Text.Any(char.IsUpper) && !c.Text.Any(char.IsLower)),
        ["islower"] = new([], static c => c.Text.Any(char.IsLower) && !c.Text.Any(char.IsUpper)),
    };

    public static string Strip(string text, string? chars, bool start, bool end)
    {
        ReadOnlySpan<char> span = text;
        if (chars is null)
        {
            if (start) span = PythonText.TrimStart(span);
            if (end) span = PythonText.TrimEnd(span);
        }
        else if (chars.Length > 0)
        {
            if (start) span = span.TrimStart(chars);
            if (end) span = span.TrimEnd(chars);
        }
        return span.Length == text.Length ? text : span.ToString();
    }

    private static List<object?> Split(string text, string? separator, long limit)
    {
        if (separator is null) return SplitAtSpace(text, limit);
        CheckSeparator(separator);
        var parts = new List<object?>();
        int from = 0;
        for (int at; limit != 0 && (at = text.IndexOf(separator, from, StringComparison.Ordinal)) >= 0; limit--)
        {
            parts.Add(text[from..at]);
            from = at + separator.Length;
        }
        parts.Add(text[from..]);
        return parts;
    }

    private static List<object?> SplitAtSpace(string text, long limit)
    {
        var parts = new List<object?>();
        ReadOnlySpan<char> rest = PythonText.TrimStart(text);
        while (!rest.IsEmpty)
        {
            int length = 0;
            while (length < rest.Length && !PythonText.IsSpace(rest[length])) length++;
            if (limit-- == 0)
            {
                parts.Add(rest.ToString());
                break;
            }
            parts.Add(rest[..length].ToString());
            rest = PythonText.TrimStart(rest[length..]);
        }
        return parts;
    }

    private static List<object?> SplitFromEnd(string text, string separator, long limit)
    {
        CheckSeparator(separator);
        var parts = new List<object?>();
        int at;
        for (; limit != 0 && (at = text.LastIndexOf(separator, StringComparison.Ordinal)) >= 0; limit--)
        {
            parts.Add(text[(at + separator.Length)..]);
            text = text[..at];
        }
        parts.Add(text);
        parts.Reverse();
        return parts;
    }

    private static void CheckSeparator(string separator)
    {
        if (separator.Length == 0) throw new JinjaError("got an empty separator, expected at least one character.");
    }

    public static List<object?> Lines(string text, bool keepEnds)
    {
        var lines = new List<object?>();
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && text[end] is not ('\n' or '\r' or '\v' or '\f' or '\u001C' or '\u001D' or '\u001E' or '\u0085' or '\u2028' or '\u2029')) end++;
            int next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }
        return lines;
    }

    private static JinjaTuple Partition(string text, string separator, int at, bool fromEnd)
    {
        CheckSeparator(separator);
        if (at < 0) return new JinjaTuple(fromEnd ? ["", "", text] : [text, "", ""]);
        return new JinjaTuple([text[..at], separator, text[(at + separator.Length)..]]);
    }

    private static bool Any(object? parts, Invocation call, Func<string, string, bool> match) => parts switch
    {
        string part => match(call.Text, part),
        JinjaTuple tuple => tuple.Items.Any(part => part is string text && match(call.Text, text)),
        _ => throw new JinjaError($"got {Types.Describe(parts)} for {call.Name}, expected a string or a tuple of strings."),
    };

    public static string Replace(string text, string old, string replacement, long count, Budget budget)
    {
        if (count == 0) return text;
        if (old.Length == 0) throw new JinjaError("got an empty text to replace, expected at least one character.");
        long growth = Math.Max(0, replacement.Length - old.Length);
        budget.SpendText(growth == 0 ? 0 : Occurrences(text, old) * growth);
        if (count < 0) return text.Replace(old, replacement, StringComparison.Ordinal);
        var result = new StringBuilder(text.Length);
        int from = 0;
        for (int at; count > 0 && (at = text.IndexOf(old, from, StringComparison.Ordinal)) >= 0; count--)
        {
            result.Append(text, from, at - from).Append(replacement);
            from = at + old.Length;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    private static long Occurrences(string text, string part) => part.Length == 0 ? CodePoints.Count(text) + 1 : text.AsSpan().Count(part);

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    private static string Title(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            // Only letters with a case continue a word, as in Python: Hangul has none.
            bool inside = i > 0 && (char.IsUpper(source[i - 1]) || char.IsLower(source[i - 1]));
            span[i] = inside ? char.ToLowerInvariant(source[i]) : char.ToUpperInvariant(source[i]);
        }
    });

    public static string Join(string separator, IReadOnlyList<object?> items, Budget budget)
    {
        var result = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) result.Append(separator);
            string text = PythonText.Of(items[i], budget);
            budget.SpendText((long)separator.Length + text.Length);
            result.Append(text);
        }
        return result.ToString();
    }

    private static long CodePointIndex(string text, int index) => index <= 0 ? index : CodePoints.Count(text[..index]);

    private static bool Every(string text, Func<char, bool> test) => text.Length > 0 && text.All(test);
}

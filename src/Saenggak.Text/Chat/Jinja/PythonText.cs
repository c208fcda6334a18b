using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Values as Python prints them (<c>str</c> and <c>repr</c>), and Python's idea of white space.</summary>
internal static class PythonText
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && IsSpace(text[^1])) text = text[..^1];
        return text;
    }

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && IsSpace(text[0])) text = text[1..];
        return text;
    }

    /// <summary>What <c>{{ value }}</c> writes.</summary>
    public static string Of(object? value, Budget budget)
    {
        switch (value)
        {
            case string text: return text;
            case Undefined: return "";
            case long number: return number.ToString(CultureInfo.InvariantCulture);
            default:
                var output = new StringBuilder();
                Represent(value, output, budget);
                return output.ToString();
        }
    }

    private static void Represent(object? value, StringBuilder output, Budget budget)
    {
        Budget.GuardStack();
        budget.SpendOn(value);
        switch (value)
        {
            case null: output.Append("None"); break;
            case bool truth: output.Append(truth ? "True" : "False"); break;
            case long number: output.Append(CultureInfo.InvariantCulture, $"{number}"); break;
            case double number: output.Append(Float(number)); break;
            case string text: Quote(text, output); break;
            case Undefined: output.Append("Undefined"); break;
            case List<object?> list: Sequence(list, '[', ']', output, budget); break;
            case JinjaTuple { Items.Length: 1 } tuple:
                output.Append('(');
                Represent(tuple.Items[0], output, budget);
                output.Append(",)");
                break;
            case JinjaTuple tuple: Sequence(tuple.Items, '(', ')', output, budget); break;
            case JinjaDict dict: Mapping(dict, output, budget); break;
            default: output.Append('<').Append(Types.Describe(value)).Append('>'); break;
        }
    }

    private static void Sequence(IReadOnlyList<object?> items, char open, char close, StringBuilder output, Budget budget)
    {
        output.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Append(", ");
            Represent(items[i], output, budget);
        }
        output.Append(close);
    }

    private static void Mapping(JinjaDict dict, StringBuilder output, Budget budget)
    {
        output.Append('{');
        bool first = true;
        foreach (var (key, value) in dict)
        {
            if (!first) output.Append(", ");
            first = false;
            Represent(key, output, budget);
            output.Append(": ");
            Represent(value, output, budget);
        }
        output.Append('}');
    }

    private static void Quote(string text, StringBuilder output)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        output.Append(quote);
        foreach (char c in text)
        {
            if (c == quote || c == '\\') output.Append('\\').Append(c);
            else if (c == '\n') output.Append("\\n");
            else if (c == '\t') output.Append("\\t");
            else if (c == '\r') output.Append("\\r");
            else if (c is < ' ' or '\u007F' || c < '\u0100' && !IsPrintable(c)) output.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else if (!char.IsSurrogate(c) && !IsPrintable(c)) output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else output.Append(c);
        }
        output.Append(quote);
    }

    private static bool IsPrintable(char c) => c == ' ' || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);

    /// <summary>The shortest digits that give the number back, written as Python's repr does: 1.0, 1e-05, 1e+16.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        string shortest = value.ToString("R", CultureInfo.InvariantCulture).TrimStart('-');
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? shortest : shortest[..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = point < 0 ? mantissa : mantissa.Remove(point, 1);
        string significant = all.TrimStart('0');
        string digits = significant.TrimEnd('0') is { Length: > 0 } trimmed ? trimmed : "0";
        int exponent = value == 0 ? 0 : (point < 0 ? all.Length : point) - 1 - (all.Length - significant.Length)
            + (mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return (double.IsNegative(value) ? "-" : "") + (exponent is < -4 or >= 16
            ? digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)
            : Fixed(digits, exponent));
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0) return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1) return digits + new string('0', exponent + 1 - digits.Length) + ".0";
        return digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}

using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Python's str.format without format specifications: {}, {0}, {name}, and doubled braces.</summary>
internal static class StringFormat
{
    public static string Format(Invocation call)
    {
        string text = call.Text;
        var result = new StringBuilder(text.Length);
        int next = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '{')
            {
                int close = text.IndexOf('}', i);
                if (close < 0) throw new JinjaError("got a format with an open {, expected } after it.");
                string value = PythonText.Of(Field(call, text[(i + 1)..close], ref next), call.Budget);
                call.Budget.SpendText(value.Length);
                result.Append(value);
                i = close;
            }
            else result.Append(c);
        }
        return result.ToString();
    }

    private static object? Field(Invocation call, string field, ref int next)
    {
        if (field.Length == 0) field = (next++).ToString(CultureInfo.InvariantCulture);
        if (int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return index < call.Count ? call.Arguments.Positional[index] : throw new JinjaError($"got {call.Count} values to format, expected a value for {{{field}}}.");
        }
        return call.TryNamed(field, out object? value) ? value : throw new JinjaError($"got the format field {{{field}}}, expected {{}}, {{0}} or a name that is given.");
    }
}

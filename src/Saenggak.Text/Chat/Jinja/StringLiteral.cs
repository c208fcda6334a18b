using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Reads a quoted string of a template with Python's escapes; an unknown escape keeps its backslash, as in Python.</summary>
internal static class StringLiteral
{
    public static string Read(string source, ref int position, int line)
    {
        char quote = source[position];
        int start = position + 1, end = start;
        while (end < source.Length && source[end] != quote) end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length) throw Lexer.Error(line, $"a string is not closed, expected {quote}.");
        position = end + 1;
        ReadOnlySpan<char> body = source.AsSpan(start, end - start);
        return body.Contains('\\') ? Unescape(body, line) : body.ToString();
    }

    private static string Unescape(ReadOnlySpan<char> body, int line)
    {
        var text = new StringBuilder(body.Length);
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                text.Append(body[i]);
                continue;
            }
            char c = body[++i];
            int hexDigits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (hexDigits > 0)
            {
                AppendCodePoint(text, body, i + 1, hexDigits, line);
                i += hexDigits;
            }
            else if (c is >= '0' and <= '7')
            {
                int value = 0, first = i;
                for (; i < body.Length && i < first + 3 && body[i] is >= '0' and <= '7'; i++) value = value * 8 + (body[i] - '0');
                i--;
                text.Append((char)value);
            }
            else AppendSimple(text, c);
        }
        return text.ToString();
    }

    private static void AppendSimple(StringBuilder text, char c)
    {
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(c); break;
            default: text.Append('\\').Append(c); break;
        }
    }

    private static void AppendCodePoint(StringBuilder text, ReadOnlySpan<char> body, int start, int digits, int line)
    {
        if (start + digits > body.Length || !int.TryParse(body.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            || value is < 0 or > 0x10FFFF)
        {
            throw Lexer.Error(line, $"got a broken \\{body[start - 1]} escape, expected {digits} hexadecimal digits of a code point.");
        }
        if (value > 0xFFFF) text.Append(char.ConvertFromUtf32(value));
        else text.Append((char)value);
    }
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Takes LaTeX dressing off a short answer: math delimiters, text boxes, spacing. One pass, no recursion.</summary>
internal static class LatexText
{
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Commands = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["frac"] = "\\frac", ["dfrac"] = "\\frac", ["tfrac"] = "\\frac", ["cfrac"] = "\\frac",
        ["times"] = "×", ["cdot"] = "·", ["div"] = "÷", ["pm"] = "±", ["circ"] = "°", ["degree"] = "°",
        ["pi"] = "π", ["infty"] = "∞", ["percent"] = "%", ["quad"] = " ", ["qquad"] = " ",
        ["left"] = "", ["right"] = "", ["displaystyle"] = "", ["limits"] = "",
        ["text"] = "", ["textbf"] = "", ["textit"] = "", ["textrm"] = "", ["mathrm"] = "", ["mathbf"] = "", ["mathit"] = "",
        ["mbox"] = "", ["hbox"] = "", ["textnormal"] = "", ["textsf"] = "", ["textup"] = "", ["texttt"] = "", ["mathsf"] = "", ["bold"] = "", ["operatorname"] = "", ["boxed"] = "", ["fbox"] = "", ["bf"] = "", ["rm"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private const int StackChars = 256;

    /// <summary>The text without dressing. Braces stay where they carry meaning: after \frac, \sqrt, ^ and _.</summary>
    public static string Plain(ReadOnlySpan<char> text)
    {
        Span<char> result = text.Length <= StackChars ? stackalloc char[StackChars] : new char[text.Length];
        return result[..Write(text, result)].ToString();
    }

    /// <summary>Writes <see cref="Plain"/>, at most as long as the text, and returns its length.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> result)
    {
        Span<bool> keptBraces = text.Length <= StackChars ? stackalloc bool[StackChars] : new bool[text.Length];
        int length = 0, depth = 0;
        // «$5» is money; in «$5$» the signs are LaTeX's.
        bool money = text.Count('$') - text.Count("\\$") == 1;
        bool keepNext = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '\\':
                    i = Command(text, i, result, ref length, ref keepNext);
                    break;
                case '$' when money:
                    result[length++] = '$';
                    break;
                case '$' or '`':
                    break;
                case '~':
                    result[length++] = ' ';
                    break;
                case '{' when text[i..].StartsWith("{,}"):
                    result[length++] = ',';
                    i += 2;
                    break;
                case '{':
                    keptBraces[depth++] = keepNext;
                    if (keepNext) result[length++] = '{';
                    keepNext = false;
                    break;
                case '}':
                    bool kept = depth == 0 || keptBraces[--depth];
                    if (kept) result[length++] = '}';
                    // The second group of \frac{a}{b} belongs to it too.
                    keepNext = kept && i + 1 < text.Length && text[i + 1] == '{';
                    break;
                default:
                    result[length++] = c;
                    keepNext = c is '^' or '_';
                    break;
            }
        }
        if (!result[..length].Contains('°')) return length;
        length = Replace(result[..length], "^{°}", '°');
        return Replace(result[..length], "^°", '°');
    }

    private static int Replace(Span<char> text, ReadOnlySpan<char> old, char with)
    {
        int length = 0;
        for (int i = 0; i < text.Length;)
        {
            bool found = text[i..].StartsWith(old);
            text[length++] = found ? with : text[i];
            i += found ? old.Length : 1;
        }
        return length;
    }

    // Returns the index of the last character consumed.
    private static int Command(ReadOnlySpan<char> text, int at, Span<char> result, ref int length, ref bool keepNext)
    {
        if (at + 1 == text.Length) return at;
        char next = text[at + 1];
        if (!char.IsAsciiLetter(next))
        {
            if (next is '%' or '{' or '}' or '_' or '&' or '#' or '$') result[length++] = next;
            if (next is '\\' or ' ') result[length++] = ' ';
            at++;
            // «11,\! 111»: the negative space joins the groups.
            while (next == '!' && at + 1 < text.Length && text[at + 1] == ' ') at++;
            return at;
        }
        int end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        ReadOnlySpan<char> written = text[at..end];
        keepNext = true;
        if (Commands.TryGetValue(written[1..], out string? plain))
        {
            written = plain;
            keepNext = plain is "\\frac";
        }
        written.CopyTo(result[length..]);
        length += written.Length;
        return end - 1;
    }
}

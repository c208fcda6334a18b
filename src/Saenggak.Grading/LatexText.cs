using System.Collections.Frozen;
using System.Text;

namespace Saenggak.Grading;

/// <summary>Takes LaTeX dressing off a short answer: math delimiters, text boxes, spacing. One pass, no recursion.</summary>
internal static class LatexText
{
    private static readonly FrozenDictionary<string, string> Commands = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["frac"] = "\\frac", ["dfrac"] = "\\frac", ["tfrac"] = "\\frac", ["cfrac"] = "\\frac",
        ["times"] = "×", ["cdot"] = "·", ["div"] = "÷", ["pm"] = "±", ["circ"] = "°", ["degree"] = "°",
        ["pi"] = "π", ["infty"] = "∞", ["percent"] = "%", ["quad"] = " ", ["qquad"] = " ",
        ["left"] = "", ["right"] = "", ["displaystyle"] = "", ["limits"] = "",
        ["text"] = "", ["textbf"] = "", ["textit"] = "", ["textrm"] = "", ["mathrm"] = "", ["mathbf"] = "", ["mathit"] = "",
        ["mbox"] = "", ["hbox"] = "", ["textnormal"] = "", ["textsf"] = "", ["textup"] = "", ["texttt"] = "", ["mathsf"] = "", ["bold"] = "", ["operatorname"] = "", ["boxed"] = "", ["fbox"] = "", ["bf"] = "", ["rm"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the text without dressing. Braces stay where they carry meaning: after \frac, \sqrt, ^ and _.</summary>
    public static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        Stack<bool>? keptBraces = null;
        // «$5» is money; in «$5$» the signs are LaTeX's.
        bool money = text.AsSpan().Count('$') - text.AsSpan().Count("\\$") == 1;
        bool keepNext = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '\\':
                    i = Command(text, i, result, ref keepNext);
                    break;
                case '$' when money:
                    result.Append('$');
                    break;
                case '$' or '`':
                    break;
                case '~':
                    result.Append(' ');
                    break;
                case '{' when text.AsSpan(i).StartsWith("{,}"):
                    result.Append(',');
                    i += 2;
                    break;
                case '{':
                    (keptBraces ??= new Stack<bool>()).Push(keepNext);
                    if (keepNext) result.Append('{');
                    keepNext = false;
                    break;
                case '}':
                    bool kept = keptBraces is null || !keptBraces.TryPop(out bool wasKept) || wasKept;
                    if (kept) result.Append('}');
                    // The second group of \frac{a}{b} belongs to it too.
                    keepNext = kept && i + 1 < text.Length && text[i + 1] == '{';
                    break;
                default:
                    result.Append(c);
                    keepNext = c is '^' or '_';
                    break;
            }
        }
        string plain = result.ToString();
        return plain.Contains('°') ? plain.Replace("^{°}", "°", StringComparison.Ordinal).Replace("^°", "°", StringComparison.Ordinal) : plain;
    }

    // Returns the index of the last character consumed.
    private static int Command(string text, int at, StringBuilder result, ref bool keepNext)
    {
        if (at + 1 == text.Length) return at;
        char next = text[at + 1];
        if (!char.IsAsciiLetter(next))
        {
            if (next is '%' or '{' or '}' or '_' or '&' or '#' or '$') result.Append(next);
            if (next is '\\' or ' ') result.Append(' ');
            at++;
            // «11,\! 111»: the negative space joins the groups.
            while (next == '!' && at + 1 < text.Length && text[at + 1] == ' ') at++;
            return at;
        }
        int end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        ReadOnlySpan<char> name = text.AsSpan(at + 1, end - at - 1);
        if (Commands.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? plain))
        {
            result.Append(plain);
            keepNext = plain is "\\frac";
        }
        else
        {
            result.Append('\\').Append(name);
            keepNext = true;
        }
        return end - 1;
    }
}

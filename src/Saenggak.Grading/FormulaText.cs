namespace Saenggak.Grading;

/// <summary>Finds formulas in their delimiters: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c>.</summary>
internal static class FormulaText
{
    private static readonly (string Open, string Close)[] Delimiters = [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")];

    /// <summary>The formula that begins the text, delimiters included; empty when none does.</summary>
    public static ReadOnlySpan<char> Leading(ReadOnlySpan<char> text)
    {
        int unclosed = 0;
        return Leading(text, ref unclosed);
    }

    /// <summary>The last formula of the text, without its delimiters; empty when there is none.</summary>
    public static ReadOnlySpan<char> Last(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> last = default;
        int unclosed = 0;
        for (int at = 0; at < text.Length;)
        {
            int skip = text[at..].IndexOfAny('$', '\\');
            if (skip < 0) break;
            at += skip;
            ReadOnlySpan<char> formula = Leading(text[at..], ref unclosed);
            if (!formula.IsEmpty) last = formula;
            at += !formula.IsEmpty ? formula.Length : text[at] == '\\' ? 2 : 1;
        }
        return Inside(last);
    }

    // A delimiter that once found no end has none further on either: bit i of unclosed spares the search.
    private static ReadOnlySpan<char> Leading(ReadOnlySpan<char> text, scoped ref int unclosed)
    {
        for (int i = 0; i < Delimiters.Length; i++)
        {
            (string open, string close) = Delimiters[i];
            if ((unclosed & (1 << i)) != 0 || !text.StartsWith(open)) continue;
            int end = Close(text[open.Length..], close);
            if (end < 0) unclosed |= 1 << i;
            if (end > 0) return text[..(open.Length + end + close.Length)];
        }
        return default;
    }

    private static int Close(ReadOnlySpan<char> text, string close)
    {
        for (int from = 0; ;)
        {
            int end = text[from..].IndexOf(close);
            if (end < 0) return -1;
            end += from;
            // «\$» inside a formula is money.
            if (close != "$" || end == 0 || text[end - 1] != '\\') return end;
            from = end + 1;
        }
    }

    private static ReadOnlySpan<char> Inside(ReadOnlySpan<char> formula)
    {
        if (formula.Length < 2) return default;
        int width = formula[0] == '\\' || formula.StartsWith("$$") ? 2 : 1;
        return formula[width..^width].Trim();
    }
}

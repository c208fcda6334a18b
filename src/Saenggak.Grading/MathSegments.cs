namespace Saenggak.Grading;

/// <summary>Finds formulas between LaTeX's delimiters.</summary>
internal static class MathSegments
{
    /// <summary>The last formula in <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> or <c>\[…\]</c>; returns the index behind it, −1 where there is none.</summary>
    public static int Last(ReadOnlySpan<char> text, out ReadOnlySpan<char> formula)
    {
        formula = default;
        int best = -1;
        foreach ((string open, string close) in (ReadOnlySpan<(string, string)>)[("\\(", "\\)"), ("\\[", "\\]")])
        {
            int end = text.LastIndexOf(close);
            int start = end < 0 ? -1 : text[..end].LastIndexOf(open);
            if (start < 0 || end <= best) continue;
            best = end + 2;
            formula = text[(start + 2)..end];
        }
        if (!LastDollars(text, out int from, out int to) || to <= best) return best;
        formula = text[from..to].Trim('$');
        return to;
    }

    // Dollars pair from the left; «\$» and a dollar before a digit that never closes on its line are money.
    private static bool LastDollars(ReadOnlySpan<char> text, out int from, out int to)
    {
        (from, to) = (-1, -1);
        int open = -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                continue;
            }
            if (text[i] != '$') continue;
            int width = i + 1 < text.Length && text[i + 1] == '$' ? 2 : 1;
            if (open < 0)
            {
                open = i;
            }
            else
            {
                if (text[open..i].Trim('$').Trim().Length > 0) (from, to) = (open, i + width);
                open = -1;
            }
            i += width - 1;
        }
        return from >= 0;
    }
}

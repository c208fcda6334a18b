namespace Saenggak.Grading;

/// <summary>Finds formulas in their delimiters: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c>.</summary>
internal static class FormulaText
{
    private static readonly (string Open, string Close)[] Delimiters = [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")];

    /// <summary>The formula that begins the text, delimiters included; empty when none does.</summary>
    public static ReadOnlySpan<char> Leading(ReadOnlySpan<char> text)
    {
        foreach ((string open, string close) in Delimiters)
        {
            if (text.StartsWith(open) && Close(text[open.Length..], close) is > 0 and var end) return text[..(open.Length + end + close.Length)];
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
}

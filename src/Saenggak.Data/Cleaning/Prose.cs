using System.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>A text without its fenced code and inline code, by which quality is told.</summary>
internal static class Prose
{
    /// <summary>The text itself where it has no backtick.</summary>
    public static string Of(string text)
    {
        if (!text.Contains('`', StringComparison.Ordinal)) return text;
        var prose = new StringBuilder(text.Length);
        bool fenced = false;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.TrimStart().StartsWith("```"))
            {
                fenced = !fenced;
                continue;
            }
            if (!fenced) AddWithoutSpans(line, prose);
        }
        // A fence that never closes hides the rest; then the whole is looked at.
        return fenced ? text : prose.ToString();
    }

    private static void AddWithoutSpans(ReadOnlySpan<char> line, StringBuilder prose)
    {
        while (!line.IsEmpty)
        {
            int open = line.IndexOf('`');
            int close = open < 0 ? -1 : line[(open + 1)..].IndexOf('`');
            if (close < 0) break;
            prose.Append(line[..open]).Append(' ');
            line = line[(open + close + 2)..];
        }
        prose.Append(line).Append('\n');
    }
}

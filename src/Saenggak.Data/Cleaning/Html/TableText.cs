using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>Tables of data as Markdown's tables with bars. Tables that only lay a page out are told apart and written as blocks.</summary>
internal static class TableText
{
    // A cell may claim to span any number of columns.
    private const int MaxSpan = 50;
    private const int MaxCellChars = 2000;

    /// <summary>Null where the table lays out a page: one column, tables or blocks within, or very long cells.</summary>
    public static string? Write(IElement table, HtmlMarkdown page)
    {
        List<IElement> rows = [.. Rows(table)];
        // A row of headings says that what stands below is data, though a cell of it may hold two paragraphs.
        bool headed = rows.Count > 0 && rows[0].Children.Count(cell => cell.LocalName == "th") > 1;
        if (table.GetAttribute("role") is "presentation" or "none" || rows.Any(row => row.Children.Any(cell => IsBlock(cell, headed)))) return null;
        var grid = new List<List<string>>();
        var below = new Dictionary<int, int>();
        foreach (IElement row in rows)
        {
            List<string> cells = Row(row, below, page);
            if (cells.Any(cell => cell.Length > 0)) grid.Add(cells);
        }
        int width = grid.Count == 0 ? 0 : grid.Max(row => row.Count);
        if (width < 2) return null;
        var text = new StringBuilder();
        for (int i = 0; i < grid.Count; i++)
        {
            List<string> row = grid[i];
            while (row.Count < width) row.Add("");
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            if (i == 0) text.Append('|').Insert(text.Length, " --- |", width).Append('\n');
        }
        string caption = table.Children.FirstOrDefault(child => child.LocalName == "caption") is { } title ? page.Cell(title) + "\n\n" : "";
        return caption + text.ToString().TrimEnd('\n');
    }

    private static IEnumerable<IElement> Rows(IElement table)
    {
        foreach (IElement child in table.Children)
        {
            if (child.LocalName == "tr") yield return child;
            if (child.LocalName is not ("thead" or "tbody" or "tfoot")) continue;
            foreach (IElement row in child.Children)
            {
                if (row.LocalName == "tr") yield return row;
            }
        }
    }

    private static bool IsBlock(IElement cell, bool headed) =>
        cell.TextContent.Length > MaxCellChars
            || cell.QuerySelector(headed ? "table, pre, h1, h2, h3, h4" : "table, pre, h1, h2, h3, h4, p + p, blockquote") is not null;

    // «below» counts, by column, the rows that a cell above still covers.
    private static List<string> Row(IElement row, Dictionary<int, int> below, HtmlMarkdown page)
    {
        var cells = new List<string>();
        foreach (IElement cell in row.Children)
        {
            if (cell.LocalName is not ("td" or "th")) continue;
            SkipCovered(cells, below);
            int across = Span(cell, "colspan"), down = Span(cell, "rowspan");
            for (int i = 0; i < across; i++)
            {
                if (down > 1) below[cells.Count] = down - 1;
                cells.Add(i == 0 ? page.Cell(cell) : "");
            }
        }
        SkipCovered(cells, below);
        return cells;
    }

    private static void SkipCovered(List<string> cells, Dictionary<int, int> below)
    {
        while (below.TryGetValue(cells.Count, out int rows) && rows > 0)
        {
            below[cells.Count] = rows - 1;
            cells.Add("");
        }
    }

    private static int Span(IElement cell, string name) =>
        int.TryParse(cell.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out int span) ? Math.Clamp(span, 1, MaxSpan) : 1;
}

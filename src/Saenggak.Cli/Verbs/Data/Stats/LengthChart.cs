namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>A histogram of lengths on a logarithmic scale, as SVG without text, its scale as HTML beneath, so that letters keep their size on any screen.</summary>
internal static class LengthChart
{
    // Where lengths differ little, marks stand closer.
    private static readonly int[] Few = [1, 3], Many = [1, 2, 3, 4, 5, 6, 8];

    public static void Write(PageText page, string name, TextStatistics text)
    {
        IReadOnlyList<LengthBar> bars = text.Histogram;
        double low = Math.Log(Math.Max(1, bars[0].From)), high = Math.Log(bars[^1].To);
        double At(double length) => 100 * (Math.Log(Math.Max(1, length)) - low) / Math.Max(1e-9, high - low);
        long most = Math.Max(1, bars.Max(bar => bar.Count));
        page.Raw("<figure class=\"lengths\"><figcaption>").Text(name).Raw(" <span>characters</span></figcaption>");
        page.Raw("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"histogram of lengths\">");
        foreach (LengthBar bar in bars)
        {
            double left = At(bar.From), width = At(bar.To) - left, height = 96.0 * bar.Count / most;
            if (bar.Count == 0) continue;
            // What is there shall be seen, however little it is.
            height = Math.Max(height, 0.8);
            page.Raw($"<rect x=\"{PageText.Attribute(left + (0.06 * width))}\" y=\"{PageText.Attribute(100 - height)}\" width=\"{PageText.Attribute(0.88 * width)}\" height=\"{PageText.Attribute(height)}\"><title>")
                .Number(bar.From).Raw("–").Number(bar.To - 1).Raw(": ").Number(bar.Count).Raw("</title></rect>");
        }
        page.Raw($"<line x1=\"{PageText.Attribute(At(text.MedianChars))}\" x2=\"{PageText.Attribute(At(text.MedianChars))}\" y1=\"0\" y2=\"100\"/></svg><div class=\"scale\">");
        for (int decade = 1; decade <= 100_000_000; decade *= 10)
        {
            foreach (int mark in (high - low < Math.Log(20) ? Many : Few).Select(step => step * decade))
            {
                if (mark > bars[0].From && At(mark) is > 1 and < 97 and var left) page.Raw($"<span style=\"left:{PageText.Attribute(left)}%\">").Text(Short(mark)).Raw("</span>");
            }
        }
        page.Raw("</div><dl class=\"small\">");
        foreach ((string what, long value) in ((string, long)[])[("median", text.MedianChars), ("mean", (long)Math.Round(text.MeanChars)), ("95 % up to", text.P95Chars), ("longest", text.MaxChars)])
        {
            page.Raw("<div>").Element("dt", what).Raw("<dd>").Number(value).Raw("</dd></div>");
        }
        page.Raw("<div><dt>Korean</dt><dd>").Share(text.KoreanShare).Raw("</dd></div></dl></figure>\n");
    }

    private static string Short(int mark) => mark >= 1_000_000 ? $"{mark / 1_000_000}M" : mark >= 1000 ? $"{mark / 1000}k" : PageText.Say(mark);
}

using System.Text.Json.Nodes;
using Saenggak.Data;

namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>The page of a dataset: one file of HTML that asks for nothing from elsewhere.</summary>
internal static class StatsPage
{
    private const int ShownValues = 10, ShownReasons = 6, SampleChars = 1200;

    private static readonly string[] Chips = ["source", "category", "language", "licence", "teacher", "family"];

    /// <summary>Writes the page.</summary>
    public static string Write(string title, DatasetStatistics statistics, IReadOnlyList<StageNote> stages)
    {
        var page = new PageText();
        page.Raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").Text(title)
            .Raw("</title><style>").Raw(StatsStyle.Css).Raw("</style></head><body><main>\n");
        Head(page, title, statistics);
        Flow(page, stages);
        Lengths(page, statistics);
        Values(page, statistics);
        foreach (StageNote stage in stages) Steps(page, stage);
        Samples(page, statistics);
        return page.Raw("</main></body></html>\n").ToString();
    }

    private static void Head(PageText page, string title, DatasetStatistics statistics)
    {
        TextStatistics[] parts = [statistics.Documents, statistics.Questions, statistics.Responses];
        long chars = parts.Sum(part => part.TotalChars);
        double korean = parts.Sum(part => part.KoreanShare * part.Count) / Math.Max(1, parts.Sum(part => (long)part.Count));
        page.Raw("<header>").Element("h1", title).Raw("<dl class=\"figures\">");
        Figure("rows", PageText.Say(statistics.Rows));
        Figure("characters", chars >= 10_000_000 ? $"{PageText.Say(chars / 1_000_000)} M" : PageText.Say(chars));
        Figure("Korean", PageText.Percent(korean));
        Figure("form", string.Join(", ", statistics.Forms.Keys));
        page.Raw("</dl></header>\n");

        void Figure(string name, string value) => page.Raw("<div>").Element("dt", name).Element("dd", value, value.Length > 10 ? "words" : null).Raw("</div>");
    }

    private static void Flow(PageText page, IReadOnlyList<StageNote> stages)
    {
        if (stages.Count == 0) return;
        long most = Math.Max(1, stages.Max(stage => Math.Max(stage.In, stage.Kept)));
        page.Raw("<section><h2>The way here</h2><ol class=\"flow\">\n");
        foreach (StageNote stage in stages)
        {
            long gone = stage.In - stage.Kept;
            page.Raw("<li><div class=\"stage\">").Element("h3", stage.Name).Raw("<p class=\"count\"><b>").Number(stage.Kept).Raw("</b> of ").Number(stage.In).Raw("</p></div>");
            page.Raw($"<div class=\"bar\" role=\"img\" aria-label=\"").Share((double)stage.Kept / Math.Max(1, stage.In)).Raw(" kept\">")
                .Raw($"<i class=\"kept\" style=\"width:{PageText.Attribute(100.0 * stage.Kept / most)}%\"></i><i class=\"gone\" style=\"width:{PageText.Attribute(100.0 * Math.Max(0, gone) / most)}%\"></i></div>");
            if (stage.Dropped.Count > 0) Reasons(page, stage);
            page.Raw("</li>\n");
        }
        page.Raw("</ol></section>\n");
    }

    private static void Reasons(PageText page, StageNote stage)
    {
        page.Raw("<ul class=\"reasons\">");
        foreach ((string step, string why, long count) in stage.Dropped.Take(ShownReasons))
        {
            page.Raw("<li><b>").Number(count).Raw("</b> ");
            if (step != stage.Name) page.Text(step).Raw(" · ");
            page.Text(why).Raw("</li>");
        }
        if (stage.Dropped.Count > ShownReasons)
        {
            page.Raw("<li><b>").Number(stage.Dropped.Skip(ShownReasons).Sum(one => one.Count)).Raw("</b> for ").Text(stage.Dropped.Count == ShownReasons + 1 ? "another reason" : $"{stage.Dropped.Count - ShownReasons} other reasons").Raw("</li>");
        }
        page.Raw("</ul>");
    }

    private static void Lengths(PageText page, DatasetStatistics statistics)
    {
        page.Raw("<section><h2>Lengths</h2><div class=\"columns\">\n");
        foreach ((string name, TextStatistics text) in ((string, TextStatistics)[])[("text", statistics.Documents), ("questions", statistics.Questions), ("responses", statistics.Responses)])
        {
            if (text.Count > 0) LengthChart.Write(page, name, text);
        }
        page.Raw("</div></section>\n");
    }

    private static void Values(PageText page, DatasetStatistics statistics)
    {
        if (statistics.Columns.Count == 0) return;
        page.Raw("<section><h2>What is in it</h2><div class=\"columns\">\n");
        foreach ((string column, IReadOnlyDictionary<string, long> values) in statistics.Columns)
        {
            long most = values.Values.Max();
            page.Raw("<figure>").Element("figcaption", DatasetStatistics.Caption(column)).Raw("<table class=\"bars\">");
            foreach ((string value, long count) in DataStatsVerb.Most(values).Take(ShownValues)) Line(DatasetStatistics.Say(column, value), count, 100.0 * count / most);
            // Those left over are no value; their bar would be compared with those of values.
            if (values.Count > ShownValues) Line($"{PageText.Say(values.Count - ShownValues)} more", DataStatsVerb.Most(values).Skip(ShownValues).Sum(value => value.Value), null);
            page.Raw("</table></figure>\n");

            void Line(string value, long count, double? width)
            {
                page.Raw("<tr>").Element("th", value).Raw("<td>");
                if (width is { } percent) page.Raw($"<i style=\"width:{PageText.Attribute(percent)}%\"></i>");
                page.Raw("</td><td class=\"n\">").Number(count).Raw("</td><td class=\"n share\">").Share((double)count / statistics.Rows).Raw("</td></tr>");
            }
        }
        page.Raw("</div></section>\n");
    }

    private static void Steps(PageText page, StageNote stage)
    {
        if (stage.Report?["steps"] is not JsonArray steps) return;
        page.Raw("<section>").Element("h2", $"Steps of {stage.Name}").Raw("<div class=\"wide\"><table class=\"steps\"><thead><tr><th>step<th class=\"n\">seen<th class=\"n\">changed<th class=\"n\">dropped</tr></thead>");
        foreach (JsonObject step in steps.OfType<JsonObject>())
        {
            long dropped = (step["dropped"] as JsonObject ?? []).Sum(one => (long?)one.Value ?? 0);
            page.Raw("<tr>").Element("th", step["step"]?.ToString() ?? "");
            foreach (long count in (long[])[(long?)step["seen"] ?? 0, (long?)step["changed"] ?? 0, dropped])
            {
                page.Raw(count == 0 ? "<td class=\"n none\">" : "<td class=\"n\">").Number(count).Raw("</td>");
            }
            page.Raw("</tr>");
        }
        page.Raw("</table></div>\n");
        foreach (JsonObject step in steps.OfType<JsonObject>())
        {
            JsonObject[] changed = [.. (step["changed_samples"] as JsonArray ?? []).OfType<JsonObject>()], gone = [.. (step["dropped_samples"] as JsonArray ?? []).OfType<JsonObject>()];
            if (changed.Length + gone.Length == 0) continue;
            page.Raw("<details><summary>").Text(step["step"]?.ToString() ?? "").Raw(" <span>").Number(changed.Length + gone.Length).Raw(" samples</span></summary>");
            foreach (JsonObject sample in changed) Change(page, sample);
            foreach (JsonObject sample in gone) Change(page, sample);
            page.Raw("</details>\n");
        }
        page.Raw("</section>\n");
    }

    private static void Change(PageText page, JsonObject sample)
    {
        page.Raw("<article class=\"change\"><h4>").Text(sample["what"]?.ToString() ?? "").Raw(" <span>").Text(sample["id"]?.ToString() ?? "").Raw("</span></h4>");
        if (sample["before"] is { } before) page.Element("p", RowText.Beginning(before.ToString(), SampleChars), "before");
        if (sample["after"] is { } after) page.Element("p", RowText.Beginning(after.ToString(), SampleChars), "after");
        page.Raw("</article>");
    }

    private static void Samples(PageText page, DatasetStatistics statistics)
    {
        page.Raw("<section><h2>Some rows</h2>\n");
        foreach (JsonObject row in statistics.Samples)
        {
            page.Raw("<article class=\"row\"><h4>").Text(row["id"]?.ToString() ?? "").Raw("</h4><p class=\"chips\">");
            foreach (string value in Chips.Select(name => row[name]?.ToString()).OfType<string>().Where(value => value.Length > 0).Distinct()) page.Element("span", value);
            if (row["dropped_by"] is { } by) page.Element("span", $"{by}: {row["dropped_why"]}", "gone");
            page.Raw("</p>");
            foreach ((string role, string text) in RowText.Of(row))
            {
                page.Raw("<div class=\"part\">").Element("h5", role == "text" ? "" : role).Element("p", RowText.Beginning(text, SampleChars)).Raw("</div>");
            }
            if (RowLineage.Read(row) is { Count: > 0 } steps)
            {
                page.Raw("<ul class=\"lineage\">");
                foreach (LineageEntry step in steps) page.Raw("<li>").Element("b", step.Step).Raw(" ").Text(step.What).Raw("</li>");
                page.Raw("</ul>");
            }
            page.Raw("</article>\n");
        }
        page.Raw("</section>\n");
    }
}

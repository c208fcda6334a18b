using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Data.Chain;
using Spectre.Console;

namespace Saenggak.Cli.Verbs.Collect;

/// <summary>What became of the documents, stage by stage.</summary>
internal static class CollectTable
{
    /// <summary>A row for each stage, its reasons below each other, the commonest first.</summary>
    public static Table Create(IReadOnlyList<(string Stage, StageReport Report, double Seconds)> stages)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("stage");
        foreach (string name in (string[])["in", "out", "gone", "seconds"]) table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("why");
        foreach ((string stage, StageReport report, double seconds) in stages)
        {
            var reasons = Reasons(report).OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Why, StringComparer.Ordinal).ToList();
            table.AddRow(
                stage, Number(report.In), Number(report.Kept), Number(report.DroppedCount + report.RejectedCount), seconds.ToString("0.0", CultureInfo.InvariantCulture),
                Markup.Escape(string.Join('\n', reasons.Select(reason => $"{Number(reason.Count)} {reason.Why}"))));
        }
        return table;
    }

    /// <summary>The same as a JSON list.</summary>
    public static JsonArray ToJson(IReadOnlyList<(string Stage, StageReport Report, double Seconds)> stages) => new([.. stages.Select(stage => new JsonObject
    {
        ["stage"] = stage.Stage,
        ["in"] = stage.Report.In,
        ["out"] = stage.Report.Kept,
        ["dropped"] = stage.Report.DroppedCount,
        ["rejected"] = stage.Report.RejectedCount,
        ["why"] = new JsonObject(Reasons(stage.Report).Select(reason => KeyValuePair.Create(reason.Why, (JsonNode?)reason.Count))),
        ["seconds"] = stage.Seconds,
    })]);

    private static IEnumerable<(string Why, long Count)> Reasons(StageReport report) =>
        report.Dropped.SelectMany(step => step.Value.Select(why => ($"{step.Key}: {why.Key}", why.Value)))
            .Concat(report.Rejected.Select(why => ($"rejected: {why.Key}", why.Value)));

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}

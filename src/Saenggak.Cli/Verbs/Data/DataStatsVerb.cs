using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Data.Stats;
using Saenggak.Data;
using Saenggak.Text;
using Spectre.Console;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Counts what a dataset holds.</summary>
internal static class DataStatsVerb
{
    private const int Shown = 12;

    private static readonly Argument<string> FileArgument = new("set")
    {
        Description = "JSONL or JSONL.gz in any known form of row, a folder of it, or the folder of a chain of stages",
    };
    private static readonly Option<string?> HtmlOption = new("--html") { Description = "Write a page with charts and samples, whole in one file", HelpName = "file" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("stats", "Count rows, lengths, languages, categories and drop reasons of a dataset")
    {
        Arguments = { FileArgument },
        Options = { HtmlOption },
        Examples =
        [
            ("saenggak data stats runs/traces/kept.jsonl", "a table"),
            ("saenggak data stats runs/collect-clean --html stats.html", "every stage of a chain, and a page to look at"),
            ("saenggak data stats runs/problems --json", "the same for programs"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string path = context.Parsed.GetRequiredValue(FileArgument);
        if (!Path.Exists(path)) throw new InputException($"{path}: no such file; expected a JSONL file or a folder of it.");
        IReadOnlyList<(StageNote Note, string Folder)> stages = StageNotes.Of(path, context.Stop);
        string rows = stages.Count > 0 ? stages[^1].Folder : path;
        DatasetStatistics statistics = DatasetStatistics.Of(DatasetFiles.Of(rows), context.Stop);
        if (statistics.Rows == 0) throw new InputException($"{rows}: has no rows; expected one JSON object per line.");
        StageNote[] notes = [.. stages.Select(stage => stage.Note)];
        if (notes.Length > 0) context.Screen.Write(StageTable(notes));
        context.Screen.Write(Table(statistics));
        JsonObject result = ToJson(statistics, notes);
        if (context.Parsed.GetValue(HtmlOption) is { } page)
        {
            AtomicFile.WriteAllText(page, StatsPage.Write(Title(path), statistics, notes));
            context.Line(page);
            result["html"] = Path.GetFullPath(page);
        }
        context.Result(result);
        return Task.CompletedTask;
    }

    private static string Title(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static Table StageTable(StageNote[] stages)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("stage").AddColumn(new TableColumn("in").RightAligned()).AddColumn(new TableColumn("kept").RightAligned()).AddColumn("dropped");
        foreach (StageNote stage in stages)
        {
            var most = stage.Dropped.Take(4).Select(one => $"{(one.Why.Contains(one.Step, StringComparison.Ordinal) ? "" : one.Step + ": ")}{one.Why} {Number(one.Count)}");
            string rest = stage.Dropped.Count > 4 ? $", {Number(stage.Dropped.Skip(4).Sum(one => one.Count))} for {(stage.Dropped.Count == 5 ? "another reason" : $"{stage.Dropped.Count - 4} other reasons")}" : "";
            table.AddRow(Markup.Escape(stage.Name), Number(stage.In), Number(stage.Kept), Markup.Escape(string.Join(", ", most) + rest));
        }
        return table.AddEmptyRow();
    }

    private static Table Table(DatasetStatistics statistics)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("");
        table.AddRow("rows", Number(statistics.Rows));
        foreach ((string form, long count) in statistics.Forms) table.AddRow(form, Number(count));
        if (statistics.Documents.Count > 0) table.AddRow("text", Describe(statistics.Documents));
        if (statistics.Questions.Count > 0) table.AddRow("question", Describe(statistics.Questions));
        if (statistics.Responses.Count > 0) table.AddRow("response", Describe(statistics.Responses));
        foreach ((string column, IReadOnlyDictionary<string, long> values) in statistics.Columns)
        {
            var most = Most(values).Take(Shown).Select(value => $"{DatasetStatistics.Say(column, value.Key)} {Number(value.Value)}");
            string rest = values.Count > Shown ? $", … {Number(values.Count)} in all" : "";
            table.AddRow(Markup.Escape(DatasetStatistics.Caption(column)), Markup.Escape(string.Join(", ", most) + rest));
        }
        return table;
    }

    /// <summary>Values with their counts, the most frequent first.</summary>
    internal static IOrderedEnumerable<KeyValuePair<string, long>> Most(IReadOnlyDictionary<string, long> values) =>
        values.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal);

    private static string Describe(TextStatistics text) => string.Create(CultureInfo.InvariantCulture,
        $"{text.MeanChars:0.0} characters on average, median {text.MedianChars:#,0}, 95 % up to {text.P95Chars:#,0}, most {text.MaxChars:#,0}; Korean {100 * text.KoreanShare:0.0} %");

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static JsonObject ToJson(DatasetStatistics statistics, StageNote[] stages)
    {
        var result = new JsonObject { ["rows"] = statistics.Rows, ["forms"] = Counts(statistics.Forms) };
        if (statistics.Documents.Count > 0) result["text"] = ToJson(statistics.Documents);
        (result["question"], result["response"]) = (ToJson(statistics.Questions), ToJson(statistics.Responses));
        foreach ((string column, IReadOnlyDictionary<string, long> values) in statistics.Columns) result[column] = Counts(values);
        if (stages.Length > 0) result["stages"] = new JsonArray([.. stages.Select(stage => (JsonNode)new JsonObject
        {
            ["stage"] = stage.Name,
            ["in"] = stage.In,
            ["kept"] = stage.Kept,
            ["dropped"] = new JsonArray([.. stage.Dropped.Select(one => (JsonNode)new JsonObject { ["by"] = one.Step, ["why"] = one.Why, ["count"] = one.Count })]),
        })]);
        return result;
    }

    private static JsonObject? ToJson(TextStatistics text) => text.Count == 0 ? null : new JsonObject
    {
        ["mean_chars"] = Math.Round(text.MeanChars, 2),
        ["median_chars"] = text.MedianChars,
        ["p95_chars"] = text.P95Chars,
        ["max_chars"] = text.MaxChars,
        ["total_chars"] = text.TotalChars,
        ["korean_share"] = Math.Round(text.KoreanShare, 4),
        ["histogram"] = new JsonArray([.. text.Histogram.Select(bar => (JsonNode)new JsonArray(bar.From, bar.Count))]),
    };

    private static JsonObject Counts(IReadOnlyDictionary<string, long> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
}

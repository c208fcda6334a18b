using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Text;
using Spectre.Console;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Counts what a dataset holds.</summary>
internal static class DataStatsVerb
{
    private const int Shown = 12;

    private static readonly Argument<string> FileArgument = new("file") { Description = "JSONL or JSONL.gz, or a folder of it, in any known form of row" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("stats", "Count rows, lengths, Korean share, families and teachers of a dataset")
    {
        Arguments = { FileArgument },
        Examples =
        [
            ("saenggak data stats runs/traces/kept.jsonl", "a table"),
            ("saenggak data stats runs/problems --json", "the same for programs"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string path = context.Parsed.GetRequiredValue(FileArgument);
        if (!Path.Exists(path)) throw new InputException($"{path}: no such file; expected a JSONL file or a folder of it.");
        DatasetStatistics statistics = DatasetStatistics.Of(path, context.Stop);
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("");
        table.AddRow("rows", Number(statistics.Rows));
        foreach ((string form, long count) in statistics.Forms) table.AddRow(form, Number(count));
        table.AddRow("question", Describe(statistics.Questions));
        if (statistics.Responses.Count > 0) table.AddRow("response", Describe(statistics.Responses));
        foreach ((string column, IReadOnlyDictionary<string, long> values) in statistics.Columns)
        {
            var most = values.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).Take(Shown).Select(value => $"{value.Key} {Number(value.Value)}");
            string rest = values.Count > Shown ? $", … {Number(values.Count)} in all" : "";
            table.AddRow(column, Markup.Escape(string.Join(", ", most) + rest));
        }
        context.Screen.Write(table);
        context.Result(ToJson(statistics));
        return Task.CompletedTask;
    }

    private static string Describe(TextStatistics text) => string.Create(CultureInfo.InvariantCulture,
        $"{text.MeanChars:0.0} characters on average, median {text.MedianChars}, most {text.MaxChars}; Korean {100 * text.KoreanShare:0.0} %");

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static JsonObject ToJson(DatasetStatistics statistics)
    {
        var result = new JsonObject { ["rows"] = statistics.Rows, ["forms"] = Counts(statistics.Forms), ["question"] = ToJson(statistics.Questions), ["response"] = ToJson(statistics.Responses) };
        foreach ((string column, IReadOnlyDictionary<string, long> values) in statistics.Columns) result[column] = Counts(values);
        return result;
    }

    private static JsonObject? ToJson(TextStatistics text) => text.Count == 0 ? null : new JsonObject
    {
        ["mean_chars"] = Math.Round(text.MeanChars, 2),
        ["median_chars"] = text.MedianChars,
        ["max_chars"] = text.MaxChars,
        ["korean_share"] = Math.Round(text.KoreanShare, 4),
    };

    private static JsonObject Counts(IReadOnlyDictionary<string, long> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
}

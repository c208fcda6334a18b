using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Evaluation;
using Spectre.Console;

namespace Saenggak.Cli.Quickstart;

/// <summary>The quickstart's result as a table, as sample thoughts, and as JSON.</summary>
internal static class QuickstartTable
{
    private const int Samples = 3;

    /// <summary>One line per stage and test set; accuracies with 95 % intervals.</summary>
    public static Table Create(IReadOnlyList<QuickstartStage> stages)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string column in (string[])["stage", "test set", "greedy %", "sampled % (T = 1)", "Korean in thought / answer %", "tokens", "truncated %", "minutes"])
        {
            table.AddColumn(new TableColumn(column) { Alignment = column is "stage" or "test set" ? Justify.Left : Justify.Right });
        }
        foreach (var stage in stages)
        {
            string name = stage.Name, minutes = Number(stage.Training.Seconds / 60);
            foreach (var (set, result) in stage.Results)
            {
                foreach (var (label, greedy, sampled) in Parts(set, result))
                {
                    bool whole = label == set;
                    table.AddRow(
                        Markup.Escape(name), Markup.Escape(label), greedy, sampled,
                        whole ? $"{Share(result.Sampled!.KoreanInThoughts)} / {Share(result.Sampled.KoreanInAnswers)}" : "",
                        whole ? Number(result.Sampled!.MeanTokens) : "", whole ? Share(result.Sampled!.Truncated) : "", minutes);
                    (name, minutes) = ("", "");
                }
            }
        }
        return table;
    }

    /// <summary>Sampled answers of the first and the last stage to the same problems.</summary>
    public static IEnumerable<string> Thoughts(QuickstartStage before, QuickstartStage after)
    {
        string set = before.Results.Keys.First();
        foreach (var first in before.Results[set].Responses.Where(Shown).Take(Samples))
        {
            var then = after.Results[set].Responses.First(r => r.Id == first.Id && Shown(r));
            yield return $"문제: {first.Prompt}  (정답 {first.Gold})";
            yield return $"  before ({first.Verdict}): {OneLine(first.Response)}";
            yield return $"  after  ({then.Verdict}): {OneLine(then.Response)}";
        }
    }

    /// <summary>The same figures for programs.</summary>
    public static JsonObject ToJson(IReadOnlyList<QuickstartStage> stages)
    {
        var json = new JsonObject();
        foreach (var stage in stages)
        {
            var sets = new JsonObject();
            foreach (var (set, result) in stage.Results)
            {
                var figures = new JsonObject();
                foreach (var (name, value) in result.Metrics()) figures[name[(name.IndexOf(set, StringComparison.Ordinal) + set.Length + 1)..]] = Math.Round(value, 4);
                sets[set] = figures;
            }
            json[stage.Name] = new JsonObject
            {
                ["steps"] = stage.Training.Steps, ["tokens"] = stage.Training.TokensSeen, ["minutes"] = Math.Round(stage.Training.Seconds / 60, 2),
                ["checkpoint"] = stage.Training.Checkpoint, ["sets"] = sets,
            };
        }
        return json;
    }

    private static bool Shown(EvalResponse response) => response.Mode == MathEvaluator.Sampled && response.Sample == 0;

    private static IEnumerable<(string Label, string Greedy, string Sampled)> Parts(string set, EvaluationResult result)
    {
        yield return (set, Accuracy(result.Greedy!.Accuracy, result.Greedy.Interval), Accuracy(result.Sampled!.Accuracy, result.Sampled.Interval));
        if (result.Greedy.Groups.Count > 2) yield break;
        foreach (var group in result.Greedy.Groups)
        {
            var sampled = result.Sampled.Groups.First(g => g.Group == group.Group);
            yield return ($"  {group.Group} ({group.Items})", Accuracy(group.Accuracy, group.Interval), Accuracy(sampled.Accuracy, sampled.Interval));
        }
    }

    private static string Accuracy(double value, Interval interval) => $"{Share(value)} ({Share(interval.Low)}–{Share(interval.High)})";

    private static string Share(double? value) => value is { } known ? Number(100 * known) : "–";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ⏎ ");
}

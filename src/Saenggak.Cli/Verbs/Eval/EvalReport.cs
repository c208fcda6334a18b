using System.Globalization;
using Saenggak.Evaluation;
using Spectre.Console;

namespace Saenggak.Cli.Verbs.Eval;

/// <summary>Results of an evaluation as tables for people.</summary>
internal static class EvalReport
{
    /// <summary>Writes one row for each mode, and one for each part of the set.</summary>
    public static void Write(IAnsiConsole screen, EvaluationResult result)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["responses", "accuracy", "95 % interval", "format", "Korean thought", "Korean answer", "tokens", "cut off", "no answer"])
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }
        Add(table, result.Greedy, "greedy");
        Add(table, result.Sampled, string.Create(CultureInfo.InvariantCulture, $"T = {result.Protocol.Temperature:0.##}, {result.Sampled?.Samples} each"));
        screen.Write(table);
        if (result.Sampled is { Samples: > 1 } sampled)
        {
            string chances = string.Join("  ", sampled.PassAt.Select(one => $"pass@{one.Key} {Percent(one.Value)}"));
            screen.WriteLine($"{chances}  maj@{sampled.Samples} {Percent(sampled.Majority)}");
        }
        WriteParts(screen, result);
        var scores = result.Sampled ?? result.Greedy!;
        string left = scores.UnverifiableItems > 0 ? $", {scores.UnverifiableItems} left out: their gold answers cannot be checked" : "";
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Set}: {scores.Items} items{left}; {result.Seconds:0.0} s, {result.TokensPerSecond:#,0} tokens/s"));
    }

    private static void WriteParts(IAnsiConsole screen, EvaluationResult result)
    {
        var scores = result.Sampled ?? result.Greedy!;
        if (scores.Groups.Count < 2) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("part").AddColumn("items").AddColumn("greedy").AddColumn("sampled");
        for (int i = 0; i < scores.Groups.Count; i++)
        {
            table.AddRow(
                Markup.Escape(scores.Groups[i].Group), scores.Groups[i].Items.ToString(CultureInfo.InvariantCulture),
                Part(result.Greedy, i), Part(result.Sampled, i));
        }
        screen.Write(table);
    }

    private static void Add(Table table, EvaluationScores? scores, string name)
    {
        if (scores is null) return;
        table.AddRow(
            name, Percent(scores.Accuracy), Range(scores.Interval), Percent(scores.FormatStrict), Percent(scores.KoreanInThoughts), Percent(scores.KoreanInAnswers),
            scores.MeanTokens.ToString("0.0", CultureInfo.InvariantCulture), Percent(scores.Truncated), Percent(scores.Unparsable));
    }

    private static string Part(EvaluationScores? scores, int part)
        => scores is null ? "" : $"{Percent(scores.Groups[part].Accuracy)} ({Range(scores.Groups[part].Interval)})";

    private static string Range(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Low:0.0}–{100 * interval.High:0.0}");

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "–";
}

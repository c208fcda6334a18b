using System.Globalization;

namespace Saenggak.Grading;

/// <summary>Says for people what an answer is read as.</summary>
public static class AnswerDescription
{
    private const int MaxNumber = 60;

    /// <summary>«the number 12», «the number 3 in 시간», «2 values in order», «words». Never throws.</summary>
    public static string Of(string answer) => answer.Length > Grader.MaxAnswerLength ? "words, too many to compare" : Of(AnswerReader.Read(answer));

    private static string Of(Node? node) => node?.Kind switch
    {
        null or NodeKind.Text => "words",
        NodeKind.Number => Number(node.Value),
        NodeKind.Measured => $"{Of(node[0])} in {node.Unit!.Name}",
        NodeKind.Clock => string.Create(CultureInfo.InvariantCulture, $"a time of day, {node.Value / Rational.From(60)} hours after midnight{(node.Name == "day" ? "" : " or noon")}"),
        NodeKind.Ratio => Count(node, "terms of a ratio"),
        NodeKind.List => Count(node, "values in any order"),
        NodeKind.Tuple => Count(node, "values in order"),
        NodeKind.Set => Count(node, "elements of a set"),
        NodeKind.Interval => $"an interval with the ends {node.Name}",
        NodeKind.Union or NodeKind.Intersection or NodeKind.Difference => "sets put together",
        NodeKind.Matrix => string.Create(CultureInfo.InvariantCulture, $"a matrix of {node.Args.Length / Math.Max(1, node.Columns)} × {node.Columns}"),
        NodeKind.Relation or NodeKind.Builder => "a statement",
        NodeKind.Symbol => $"the name {node.Name}",
        _ => "an expression",
    };

    private static string Count(Node node, string what) => string.Create(CultureInfo.InvariantCulture, $"{node.Args.Length} {what}");

    private static string Number(Rational value)
    {
        string digits = value.ToString();
        return digits.Length <= MaxNumber ? $"the number {digits}" : string.Create(CultureInfo.InvariantCulture, $"a number of {digits.Length} digits");
    }
}

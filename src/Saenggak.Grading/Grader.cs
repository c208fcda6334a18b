namespace Saenggak.Grading;

/// <summary>
/// Grades a response against a gold answer by rule: exact rational numbers with their units, otherwise normalised text.
/// Stateless and thread-safe; nothing a model writes makes it throw.
/// </summary>
public static class Grader
{
    // A longer gold answer is a text to judge, not an answer to compare.
    private const int MaxGoldLength = 200;

    // No dressing makes an answer to a short gold this long.
    private const int MaxAnswerLength = 4096;

    /// <summary>Grades one response.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="gold">The gold answer: «12», «12개», «\frac{1}{2}», «윤기».</param>
    /// <param name="options">How to grade; null for the defaults.</param>
    public static Verdict Grade(string response, string? gold, GradeOptions? options = null)
    {
        options ??= GradeOptions.Default;
        string? goldText = GoldText(gold);
        if (goldText is null) return new(VerdictKind.GoldUnverifiable, null, "the gold answer cannot be checked by rule");
        return ResponseGrader.Grade(response, goldText, options);
    }

    /// <summary>True when two answers are equal by the rules of <see cref="Grade"/>; null when the gold cannot be checked.</summary>
    public static bool? AreEqual(string answer, string? gold, bool roundToGold = false) =>
        GoldText(gold) is { } text ? Compare(answer, text, roundToGold).IsCorrect : null;

    private static string? GoldText(string? gold)
    {
        if (gold is null || gold.Length > MaxGoldLength) return null;
        if (Boxed.LastStatement(gold, alternativesOnly: false) is { Count: > 0 } boxes) gold = string.Join(", ", boxes);
        gold = gold.Trim();
        return gold.Contains('\n') || AnswerText.EqualityForm(AnswerText.Clean(gold)).Length == 0 ? null : gold;
    }

    /// <summary>Compares two answers, the gold one brought into its form by GoldText.</summary>
    internal static Verdict Compare(string answer, string gold, bool roundToGold)
    {
        if (answer.Length > MaxAnswerLength) return new(VerdictKind.Incorrect, answer, "far longer than the gold answer");
        string cleanAnswer = AnswerText.Clean(answer);
        string cleanGold = AnswerText.Clean(gold);
        bool goldIsNumber = Quantity.TryParse(cleanGold, out Quantity goldValue);
        bool answerIsNumber = Quantity.TryParse(cleanAnswer, out Quantity value);
        if (goldIsNumber && answerIsNumber) return CompareNumbers(answer, value, goldValue, roundToGold);

        string wanted = AnswerText.EqualityForm(cleanGold);
        bool same = AnswerText.EqualityForm(cleanAnswer) == wanted
            || AnswerText.EqualityForm(AnswerSentence.TrimEnding(cleanAnswer)) == wanted;
        return same ? new(VerdictKind.Correct, answer, "same text")
            : new(VerdictKind.Incorrect, answer, goldIsNumber ? "not a number" : "different text");
    }

    private static Verdict CompareNumbers(string answer, Quantity value, Quantity gold, bool roundToGold)
    {
        if (value.Unit.Length > 0 && gold.Unit.Length > 0 && value.Unit != gold.Unit)
        {
            return new(VerdictKind.Incorrect, answer, "different unit");
        }
        if (value.Value == gold.Value) return new(VerdictKind.Correct, answer, "same number");
        // «50 %» is 50 where the gold names no sign and the question asks for per cent, and 1/2 where the gold is a share.
        bool asShare = value.IsPercent != gold.IsPercent && Share(value) == Share(gold);
        if (asShare) return new(VerdictKind.Correct, answer, "same number, as per cent");
        bool rounded = roundToGold && gold.Decimals != 0 && value.Value.Round(gold.Decimals) == gold.Value;
        return rounded ? new(VerdictKind.Correct, answer, "same number when rounded")
            : new(VerdictKind.Incorrect, answer, "different number");
    }

    private static Rational Share(Quantity quantity) =>
        quantity.IsPercent ? quantity.Value / Rational.From(100) : quantity.Value;
}

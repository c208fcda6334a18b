namespace Saenggak.Grading;

/// <summary>
/// Grades a response against a gold answer by rule: exact values with their units, sets, statements, otherwise normalised text.
/// Stateless and thread-safe; nothing a model writes makes it throw.
/// </summary>
public static class Grader
{
    // A longer gold answer is a text to judge, not an answer to compare.
    private const int MaxGoldLength = 200;

    // No dressing makes an answer to a short gold this long.
    internal const int MaxAnswerLength = 4096;

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

    /// <summary>
    /// True when two answers are equal by the rules of <see cref="Grade"/>; null when the gold cannot be checked. Either may have
    /// prose around it: then the boxed, last stated or last written value counts.
    /// </summary>
    public static bool? AreEqual(string answer, string? gold, bool roundToGold = false)
    {
        if (GoldText(gold) is not { } text) return null;
        if (answer.Length <= MaxAnswerLength)
        {
            if (Compare(answer, text, roundToGold).IsCorrect) return true;
            // What reads as a value has no prose around it: «12 students» is not the 12 in it.
            if (!IsBoxed(answer) && AnswerReader.Read(answer) is { } value && !value.Contains(NodeKind.Text)) return false;
        }
        return StatedAnswer.Find(answer) is { } stated && stated != answer && Compare(stated, text, roundToGold).IsCorrect;
    }

    private static string? GoldText(string? gold)
    {
        if (gold is null) return null;
        gold = gold.Trim();
        if (gold.Length > MaxGoldLength || IsBoxed(gold)) gold = StatedAnswer.Find(gold)?.Trim() ?? gold;
        if (gold.Length > MaxGoldLength) return null;
        bool lines = gold.Contains('\n') && AnswerReader.Read(gold) is null or { Kind: NodeKind.Text };
        return lines || AnswerText.IsEmpty(gold) ? null : gold;
    }

    private static bool IsBoxed(string text) => text.Contains("\\boxed", StringComparison.Ordinal) || text.Contains("\\fbox", StringComparison.Ordinal);

    /// <summary>Compares two answers, the gold one brought into its form by GoldText.</summary>
    internal static Verdict Compare(string answer, string gold, bool roundToGold)
    {
        if (answer.Length > MaxAnswerLength) return new(VerdictKind.Incorrect, answer, "far longer than the gold answer");
        if (!roundToGold && PlainNumber.Same(answer, gold) is { } same)
        {
            return same ? new(VerdictKind.Correct, answer, "same number") : new(VerdictKind.Incorrect, answer, "different number");
        }
        Outcome outcome = AnswerComparer.Compare(answer, gold, roundToGold);
        return new(outcome.Same ? VerdictKind.Correct : VerdictKind.Incorrect, answer, outcome.Why);
    }
}

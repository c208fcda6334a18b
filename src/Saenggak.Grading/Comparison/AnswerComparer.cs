namespace Saenggak.Grading;

/// <summary>Compares two answers as they are written: as the same text, as values, as words.</summary>
internal static class AnswerComparer
{
    /// <summary>Compares an answer with the gold.</summary>
    public static Outcome Compare(string answer, string gold, bool roundToGold)
    {
        string answerText = AnswerText.Normalise(answer), goldText = AnswerText.Normalise(gold);
        string plainAnswer = AnswerText.Plain(answerText), plainGold = AnswerText.Plain(goldText);
        string wanted = AnswerText.EqualityForm(plainGold), given = AnswerText.EqualityForm(plainAnswer);
        if (given == wanted) return new Outcome(true, "same text");
        ReadOnlySpan<char> unended = AnswerText.WithoutEnding(plainAnswer);
        if (TextAnswer.Same(unended.Length == plainAnswer.Length ? given : AnswerText.EqualityForm(unended.ToString()), wanted)) return new Outcome(true, "same text");

        if (DecimalComma.Same(plainGold, plainAnswer)) return new Outcome(true, "same number, with a decimal comma");

        Node? goldNode = AnswerReader.Read(goldText, plainGold);
        if (goldNode is null) return new Outcome(false, "different text");
        Node? answerNode = AnswerReader.Read(answerText, plainAnswer);
        if (answerNode is null) return new Outcome(false, goldNode.Kind == NodeKind.Text ? "different text" : "not readable as a value");
        return new ValueComparer(roundToGold).Compare(goldNode, answerNode);
    }
}

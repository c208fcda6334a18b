namespace Saenggak.Grading;

/// <summary>Compares two answers as they are written: as the same text, as values, as words.</summary>
internal static class AnswerComparer
{
    /// <summary>Compares an answer with the gold.</summary>
    public static Outcome Compare(string answer, string gold, bool roundToGold)
    {
        string answerText = AnswerText.Normalise(answer), goldText = AnswerText.Normalise(gold);
        int longest = Math.Max(answerText.Length, goldText.Length);
        // Room for both as plain texts and in their equality forms.
        Span<char> room = longest <= AnswerText.StackChars ? stackalloc char[4 * AnswerText.StackChars] : new char[4 * longest];
        int part = room.Length / 4;
        ReadOnlySpan<char> plainAnswer = AnswerText.Plain(answerText, room[..part]), plainGold = AnswerText.Plain(goldText, room[part..(2 * part)]);
        ReadOnlySpan<char> wanted = AnswerText.EqualityForm(plainGold, room[(2 * part)..(3 * part)]), given = AnswerText.EqualityForm(plainAnswer, room[(3 * part)..]);
        if (given.SequenceEqual(wanted)) return new Outcome(true, "same text");
        ReadOnlySpan<char> unended = AnswerText.WithoutEnding(plainAnswer);
        if (unended.Length < plainAnswer.Length) given = AnswerText.EqualityForm(unended, room[(3 * part)..]);
        if (TextAnswer.Same(given, wanted)) return new Outcome(true, "same text");

        if (DecimalComma.Same(plainGold, plainAnswer)) return new Outcome(true, "same number, with a decimal comma");

        Node? goldNode = AnswerReader.Read(goldText, plainGold);
        if (goldNode is null) return new Outcome(false, "different text");
        Node? answerNode = AnswerReader.Read(answerText, plainAnswer);
        if (answerNode is null or { Kind: NodeKind.Text } && (goldNode.IsScalar || goldNode.Kind == NodeKind.Measured)) answerNode = NamedQuantity.Read(plainAnswer) ?? answerNode;
        if (answerNode is null) return new Outcome(false, goldNode.Kind == NodeKind.Text ? "different text" : "not readable as a value");
        return new ValueComparer(roundToGold).Compare(goldNode, answerNode);
    }
}

namespace Saenggak.Grading;

/// <summary>Parses one answer: as a quantity in words and digits where it is one, as a formula otherwise.</summary>
internal static class AnswerReader
{
    /// <summary>The parsed answer; null where it is neither.</summary>
    public static Node? Read(ReadOnlySpan<char> normalised, ReadOnlySpan<char> plain) =>
        QuantityReader.Read(plain) ?? ExpressionParser.Parse(AnswerText.WithoutEnding(normalised));

    /// <summary>The parsed answer as it is written; null where it is neither.</summary>
    public static Node? Read(string raw)
    {
        string normalised = AnswerText.Normalise(raw);
        Span<char> buffer = normalised.Length <= AnswerText.StackChars ? stackalloc char[AnswerText.StackChars] : new char[normalised.Length];
        return Read(normalised, AnswerText.Plain(normalised, buffer));
    }
}

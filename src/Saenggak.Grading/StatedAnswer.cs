using System.Buffers;

namespace Saenggak.Grading;

/// <summary>
/// Takes the answer out of a text around it, as the API of another grader does: boxes, the last answer sentence, the last formula,
/// the last number. For pairs of texts to compare; a model's response goes through <see cref="AnswerExtractor"/>, which does not guess.
/// </summary>
internal static class StatedAnswer
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.,/");

    // «12 or more» and «less than 12» are no 12.
    private static readonly string[] Hedges = ["or", "more", "less", "than", "least", "most", "not", "over", "under", "above", "below", "fewer", "greater", "no"];

    /// <summary>The stated answer; null where the text states none.</summary>
    public static string? Find(string text)
    {
        ThinkLayout layout = ThinkLayout.Of(text, false);
        // What lies in a thought is never an answer.
        if (layout.Unclosed) return null;
        ReadOnlySpan<char> answer = text.AsSpan(layout.AnswerStart);
        string? boxed = Boxes(answer, out int boxEnd);
        // A sentence behind the last box has the last word.
        if (AnswerSentence.TryFindLast(answer, out ReadOnlySpan<char> value) && !value.IsEmpty && answer.Overlaps(value, out int at) && at >= boxEnd)
        {
            if (IsValue(value)) return value.ToString();
            if (LastPart(value) is { } part) return part;
        }
        return boxed ?? LastPart(answer);
    }

    private static bool IsValue(ReadOnlySpan<char> text) =>
        text.Length <= 400 && AnswerReader.Read(text.ToString()) is { Kind: not (NodeKind.Text or NodeKind.Symbol) };

    // The last box, joined with those of the same statement.
    private static string? Boxes(ReadOnlySpan<char> text, out int end)
    {
        bool found = Boxed.Last(text, out Box box) == BoxResult.Found;
        end = found ? box.End : 0;
        return found ? string.Join(", ", Boxed.LastStatement(text, alternativesOnly: false)) : null;
    }

    // The formula or the number that stands last; in Korean prose a quantity that ends the sentence.
    private static string? LastPart(ReadOnlySpan<char> text)
    {
        int formulaEnd = MathSegments.Last(text, out ReadOnlySpan<char> formula);
        bool korean = false;
        foreach (char c in text) korean |= c is >= '가' and <= '힣';
        int numberEnd = -1;
        string? number = korean ? LastWords(text) : LastNumber(text, out numberEnd);
        if (formulaEnd < 0) return number;
        return number is not null && (korean ? text.TrimEnd().Length - formulaEnd > number.Length : numberEnd > formulaEnd) ? number : formula.ToString();
    }

    private static string? LastNumber(ReadOnlySpan<char> text, out int end)
    {
        end = -1;
        bool prose = false;
        for (int i = 2; i < text.Length && !prose; i++) prose = char.IsLetter(text[i]) && char.IsLetter(text[i - 1]) && char.IsLetter(text[i - 2]);
        int last = text.LastIndexOfAnyInRange('0', '9');
        if (!prose || last < 0) return null;
        int start = text[..last].LastIndexOfAnyExcept(NumberChars) + 1;
        while (start < last && text[start] is '.' or ',' or '/' && !char.IsAsciiDigit(text[start + 1])) start++;
        ReadOnlySpan<char> before = text[..start].TrimEnd(), after = text[(last + 1)..].TrimStart();
        foreach (string hedge in Hedges)
        {
            bool first = after.StartsWith(hedge, StringComparison.OrdinalIgnoreCase) && (after.Length == hedge.Length || !char.IsLetter(after[hedge.Length]));
            bool behind = before.EndsWith(hedge, StringComparison.OrdinalIgnoreCase) && (before.Length == hedge.Length || !char.IsLetter(before[^(hedge.Length + 1)]));
            if (first || behind) return null;
        }
        bool negative = start > 0 && text[start - 1] is '-' or '−' && (start == 1 || text[start - 2] is ' ' or '(' or '=' or '$');
        end = last + 1;
        return text[(negative ? start - 1 : start)..end].ToString();
    }

    // «따라서 모두 12개입니다.»: the longest ending of the last line, of at most four words, that reads as a quantity.
    private static string? LastWords(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        text = text[(text.LastIndexOf('\n') + 1)..];
        string? best = null;
        int start = text.Length;
        for (int words = 0; words < 4 && start > 0 && text.Length - start < 40; words++)
        {
            start = text[..(start - 1)].LastIndexOf(' ') + 1;
            if (QuantityReader.Read(AnswerText.Clean(text[start..].ToString())) is not null) best = text[start..].ToString();
            if (start == 0) break;
        }
        return best;
    }
}

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
    private static readonly string[] Hedges = ["or", "more", "less", "than", "least", "most", "not", "over", "under", "above", "below", "fewer", "greater", "no", "is wrong", "is incorrect", "is not", "isn't", "wasn't"];

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
        if (!found) return null;
        IReadOnlyList<string> listed = Boxed.LastStatement(text, alternativesOnly: false);
        return listed.Count > 0 ? string.Join(", ", listed) : Boxed.Content(text, box);
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
        // «41, 42» and «41 and 42» leave the choice to the reader.
        ReadOnlySpan<char> other = before.EndsWith(",") ? before[..^1] : before.EndsWith(" and") ? before[..^4] : default;
        if (!other.IsEmpty && char.IsAsciiDigit(other[^1])) return null;
        bool negative = start > 0 && text[start - 1] is '-' or '−' && (start == 1 || text[start - 2] is ' ' or '(' or '=' or '$');
        end = last + 1;
        return text[(negative ? start - 1 : start)..end].ToString();
    }

    private static readonly string[] Verbs =
        ["남는다", "남습니다", "남았다", "남았습니다", "필요하다", "필요합니다", "걸린다", "걸립니다", "있다", "있습니다", "된다", "됩니다", "나온다", "나옵니다", "든다"];

    // «따라서 모두 12개입니다.»: the longest ending of the last line, of at most four words, that reads as a quantity.
    private static string? LastWords(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        text = text[(text.LastIndexOf('\n') + 1)..];
        // «사탕이 12개가 남는다.»
        ReadOnlySpan<char> stated = text.TrimEnd('.');
        foreach (string verb in Verbs)
        {
            if (!stated.EndsWith(verb) || !stated[..^verb.Length].EndsWith(" ")) continue;
            stated = stated[..^verb.Length].TrimEnd();
            if (stated.IsEmpty) return null;
            text = stated[^1] is '이' or '가' ? stated[..^1] : stated;
            break;
        }
        string? best = null;
        int start = text.Length;
        for (int words = 0; words < 4 && start > 0 && text.Length - start < 40; words++)
        {
            start = text[..(start - 1)].LastIndexOf(' ') + 1;
            if (QuantityReader.Read(AnswerText.Clean(text[start..].ToString())) is not null) best = text[start..].ToString();
            if (start == 0) break;
        }
        return best is null || IsOneOfSeveral(text[..^best.Length]) ? null : best;
    }

    // «사과는 3개, 배는 5개» and «사과 3개와 배 5개» are two quantities; «3개와 2개, 모두 5개» is one.
    private static bool IsOneOfSeveral(ReadOnlySpan<char> before)
    {
        int comma = before.LastIndexOf(','), joined = Math.Max(before.LastIndexOf("와 "), before.LastIndexOf("과 "));
        int at = Math.Max(comma, joined);
        if (at <= 0) return false;
        ReadOnlySpan<char> between = before[(at + 1)..].Trim(), first = before[..at].TrimEnd();
        first = first[(first.LastIndexOf(' ') + 1)..];
        if (between.Length > 12 || between.IndexOfAnyInRange('0', '9') >= 0 || first.IsEmpty || !char.IsAsciiDigit(first[0])) return false;
        foreach (string total in (ReadOnlySpan<string>)["모두", "총", "합", "전체", "따라서", "그러므로", "즉", "답", "평균"])
        {
            if (between.IndexOf(total) >= 0) return false;
        }
        return QuantityReader.Read(first) is not null;
    }
}

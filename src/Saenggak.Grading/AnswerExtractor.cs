using System.Buffers;

namespace Saenggak.Grading;

/// <summary>The places an answer may be read from, in the order in which they are tried.</summary>
[Flags]
public enum AnswerSources
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The last <c>\boxed{…}</c>.</summary>
    Boxed = 1,

    /// <summary>GSM8K's <c>#### 18</c>, on the last line.</summary>
    Hashes = 2,

    /// <summary>The last «정답은 …입니다», «답: …», "the answer is …".</summary>
    Sentence = 4,

    /// <summary>The whole answer when it is one short line or one formula.</summary>
    Whole = 8,

    /// <summary>The last number in the answer. Guesses; off by default.</summary>
    LastNumber = 16,

    /// <summary>The last formula or quantity of an answer that marks none, or the whole of it. Guesses; off by default.</summary>
    Guess = 32,

    /// <summary>All that are marked as an answer, and a bare short answer.</summary>
    Default = Boxed | Hashes | Sentence | Whole,

    /// <summary>Guesses too: for answers that were taken out of a response already, or written without any mark.</summary>
    Any = Default | Guess | LastNumber,
}

/// <summary>Whether a response yielded an answer.</summary>
public enum ExtractionStatus
{
    /// <summary>An answer was found.</summary>
    Found,

    /// <summary>The response is complete but marks no readable answer.</summary>
    Missing,

    /// <summary>The response was cut, or its thought never ends: it has no answer.</summary>
    Truncated,
}

/// <summary>A final answer as the model wrote it.</summary>
/// <param name="Status">Whether there is one.</param>
/// <param name="Text">The answer, trimmed, without markdown bold; null unless found.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Why">Why there is none; empty when found.</param>
/// <param name="Offset">Where in the response it begins; −1 unless found.</param>
public readonly record struct ExtractedAnswer(ExtractionStatus Status, string? Text, AnswerSources Source, string Why, int Offset)
{
    /// <summary>What the statement offers instead of it: 3 in «\boxed{3} 또는 \boxed{5}». Empty nearly always.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];
}

/// <summary>Finds the final answer of a response, always outside the thought. Linear in the length; never throws.</summary>
public static class AnswerExtractor
{
    private const int MaxWholeLength = 40;
    private const int MaxFormulaLength = 400;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789０１２３４５６７８９");
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789０１２３４５６７８９.,/");

    /// <summary>Extracts the final answer.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="options">Whether it was cut, where an answer may stand, whether several are asked for; null for the defaults.</param>
    public static ExtractedAnswer Extract(string response, GradeOptions? options = null)
    {
        options ??= GradeOptions.Default;
        return Extract(response, options, options.SeveralAnswers ?? SeveralAnswers.AskedBy(options.Question));
    }

    internal static ExtractedAnswer Extract(string response, GradeOptions options, bool several)
    {
        if (options.Truncated) return new(ExtractionStatus.Truncated, null, AnswerSources.None, "cut by length", -1);
        ThinkLayout layout = ThinkLayout.Of(response, options.PrefilledThink);
        if (layout.Unclosed) return new(ExtractionStatus.Truncated, null, AnswerSources.None, "the thought never ends", -1);
        response = WithoutComments(response, layout.AnswerStart);
        ReadOnlySpan<char> answer = response.AsSpan(layout.AnswerStart).Trim();
        if (answer.IsEmpty) return Missing("nothing after the thought");

        AnswerSources sources = options.Sources;
        if ((sources & AnswerSources.Boxed) != 0)
        {
            BoxResult box = Boxed.Last(answer, out ReadOnlySpan<char> content);
            if (box == BoxResult.Found) return LastWord(response, answer, sources) ?? InBox(response, answer, content, several);
            // The model's last word was a box; reading an earlier one instead would grade a different answer.
            if (box == BoxResult.Broken) return Missing("the last \\boxed{ never closes");
        }
        if ((sources & AnswerSources.Hashes) != 0 && TryHashes(answer, out ReadOnlySpan<char> hashes))
        {
            return Found(response, hashes, AnswerSources.Hashes, "nothing after ####");
        }
        if ((sources & AnswerSources.Sentence) != 0 && AnswerSentence.TryFindLast(answer, out ReadOnlySpan<char> stated))
        {
            return Found(response, stated, AnswerSources.Sentence, "an answer sentence without an answer");
        }
        if ((sources & AnswerSources.Whole) != 0 && IsShort(answer))
        {
            return Found(response, AnswerSentence.TrimEnding(answer), AnswerSources.Whole, "an empty answer");
        }
        if ((sources & AnswerSources.Guess) != 0 && StatedAnswer.Find(answer.ToString()) is { Length: > 0 } guess)
        {
            return new(ExtractionStatus.Found, guess, AnswerSources.Guess, "", response.LastIndexOf(guess, StringComparison.Ordinal)) { Alternatives = [] };
        }
        if ((sources & AnswerSources.LastNumber) != 0 && TryLastNumber(answer, out ReadOnlySpan<char> number))
        {
            return Found(response, number, AnswerSources.LastNumber, "");
        }
        return Missing("no \\boxed{}, no answer sentence");
    }

    // Nobody reads what stands in <!-- -->. Blanks in its place keep offsets.
    private static string WithoutComments(string response, int from)
    {
        const string Opening = "<!--", Closing = "-->";
        if (response.AsSpan(from).IndexOf(Opening) < 0) return response;
        char[] text = response.ToCharArray();
        for (int at = from; response.IndexOf(Opening, at, StringComparison.Ordinal) is >= 0 and var start; )
        {
            int end = response.IndexOf(Closing, start, StringComparison.Ordinal);
            if (end < 0) break;
            at = end + Closing.Length;
            text.AsSpan(start..at).Fill(' ');
        }
        return new string(text);
    }

    private static ExtractedAnswer Missing(string why) => new(ExtractionStatus.Missing, null, AnswerSources.None, why, -1);

    private static ExtractedAnswer Found(string response, ReadOnlySpan<char> text, AnswerSources source, string whyEmpty)
    {
        text = text.Trim();
        // «\text{사과는 12개}» is cut behind its topic.
        while (text.EndsWith("}") && text.Count('}') > text.Count('{')) text = text[..^1].TrimEnd();
        string clean = Markdown.WithoutBold(text);
        if (clean.Length == 0) return Missing(whyEmpty);
        response.AsSpan().Overlaps(text, out int offset);
        return new(ExtractionStatus.Found, clean, source, "", offset) { Alternatives = [] };
    }

    // Whoever states another value behind the box has taken it back; a remark is no value.
    private static ExtractedAnswer? LastWord(string response, ReadOnlySpan<char> answer, AnswerSources sources)
    {
        if ((sources & AnswerSources.Sentence) == 0 || Boxed.Last(answer, out Box box) != BoxResult.Found) return null;
        ReadOnlySpan<char> behind = answer[box.End..];
        if (!AnswerSentence.TryFindLast(behind, out ReadOnlySpan<char> stated) || stated.Length > MaxFormulaLength) return null;
        bool value = AnswerReader.Read(stated.ToString()) is { Kind: not (NodeKind.Text or NodeKind.Symbol) };
        return value ? Found(response, stated, AnswerSources.Sentence, "") : null;
    }

    private static ExtractedAnswer InBox(string response, ReadOnlySpan<char> answer, ReadOnlySpan<char> content, bool several)
    {
        // «\boxed{정답: 12}»
        bool sentence = content.IndexOf('답') >= 0 || content.Contains("answer", StringComparison.OrdinalIgnoreCase);
        if (sentence && AnswerSentence.TryFindLast(content, out ReadOnlySpan<char> stated)) content = stated;
        ExtractedAnswer last = Found(response, content, AnswerSources.Boxed, "an empty \\boxed{}");
        if (last.Status != ExtractionStatus.Found) return last;
        if (several && Boxed.LastStatement(answer, alternativesOnly: false) is { Count: > 0 } listed)
        {
            return last with { Text = string.Join(", ", listed) };
        }
        IReadOnlyList<string> offered = Boxed.LastStatement(answer, alternativesOnly: true);
        return last with { Text = BoxUnit.WithUnits(answer, last.Text!), Alternatives = offered.Count > 0 ? [.. offered.SkipLast(1)] : [] };
    }

    private static bool IsShort(ReadOnlySpan<char> answer) =>
        (answer.Length <= MaxWholeLength && !answer.Contains('\n'))
        || (answer.Length <= MaxFormulaLength && FormulaText.Leading(answer).Length is > 0 and var length && answer[length..].TrimEnd(".。").IsEmpty);

    // GSM8K ends with it; «#### 풀이» is a heading of markdown, and «#### 정답: 12» a sentence under one.
    private static bool TryHashes(ReadOnlySpan<char> answer, out ReadOnlySpan<char> text)
    {
        int line = answer.LastIndexOf('\n') + 1;
        text = answer[line..].TrimStart();
        if (!text.StartsWith("####")) return false;
        text = text[4..].Trim();
        return text.IndexOf('답') < 0 && !text.Contains("answer", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryLastNumber(ReadOnlySpan<char> text, out ReadOnlySpan<char> number)
    {
        number = default;
        int last = text.LastIndexOfAny(Digits);
        if (last < 0) return false;
        int start = text[..last].LastIndexOfAnyExcept(NumberChars) + 1;
        ReadOnlySpan<char> found = text[start..(last + 1)].TrimStart(",/");
        bool negative = start > 0 && text[start - 1] is '-' or '−' && (start == 1 || text[start - 2] is ' ' or '(' or '=');
        number = negative ? text[(start - 1)..(last + 1)] : found;
        return true;
    }
}

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

    /// <summary>GSM8K's <c>#### 18</c>.</summary>
    Hashes = 2,

    /// <summary>The last «정답은 …입니다», «답: …», "the answer is …".</summary>
    Sentence = 4,

    /// <summary>The whole answer when it is one short line.</summary>
    Whole = 8,

    /// <summary>The last number in the answer. Guesses; off by default.</summary>
    LastNumber = 16,

    /// <summary>All that are marked as an answer, and a bare short answer.</summary>
    Default = Boxed | Hashes | Sentence | Whole,
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
public readonly record struct ExtractedAnswer(ExtractionStatus Status, string? Text, AnswerSources Source, string Why);

/// <summary>Finds the final answer of a response, always outside the thought. Linear in the length; never throws.</summary>
public static class AnswerExtractor
{
    private const int MaxWholeLength = 40;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789０１２３４５６７８９");
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789０１２３４５６７８９.,/");

    /// <summary>Extracts the final answer.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="truncated">The engine stopped at its length limit; such a response has no answer.</param>
    /// <param name="prefilledThink">The prompt ended inside a think block.</param>
    /// <param name="sources">Where an answer may stand.</param>
    public static ExtractedAnswer Extract(
        string response, bool truncated = false, bool prefilledThink = false, AnswerSources sources = AnswerSources.Default)
    {
        if (truncated) return new(ExtractionStatus.Truncated, null, AnswerSources.None, "cut by length");
        ThinkLayout layout = ThinkLayout.Of(response, prefilledThink);
        if (layout.Unclosed) return new(ExtractionStatus.Truncated, null, AnswerSources.None, "the thought never ends");
        ReadOnlySpan<char> answer = response.AsSpan(layout.AnswerStart).Trim();
        if (answer.IsEmpty) return Missing("nothing after the thought");

        if (sources.HasFlag(AnswerSources.Boxed))
        {
            BoxResult box = Boxed.Last(answer, out ReadOnlySpan<char> content);
            if (box == BoxResult.Found) return Found(content, AnswerSources.Boxed, "an empty \\boxed{}");
            // The model's last word was a box; reading an earlier one instead would grade a different answer.
            if (box == BoxResult.Broken) return Missing("the last \\boxed{ never closes");
        }
        if (sources.HasFlag(AnswerSources.Hashes))
        {
            int hashes = answer.LastIndexOf("####");
            if (hashes >= 0) return Found(FirstLine(answer[(hashes + 4)..]), AnswerSources.Hashes, "nothing after ####");
        }
        if (sources.HasFlag(AnswerSources.Sentence) && AnswerSentence.TryFindLast(answer, out ReadOnlySpan<char> stated))
        {
            return Found(stated, AnswerSources.Sentence, "an answer sentence without an answer");
        }
        if (sources.HasFlag(AnswerSources.Whole) && answer.Length <= MaxWholeLength && !answer.Contains('\n'))
        {
            return Found(AnswerSentence.TrimEnding(answer), AnswerSources.Whole, "an empty answer");
        }
        if (sources.HasFlag(AnswerSources.LastNumber) && TryLastNumber(answer, out ReadOnlySpan<char> number))
        {
            return Found(number, AnswerSources.LastNumber, "");
        }
        return Missing("no \\boxed{}, no answer sentence");
    }

    private static ExtractedAnswer Missing(string why) => new(ExtractionStatus.Missing, null, AnswerSources.None, why);

    private static ExtractedAnswer Found(ReadOnlySpan<char> text, AnswerSources source, string whyEmpty)
    {
        string clean = Markdown.WithoutBold(text.Trim());
        return clean.Length == 0 ? Missing(whyEmpty) : new(ExtractionStatus.Found, clean, source, "");
    }

    private static ReadOnlySpan<char> FirstLine(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int end = text.IndexOf('\n');
        return end < 0 ? text : text[..end];
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

namespace Saenggak.Grading;

/// <summary>A response taken apart into thought and answer.</summary>
/// <param name="Thought">Text inside the think block, untrimmed; null when the response has no think block.</param>
/// <param name="Answer">Text after the last <c>&lt;/think&gt;</c> (the whole response without a block); empty when the block never closes.</param>
/// <param name="Wellformed">No block at all, or exactly one that opens first and closes once.</param>
/// <param name="Unclosed">A block was opened (or prefilled) and never closed: there is no answer.</param>
public readonly record struct ThinkParts(string? Thought, string Answer, bool Wellformed, bool Unclosed);

/// <summary>Finds the <c>&lt;think&gt;…&lt;/think&gt;</c> block of a response. Never throws, whatever a model wrote.</summary>
public static class ThinkText
{
    /// <summary>The tag that opens a thought.</summary>
    public const string Open = "<think>";

    /// <summary>The tag that closes a thought.</summary>
    public const string Close = "</think>";

    /// <summary>Splits a response.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="prefilled">The chat template already wrote <c>&lt;think&gt;</c>, so the response starts inside the thought.</param>
    public static ThinkParts Split(string response, bool prefilled = false)
    {
        ThinkLayout layout = ThinkLayout.Of(response, prefilled);
        return new ThinkParts(
            layout.HasThought ? response[layout.ThoughtStart..layout.ThoughtEnd] : null,
            response[layout.AnswerStart..],
            layout.Wellformed,
            layout.Unclosed);
    }
}

/// <summary>Where thought and answer lie, as offsets, so that callers who only look need no copies.</summary>
internal readonly record struct ThinkLayout
{
    public bool HasThought { get; private init; }
    public int ThoughtStart { get; private init; }
    public int ThoughtEnd { get; private init; }
    public int AnswerStart { get; private init; }
    public int Opens { get; private init; }
    public int Closes { get; private init; }
    public bool TextBefore { get; private init; }
    public bool Unclosed { get; private init; }
    public bool Prefilled { get; private init; }

    /// <summary>Opening tags, the one in the prompt included.</summary>
    public int AllOpens => Opens + (Prefilled ? 1 : 0);

    public bool Wellformed => !Unclosed && !TextBefore && AllOpens == Closes && Closes <= 1;

    public static ThinkLayout Of(ReadOnlySpan<char> response, bool prefilled)
    {
        int firstOpen = response.IndexOf(ThinkText.Open);
        int lastOpen = firstOpen < 0 ? -1 : response.LastIndexOf(ThinkText.Open);
        int lastClose = response.LastIndexOf(ThinkText.Close);
        bool has = prefilled || firstOpen >= 0 || lastClose >= 0;
        if (!has) return default;

        // A model may repeat the tag that its template already wrote; the repeated tag is not part of the thought.
        bool opensFirst = firstOpen >= 0 && response[..firstOpen].IsWhiteSpace();
        int start = opensFirst || (!prefilled && firstOpen >= 0 && (lastClose < 0 || firstOpen < lastClose))
            ? firstOpen + ThinkText.Open.Length
            : 0;
        bool unclosed = lastOpen > lastClose || (prefilled && lastClose < 0);
        int end = unclosed ? response.Length : lastClose;
        return new ThinkLayout
        {
            HasThought = true,
            ThoughtStart = Math.Min(start, end),
            ThoughtEnd = end,
            AnswerStart = unclosed ? response.Length : lastClose + ThinkText.Close.Length,
            Opens = firstOpen < 0 ? 0 : response.Count(ThinkText.Open),
            Closes = lastClose < 0 ? 0 : response.Count(ThinkText.Close),
            TextBefore = !prefilled && firstOpen > 0 && !opensFirst,
            Unclosed = unclosed,
            Prefilled = prefilled,
        };
    }
}

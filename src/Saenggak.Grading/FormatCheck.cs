namespace Saenggak.Grading;

/// <summary>What a response is expected to do with its think block.</summary>
public enum ThinkingMode
{
    /// <summary>Think first, then answer.</summary>
    Think,

    /// <summary>Answer only; an empty think block, as Qwen3 writes it, is allowed.</summary>
    NoThink,

    /// <summary>Either of the two, as long as it is well-formed.</summary>
    Either,
}

/// <summary>How well a response keeps to the format.</summary>
/// <param name="Strict">Everything holds.</param>
/// <param name="Score">The lenient score: the share of the conditions that hold, 0 to 1; 1 exactly when <paramref name="Strict"/>.</param>
/// <param name="Why">The first condition that fails, in English; empty when strict.</param>
public readonly record struct FormatVerdict(bool Strict, double Score, string Why);

/// <summary>
/// Checks that a response is one thought, then an answer. Empty blocks, repeated blocks, text before the thought, a missing
/// answer and anything smuggled (<see cref="Smuggled"/>) all fail, and a tag that the template already wrote is counted as the
/// opening one.
/// </summary>
public static class FormatCheck
{
    /// <summary>Checks a response. Linear time; never throws.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="prefilledThink">The prompt ended inside a think block.</param>
    /// <param name="mode">What is expected.</param>
    public static FormatVerdict Check(string response, bool prefilledThink = false, ThinkingMode mode = ThinkingMode.Think)
    {
        ThinkLayout layout = ThinkLayout.Of(response, prefilledThink);
        ReadOnlySpan<char> thought = response.AsSpan(layout.ThoughtStart, layout.ThoughtEnd - layout.ThoughtStart);
        bool answer = Letters.AnyVisible(response.AsSpan(layout.AnswerStart));
        string? smuggled = Smuggled.In(response, layout.AnswerStart);
        bool wanted = mode switch
        {
            ThinkingMode.Think => true,
            ThinkingMode.NoThink => false,
            _ => layout.HasThought,
        };
        return wanted
            ? CheckThinking(layout, layout.HasThought && Letters.AnyVisible(thought), answer, smuggled)
            : CheckPlain(layout, thought, answer, smuggled);
    }

    private static FormatVerdict CheckThinking(ThinkLayout layout, bool thought, bool answer, string? smuggled)
    {
        bool opened = layout.AllOpens == 1 && !layout.TextBefore;
        bool closed = layout.Closes == 1 && !layout.Unclosed;
        string why = layout.AllOpens == 0 ? "no <think>"
            : layout.AllOpens > 1 ? "more than one <think>"
            : layout.TextBefore ? "text before <think>"
            : layout.Closes > 1 ? "more than one </think>"
            : !closed ? "no </think>"
            : !thought ? "empty thought"
            : !answer ? "empty answer"
            : smuggled ?? "";
        return Sum(why, opened, closed, thought, answer, answer && smuggled is null);
    }

    private static FormatVerdict CheckPlain(ThinkLayout layout, ReadOnlySpan<char> thought, bool answer, string? smuggled)
    {
        bool empty = thought.IsWhiteSpace();
        string why = !empty ? "a thought where none was asked for"
            : !layout.Wellformed ? "stray think tags"
            : !answer ? "empty answer"
            : smuggled ?? "";
        return Sum(why, empty, layout.Wellformed, answer, answer && smuggled is null);
    }

    private static FormatVerdict Sum(string why, params ReadOnlySpan<bool> conditions) =>
        new(why.Length == 0, conditions.Count(true) / (double)conditions.Length, why);
}

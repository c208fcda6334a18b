namespace Saenggak.Grading;

/// <summary>
/// Share of a text that is in the wanted language, after code, formulas, boxes, links, tags and numbers are taken out, and what
/// speaks against it. DeepSeek-R1 (arXiv 2501.12948) used the share of target-language words in the thought as a reward.
/// Linear time, never throws, thread-safe. docs/grading.md has the formulas and the reasons for their constants.
/// </summary>
public static class LanguageConsistency
{
    /// <summary>Scores a plain text; null when it has no letters to judge.</summary>
    /// <param name="text">Running text, with formulas and markdown.</param>
    /// <param name="wanted">The language it should be in.</param>
    /// <param name="prompt">What was asked: names quoted from it are not foreign, and copies of it are not prose of the writer's own.</param>
    public static LanguageScore? Score(ReadOnlySpan<char> text, WantedLanguage wanted = WantedLanguage.Korean, ReadOnlySpan<char> prompt = default) =>
        Score(text, wanted, prompt, thought: false);

    /// <summary>Scores thought and answer of a response apart, in the language that the prompt asks for.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="prompt">What the user asked, without the chat template.</param>
    /// <param name="prefilledThink">The template's prompt ended inside a think block.</param>
    public static ReasoningLanguage Of(string response, string prompt, bool prefilledThink = false) =>
        Of(response, PromptLanguage.Of(prompt), prompt, prefilledThink);

    /// <summary>Scores thought and answer of a response apart, in given languages.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="wanted">The languages they should be in.</param>
    /// <param name="prompt">What the user asked, without the chat template; empty where it is not known.</param>
    /// <param name="prefilledThink">The template's prompt ended inside a think block.</param>
    public static ReasoningLanguage Of(string response, PromptLanguage wanted, string prompt = "", bool prefilledThink = false)
    {
        ThinkLayout layout = ThinkLayout.Of(response, prefilledThink);
        ReadOnlySpan<char> thought = layout.HasThought ? response.AsSpan(layout.ThoughtStart, layout.ThoughtEnd - layout.ThoughtStart) : default;
        LanguageScore? ofThought = thought.IsWhiteSpace() ? null
            : wanted.Thought is { } one ? Score(thought, one, prompt, thought: true)
            : Either(thought, prompt);
        return new ReasoningLanguage(ofThought, Score(response.AsSpan(layout.AnswerStart), wanted.Answer, prompt, thought: false));
    }

    private static LanguageScore? Score(ReadOnlySpan<char> text, WantedLanguage wanted, ReadOnlySpan<char> prompt, bool thought)
    {
        using LanguageTally tally = LanguageTally.Of(text, wanted, prompt);
        return !thought && tally.WantedLetters + tally.ForeignLetters == 0 ? null : LanguageScore.From(tally, wanted, thought);
    }

    // Drafts of a translation are in both languages: what is in neither counts against.
    private static LanguageScore? Either(ReadOnlySpan<char> text, ReadOnlySpan<char> prompt)
    {
        using LanguageTally korean = LanguageTally.Of(text, WantedLanguage.Korean, prompt), english = LanguageTally.Of(text, WantedLanguage.English, prompt);
        LanguageScore a = LanguageScore.From(korean, WantedLanguage.Korean, thought: true), b = LanguageScore.From(english, WantedLanguage.English, thought: true);
        return (a.Soft >= b.Soft ? a : b) with { LetterShare = Math.Min(1, a.LetterShare + b.LetterShare), WordShare = Math.Min(1, a.WordShare + b.WordShare) };
    }
}

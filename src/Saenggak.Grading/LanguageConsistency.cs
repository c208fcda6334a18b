using Saenggak.Text.Korean;

namespace Saenggak.Grading;

/// <summary>The language a text should be in, told by its script.</summary>
public enum WantedLanguage
{
    /// <summary>Hangul syllables; jamo standing alone (ㅋㅋ) are letters but not Korean prose.</summary>
    Korean,

    /// <summary>Latin letters.</summary>
    English,
}

/// <summary>Language of thought and answer apart.</summary>
/// <param name="ThoughtShare">Share in the thought; null without a thought or without letters in it.</param>
/// <param name="AnswerShare">Share in the answer; null without letters in it.</param>
public readonly record struct ReasoningLanguage(double? ThoughtShare, double? AnswerShare)
{
    /// <summary>The thought's share for use as a reward: 1 where there is nothing to judge.</summary>
    public double ThoughtReward => ThoughtShare ?? 1;

    /// <summary>The answer's share for use as a reward: 1 where there is nothing to judge («\boxed{12}» alone is no foreign language).</summary>
    public double AnswerReward => AnswerShare ?? 1;
}

/// <summary>
/// Share of the letters of a text that are in the wanted script, after code, formulas, boxes, links, tags and numbers are
/// taken out. Other scripts, Chinese characters and kana among them, count against. DeepSeek-R1 used such a share as a reward.
/// </summary>
public static class LanguageConsistency
{
    /// <summary>The share, 0 to 1; null when the text has no letters to judge.</summary>
    public static double? Score(ReadOnlySpan<char> text, WantedLanguage wanted = WantedLanguage.Korean)
    {
        ScriptCounts counts = ProseText.Count(text);
        if (counts.Letters == 0) return null;
        int inScript = wanted == WantedLanguage.Korean ? counts.HangulSyllables : counts.Latin;
        return (double)inScript / counts.Letters;
    }

    /// <summary>Scores thought and answer of a response apart.</summary>
    /// <param name="response">What the model wrote, without the prompt.</param>
    /// <param name="prefilledThink">The prompt ended inside a think block.</param>
    /// <param name="wanted">The language both should be in.</param>
    public static ReasoningLanguage Of(string response, bool prefilledThink = false, WantedLanguage wanted = WantedLanguage.Korean)
    {
        ThinkLayout layout = ThinkLayout.Of(response, prefilledThink);
        double? thought = layout.HasThought
            ? Score(response.AsSpan(layout.ThoughtStart, layout.ThoughtEnd - layout.ThoughtStart), wanted)
            : null;
        return new ReasoningLanguage(thought, Score(response.AsSpan(layout.AnswerStart), wanted));
    }
}

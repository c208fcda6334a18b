using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>
/// Keeps rows whose thought and answer are in Korean by <see cref="LanguageConsistency"/>'s soft score. A row without a thought, or with
/// an answer without letters, passes in that part.
/// </summary>
public sealed class KoreanShareFilter : IRowFilter
{
    /// <inheritdoc />
    public string Name => "korean-share";

    /// <summary>Least score of the thought, 0 to 1.</summary>
    public double MinThought { get; init; } = 0.9;

    /// <summary>Least score of the answer, 0 to 1.</summary>
    public double MinAnswer { get; init; } = 0.8;

    /// <inheritdoc />
    public string? Reject(TraceRow row)
    {
        ReasoningLanguage language = LanguageConsistency.Of(row.Response, PromptLanguage.Korean, row.Prompt, row.PrefilledThink);
        return language.Thought?.Share < MinThought ? "too little Korean in the thought"
            : language.ThoughtReward < MinThought ? "filler, loops or copies in the thought"
            : language.Answer?.Share < MinAnswer ? "too little Korean in the answer"
            : language.AnswerReward < MinAnswer ? "filler, loops or copies in the answer"
            : null;
    }
}

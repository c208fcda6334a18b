using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>Keeps rows whose thought and answer are in Korean, measured by <see cref="LanguageConsistency"/>. Parts without letters pass.</summary>
public sealed class KoreanShareFilter : IRowFilter
{
    /// <inheritdoc />
    public string Name => "korean-share";

    /// <summary>Least share in the thought, 0 to 1.</summary>
    public double MinThought { get; init; } = 0.9;

    /// <summary>Least share in the answer, 0 to 1.</summary>
    public double MinAnswer { get; init; } = 0.8;

    /// <inheritdoc />
    public string? Reject(TraceRow row)
    {
        ReasoningLanguage language = LanguageConsistency.Of(row.Response, row.PrefilledThink);
        return language.ThoughtReward < MinThought ? "too little Korean in the thought"
            : language.AnswerReward < MinAnswer ? "too little Korean in the answer"
            : null;
    }
}

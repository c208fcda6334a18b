using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>Keeps rows whose final answer equals the gold answer (rejection sampling by outcome).</summary>
public sealed class OutcomeFilter : IRowFilter
{
    /// <inheritdoc />
    public string Name => "outcome";

    /// <summary>Keep rows without a gold answer that a rule can check.</summary>
    public bool KeepUnverifiable { get; init; }

    /// <summary>Where an answer may stand.</summary>
    public AnswerSources Sources { get; init; } = AnswerSources.Default;

    /// <inheritdoc />
    public string? Reject(TraceRow row)
    {
        var options = new GradeOptions
        {
            Truncated = row.Truncated, PrefilledThink = row.PrefilledThink, Sources = Sources, Question = row.Prompt, Choices = row.Choices,
        };
        return Grader.Grade(row.Response, row.Gold, options).Kind switch
        {
            VerdictKind.Correct => null,
            VerdictKind.Incorrect => "wrong answer",
            VerdictKind.Unparsable => "no readable answer",
            VerdictKind.Truncated => "truncated",
            _ => KeepUnverifiable ? null : "no gold answer to check",
        };
    }
}

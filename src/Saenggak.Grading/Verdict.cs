namespace Saenggak.Grading;

/// <summary>What grading found.</summary>
public enum VerdictKind
{
    /// <summary>The answer equals the gold answer.</summary>
    Correct,

    /// <summary>An answer was read and it differs.</summary>
    Incorrect,

    /// <summary>The response is complete but marks no readable answer.</summary>
    Unparsable,

    /// <summary>The response was cut or its thought never ends; it was not graded.</summary>
    Truncated,

    /// <summary>The gold answer itself cannot be checked by rule; the row says nothing about the model.</summary>
    GoldUnverifiable,
}

/// <summary>The result of grading one response.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Extracted">The answer as the model wrote it; null when none was read.</param>
/// <param name="Why">One short reason for people and logs.</param>
public readonly record struct Verdict(VerdictKind Kind, string? Extracted, string Why)
{
    /// <summary>True only for <see cref="VerdictKind.Correct"/>.</summary>
    public bool IsCorrect => Kind == VerdictKind.Correct;

    /// <summary>1 for correct, 0 for wrong, unparsable or truncated, null where the gold answer cannot be checked.</summary>
    public double? Score => Kind switch
    {
        VerdictKind.Correct => 1,
        VerdictKind.GoldUnverifiable => null,
        _ => 0,
    };
}

/// <summary>How to grade.</summary>
public sealed record GradeOptions
{
    /// <summary>The settings for a complete response with its own think tags.</summary>
    public static GradeOptions Default { get; } = new();

    /// <summary>The engine stopped this response at its length limit.</summary>
    public bool Truncated { get; init; }

    /// <summary>The prompt ended inside a think block.</summary>
    public bool PrefilledThink { get; init; }

    /// <summary>Where an answer may stand.</summary>
    public AnswerSources Sources { get; init; } = AnswerSources.Default;

    /// <summary>The choices of a multiple-choice question, in order; an answer may then name one by mark or by text.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The question; its wording tells whether several answers are asked for.</summary>
    public string? Question { get; init; }

    /// <summary>
    /// Several answers are asked for: the boxes of the last statement are then one list. Null leaves it to the wording of
    /// <see cref="Question"/> and to a gold answer that is a list.
    /// </summary>
    public bool? SeveralAnswers { get; init; }

    /// <summary>
    /// Accept an answer that equals a decimal gold answer when rounded to the gold's places (2.607… for 2.61).
    /// Off by default: equality is exact.
    /// </summary>
    public bool RoundToGold { get; init; }
}

namespace Saenggak.Evaluation;

/// <summary>A question with its gold answer.</summary>
public sealed record EvalItem
{
    /// <summary>Name of the item in results.</summary>
    public required string Id { get; init; }

    /// <summary>The question as a user asks it.</summary>
    public required string Prompt { get; init; }

    /// <summary>The gold answer.</summary>
    public required string Answer { get; init; }

    /// <summary>The choices of a multiple-choice question, in order; null for others.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Part of the set whose figures are given apart: a subject, a family; null where there are no parts.</summary>
    public string? Group { get; init; }
}

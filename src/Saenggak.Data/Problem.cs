namespace Saenggak.Data;

/// <summary>A question with a known final answer, and, where it is known, the way to it.</summary>
public sealed record Problem
{
    /// <summary>Unique within its set, e.g. <c>ko-000123</c> or <c>kmwps-train:1841</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The question as a user would ask it.</summary>
    public required string Prompt { get; init; }

    /// <summary>The gold answer as text; for word problems an integer in decimal digits.</summary>
    public required string Answer { get; init; }

    /// <summary>Where the row comes from: <c>builtin</c>, <c>kmwps-train</c>, a file name.</summary>
    public string Source { get; init; } = "builtin";

    /// <summary>The template family for built-in problems; the near-duplicate cluster for read ones, where known.</summary>
    public string? Family { get; init; }

    /// <summary>Style of speech for built-in problems, e.g. <c>haeyo</c>, <c>hamnida</c>, <c>handa</c>.</summary>
    public string? Register { get; init; }

    /// <summary>The gold equation where the source has one (infix arithmetic, as read).</summary>
    public string? Equation { get; init; }

    /// <summary>The steps that lead to the answer; empty when only the answer is known.</summary>
    public IReadOnlyList<SolutionStep> Solution { get; init; } = [];
}

/// <summary>One arithmetic step of a solution: <c>Left Operator Right = Result</c>, with what the result means.</summary>
/// <param name="What">What the result is, as a Korean noun phrase («남은 사과»); empty when unknown.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Operator">One of <c>+ - × ÷</c>.</param>
/// <param name="Right">Right operand.</param>
/// <param name="Result">The result of the step.</param>
/// <param name="Unit">The counting unit of the result («개», «원»); empty when unknown.</param>
public sealed record SolutionStep(string What, long Left, char Operator, long Right, long Result, string Unit);

using Saenggak.Data;
using Saenggak.Grading;

namespace Saenggak.Cli.Quickstart;

/// <summary>
/// Puts the answer that a problem's equation gives through the outcome filter, as a teacher's answer would be: where they differ,
/// equation or gold is wrong, and neither a trace nor a reward can be trusted.
/// </summary>
internal static class GoldCheck
{
    private static readonly OutcomeFilter Outcome = new();

    /// <summary>False when the equation gives another number than the gold answer; true also where it gives none.</summary>
    public static bool Agrees(Problem problem)
    {
        if (problem.Equation is null || EquationChecker.Evaluate(problem.Equation) is not { } value) return true;
        string response = $"{ThinkText.Open}\n{problem.Equation}\n{ThinkText.Close}\n\n정답은 \\boxed{{{value}}}입니다.";
        var row = new TraceRow
        {
            Id = problem.Id, ProblemKey = problem.Id, Prompt = problem.Prompt, Response = response, Gold = problem.Answer, Source = [],
        };
        return Outcome.Reject(row) is null;
    }
}

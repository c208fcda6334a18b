using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>
/// A teacher that writes its trace from the problem's known steps. It stands in for a model where none is at hand, with habits
/// that real teachers have.
/// </summary>
public abstract class ScriptedTeacher(string name) : ITeacher
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask<TeacherAnswer> AnswerAsync(TeacherRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Problem problem = request.Problem;
        var random = new SplitMix64(SplitMix64.Hash($"{Name}/{problem.Id}", request.Seed), (ulong)request.SampleIndex);
        IReadOnlyList<SolutionStep> steps = problem.Solution.Count > 0 || problem.Equation is null
            ? problem.Solution
            : EquationSteps.TryFrom(problem.Equation) ?? [];
        // Without steps nobody can show work: all that is left is to state the answer.
        (TraceKind kind, string text) = steps.Count > 0
            ? Write(steps, random)
            : (TraceKind.Bare, TraceText.Join(TraceText.HardlyAThought(random), TraceText.Answer(problem.Answer, random)));
        return ValueTask.FromResult(new TeacherAnswer(Name, text, kind));
    }

    /// <summary>Writes a response from at least one step.</summary>
    private protected abstract (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random);
}

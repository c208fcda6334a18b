using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>
/// In a hurry: bare answers, skipped steps, slips that ruin the answer and slips that do not. Much of it passes a filter that
/// looks at the final answer only, which is what makes real teachers' data impure.
/// </summary>
public sealed class HastyTeacher() : ScriptedTeacher("hasty")
{
    private const double WrongBareAnswers = 0.1;

    private protected override (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        double mode = random.Unit();
        // A single step cannot be skipped; its share goes to the others.
        return steps.Count == 1
            ? mode switch
            {
                < 0.46 => Bare(steps, random),
                < 0.80 => Survived(steps, random),
                < 0.93 => Carried(steps, random),
                _ => WrongOperation(steps, random),
            }
            : mode switch
            {
                < 0.31 => Bare(steps, random),
                < 0.64 => SkipAStep(steps, random),
                < 0.88 => Survived(steps, random),
                < 0.97 => Carried(steps, random),
                _ => WrongOperation(steps, random),
            };
    }

    private static (TraceKind Kind, string Text) Bare(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        long answer = random.Chance(WrongBareAnswers) ? Slips.CarriedThrough(steps, random)[^1].Result : steps[^1].Result;
        return (TraceKind.Bare, TraceText.Join(TraceText.HardlyAThought(random), TraceText.Answer(answer, random)));
    }

    private static (TraceKind Kind, string Text) SkipAStep(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        int skipped = random.Below(steps.Count - 1);
        return Tell(TraceKind.MissingStep, [.. steps.Where((_, i) => i != skipped)], steps[^1].Result, random);
    }

    private static (TraceKind Kind, string Text) Survived(IReadOnlyList<SolutionStep> steps, SplitMix64 random) =>
        Tell(TraceKind.Slip, Slips.Survived(steps, random), steps[^1].Result, random);

    private static (TraceKind Kind, string Text) Carried(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        IReadOnlyList<SolutionStep> told = Slips.CarriedThrough(steps, random);
        return Tell(TraceKind.Slip, told, told[^1].Result, random);
    }

    private static (TraceKind Kind, string Text) WrongOperation(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        IReadOnlyList<SolutionStep> told = Slips.WrongOperation(steps);
        return Tell(TraceKind.WrongOperation, told, told[^1].Result, random);
    }

    private static (TraceKind Kind, string Text) Tell(TraceKind kind, IReadOnlyList<SolutionStep> told, long answer, SplitMix64 random) =>
        (kind, TraceText.Join(string.Join(' ', TraceText.Sentences(told, random)), TraceText.Answer(answer, random)));
}

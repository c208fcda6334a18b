using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>Writes the equations with hardly a word, always right.</summary>
public sealed class ConciseTeacher() : ScriptedTeacher("concise")
{
    private protected override (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        string[] equations = [.. steps.Select(TraceText.Equation)];
        string before = string.Join(", ", equations.SkipLast(1));
        string thought = random.Below(4) switch
        {
            0 => $"식을 세우면 {string.Join(", ", equations)}입니다.",
            1 => $"계산하면 {string.Join(", ", equations)}입니다.",
            2 => $"{(before.Length > 0 ? before + "이고 " : "")}{equations[^1]}입니다.",
            _ => $"{string.Join(", ", equations)}이므로 답은 {TraceText.Digits(steps[^1].Result)}{steps[^1].Unit}입니다.",
        };
        return (TraceKind.Full, TraceText.Join(thought, TraceText.Answer(steps[^1].Result, random)));
    }
}

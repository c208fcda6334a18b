using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>Says what each step computes, one sentence a step, always right.</summary>
public sealed class CarefulTeacher() : ScriptedTeacher("careful")
{
    private protected override (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random) =>
        (TraceKind.Full, TraceText.Join(string.Join(' ', TraceText.Sentences(steps, random)), TraceText.Answer(steps[^1].Result, random)));
}

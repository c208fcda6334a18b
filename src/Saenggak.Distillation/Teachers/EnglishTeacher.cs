using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>Falls into English while thinking, from the start or midway, as teachers trained mostly on English do.</summary>
public sealed class EnglishTeacher() : ScriptedTeacher("english")
{
    private const double Midway = 0.4, EnglishAnswer = 0.3;

    private static readonly string[] Openings =
        ["Okay, let me work through this problem.", "Let's solve this step by step.", "The question asks for a number, so let me compute it."];

    private protected override (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        int korean = steps.Count > 1 && random.Chance(Midway) ? random.Between(1, steps.Count - 1) : 0;
        var thought = new List<string>(TraceText.Sentences(steps, random)[..korean]);
        if (korean == 0) thought.Add(random.Pick(Openings));
        for (int i = korean; i < steps.Count; i++)
        {
            string opening = i == 0 ? "First, we compute" : i == steps.Count - 1 ? "Finally, we get" : "Then we have";
            thought.Add($"{opening} {TraceText.Equation(steps[i])}.");
        }
        string result = TraceText.Digits(steps[^1].Result);
        thought.Add($"So the answer is {result}.");
        string answer = random.Chance(EnglishAnswer) ? $"The answer is {TraceText.Boxed(result)}." : TraceText.Answer(result, random);
        return (TraceKind.English, TraceText.Join(string.Join(' ', thought), answer));
    }
}

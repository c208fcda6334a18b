using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Grading;

namespace Saenggak.Distillation.Teachers;

/// <summary>Repeats itself and checks again; now and then never ends the thought, or boxes an intermediate value too.</summary>
public sealed class RamblerTeacher() : ScriptedTeacher("rambler")
{
    private const double Endless = 0.2, TwoBoxes = 0.2;

    private static readonly string[] Openings =
        ["문제를 차근차근 읽어 보겠습니다.", "음, 무엇을 묻는지 먼저 생각해 보겠습니다.", "주어진 수를 하나씩 살펴보겠습니다."];

    private static readonly string[] Doubts = ["잠깐, 다시 확인해 보면", "혹시 모르니 다시 계산해 보면", "한 번 더 확인해 보면"];

    private static readonly string[] Relief = ["네, 맞습니다.", "결과가 같으니 맞습니다.", "역시 같은 값이 나옵니다."];

    private protected override (TraceKind Kind, string Text) Write(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        var thought = new List<string> { random.Pick(Openings) };
        thought.AddRange(TraceText.Sentences(steps, random));
        int rounds = random.Between(1, 3);
        bool endless = random.Chance(Endless);
        for (int round = 0; round < (endless ? rounds + 2 : rounds); round++)
        {
            thought.Add($"{random.Pick(Doubts)} {string.Join(", ", steps.Select(TraceText.Equation))}입니다.");
            thought.Add(random.Pick(Relief));
        }
        string told = string.Join(' ', thought);
        if (endless) return (TraceKind.Malformed, $"{ThinkText.Open}\n{told}");
        string answer = TraceText.Answer(steps[^1].Result, random);
        if (!random.Chance(TwoBoxes)) return (TraceKind.Rambling, TraceText.Join(told, answer));
        // The last box is not the result, so a reader of last boxes marks the answer wrong.
        string first = TraceText.Boxed(TraceText.Digits(steps[^1].Result)), second = TraceText.Boxed(TraceText.Digits(steps[^1].Left));
        return (TraceKind.Malformed, TraceText.Join(told, $"정답은 {first}입니다. 아니면 {second}일 수도 있습니다."));
    }
}

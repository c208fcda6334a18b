using System.Globalization;
using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Grading;
using Saenggak.Text.Korean;

namespace Saenggak.Distillation.Teachers;

/// <summary>The pieces that traces are put together from. Equations always read <c>a + b = c</c>, so that few token forms occur.</summary>
internal static class TraceText
{
    private static readonly string[] First = ["먼저", "우선"];
    private static readonly string[] Next = ["다음으로", "그다음", "이어서"];
    private static readonly string[] Last = ["마지막으로", "이제", "따라서"];
    private static readonly string[] Answers = ["따라서 정답은", "그러므로 정답은", "정답은", "답은"];
    private static readonly string[] Nothing = ["바로 계산할 수 있습니다.", "간단한 문제입니다.", "계산해 보면 답이 나옵니다.", "암산으로 풀 수 있습니다."];

    /// <summary>A well-formed response.</summary>
    public static string Join(string thought, string answer) => $"{ThinkText.Open}\n{thought}\n{ThinkText.Close}\n\n{answer}";

    /// <summary>The closing sentence with the box.</summary>
    public static string Answer(string answer, SplitMix64 random) => $"{random.Pick(Answers)} {Boxed(answer)}입니다.";

    /// <summary>The closing sentence for a computed result.</summary>
    public static string Answer(long result, SplitMix64 random) => Answer(Digits(result), random);

    /// <summary>A sentence that says nothing about the way to the answer.</summary>
    public static string HardlyAThought(SplitMix64 random) => random.Pick(Nothing);

    /// <summary>The answer in a box.</summary>
    public static string Boxed(string answer) => $"\\boxed{{{answer}}}";

    /// <summary>12 - 5 = 7, without a unit.</summary>
    public static string Equation(SolutionStep step) =>
        string.Create(CultureInfo.InvariantCulture, $"{step.Left} {step.Operator} {step.Right} = {step.Result}");

    /// <summary>One Korean sentence for each step.</summary>
    public static string[] Sentences(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        bool joined = random.Chance(0.5);
        bool asks = random.Chance(0.4);
        string first = random.Pick(First), last = random.Pick(Last);
        int next = random.Below(Next.Length);
        var sentences = new string[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            // Bare equations need the connective to read as prose; those that say what they compute do well without.
            bool connective = steps.Count > 1 && (joined || steps[i].What.Length == 0);
            string opening = !connective ? "" : (i == 0 ? first : i == steps.Count - 1 ? last : Next[(next + i) % Next.Length]) + " ";
            sentences[i] = opening + Sentence(steps[i], asks);
        }
        return sentences;
    }

    /// <summary>The number as digits.</summary>
    public static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Sentence(SolutionStep step, bool asks) => step.What.Length == 0
        ? $"{Equation(step)}{step.Unit}입니다."
        : asks
            ? $"{Particles.Attach(step.What, "을/를")} 구하면 {Equation(step)}{step.Unit}입니다."
            : $"{Particles.Attach(step.What, "은/는")} {Equation(step)}{step.Unit}입니다.";
}

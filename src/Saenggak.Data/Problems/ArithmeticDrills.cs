using System.Globalization;
using Saenggak.Text.Korean;

namespace Saenggak.Data.Problems;

/// <summary>
/// Short questions of one operation («17 + 25는 얼마인가요?»), in the notation of the traces. A small model learns from them to copy
/// numbers and to compute; without them small models fail at both long after they can tell the steps.
/// </summary>
public static class ArithmeticDrills
{
    private const string Operators = "+-×÷";

    // Problems also multiply by constants (60 minutes, 4 sides), where one factor is larger than MaxFactor.
    private const double WideProducts = 0.25;

    private static readonly string[] Wordings =
    [
        "{0}{1} 얼마인가요?", "{0}의 값은 얼마입니까?", "{0}의 값을 구하세요.", "{0}{2} 계산하세요.", "{0}{1} 얼마야?", "{0}의 답을 구하시오.", "{0} = ?",
    ];

    /// <summary>
    /// Writes drills, the operators about equally often. The same seed writes the same drills. With few different questions to ask,
    /// a large count repeats some; that does no harm to practice.
    /// </summary>
    public static IEnumerable<Problem> Write(ulong seed, int count, ProblemWriterOptions? options = null)
    {
        ProblemWriterOptions limits = options ?? new ProblemWriterOptions();
        for (int i = 0; i < count; i++)
        {
            var random = new SplitMix64(seed, (ulong)i);
            SolutionStep step = Draw(limits, random);
            string term = string.Create(CultureInfo.InvariantCulture, $"{step.Left} {step.Operator} {step.Right}");
            string wording = random.Pick(Wordings);
            yield return new Problem
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"drill-{i + 1:D6}"),
                Prompt = string.Format(CultureInfo.InvariantCulture, wording, term, Particles.Choose(term, "은/는"), Particles.Choose(term, "을/를")),
                Answer = step.Result.ToString(CultureInfo.InvariantCulture),
                Family = "drill",
                Solution = [step],
            };
        }
    }

    private static SolutionStep Draw(ProblemWriterOptions limits, SplitMix64 random)
    {
        char op = random.Pick(Operators.ToCharArray());
        if (op is '+' or '-')
        {
            // Half the drills stay with the numbers that problems give, half reach the sums that steps lead to.
            int largest = random.Chance(0.5) ? Math.Min(limits.MaxAddend, limits.MaxSum / 2) : limits.MaxSum - 1;
            int a = random.Between(1, Math.Max(1, largest)), b = random.Between(1, Math.Max(1, Math.Min(largest, limits.MaxSum - a)));
            return op == '+' ? Step(a, '+', b, a + b) : Step(a + b, '-', b, a);
        }
        int x = random.Between(2, Math.Max(2, limits.MaxFactor)), most = Math.Max(2, limits.MaxProduct / x);
        int y = random.Between(2, random.Chance(WideProducts) ? most : Math.Min(most, Math.Max(2, limits.MaxFactor)));
        if (op == '÷') return random.Chance(0.5) ? Step(x * y, '÷', x, y) : Step(x * y, '÷', y, x);
        return random.Chance(0.5) ? Step(x, '×', y, x * y) : Step(y, '×', x, x * y);
    }

    private static SolutionStep Step(long left, char op, long right, long result) => new("", left, op, right, result, "");
}

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
        return Write(seed, count, random => Draw(limits, random));
    }

    /// <summary>
    /// Writes drills like the steps that problems take: the same operators as often, with numbers of as many digits; every other drill
    /// keeps one number of its step, because problems have constants (60 minutes, 4 sides).
    /// </summary>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public static IEnumerable<Problem> WriteLike(ulong seed, int count, IReadOnlyList<SolutionStep> steps)
    {
        if (steps.Count == 0) throw new ArgumentException("no steps to write drills like", nameof(steps));
        return Write(seed, count, random => DrawLike(random.Pick(steps), random));
    }

    private static IEnumerable<Problem> Write(ulong seed, int count, Func<SplitMix64, SolutionStep> draw)
    {
        for (int i = 0; i < count; i++)
        {
            var random = new SplitMix64(seed, (ulong)i);
            SolutionStep step = draw(random);
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

    private static SolutionStep DrawLike(SolutionStep like, SplitMix64 random)
    {
        bool keepLeft = random.Chance(0.25), keepRight = !keepLeft && random.Chance(1 / 3.0);
        // A draw that leaves the numbers' size, or goes below zero, is drawn again; the step itself is there in the end.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            long left = keepLeft ? like.Left : WithDigitsOf(like.Left, random), right = keepRight ? like.Right : WithDigitsOf(like.Right, random);
            if (like.Operator == '÷')
            {
                long quotient = WithDigitsOf(like.Result, random);
                if (keepLeft && (right == 0 || left % right != 0)) continue;
                if (keepLeft) quotient = left / right;
                if (right == 0 || Digits(right * quotient) != Digits(like.Left)) continue;
                return Step(right * quotient, '÷', right, quotient);
            }
            if (like.Operator == '+') return Step(left, '+', right, left + right);
            if (like.Operator == '×') return Step(left, '×', right, left * right);
            if (left >= right) return Step(left, '-', right, left - right);
        }
        return Step(like.Left, like.Operator, like.Right, like.Result);
    }

    private static int Digits(long number) => Math.Abs(number).ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>A number of as many digits, without a leading zero.</summary>
    internal static long WithDigitsOf(long number, SplitMix64 random)
    {
        // Beyond nine digits a number stays what it is.
        int digits = Digits(number);
        if (digits > 9) return Math.Abs(number);
        int low = 1;
        for (int i = 1; i < digits; i++) low *= 10;
        return random.Between(low, (int)Math.Min(10L * low - 1, int.MaxValue - 1));
    }

    private static SolutionStep Step(long left, char op, long right, long result) => new("", left, op, right, result, "");
}

using System.Globalization;
using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Data.Problems;

/// <summary>
/// Writes problems again with other numbers: the words stay, the numbers that the steps use are drawn anew with as many digits and in the
/// same order of size, and the steps are computed again. A problem in which it is not plain which number is which is left alone.
/// </summary>
public static class NumberVariants
{
    private const int Attempts = 60;
    private const string ParticlesAfterNumbers = "은는이가을를와과로으";

    /// <summary>A variant, or null where there is none.</summary>
    /// <param name="problem">With its steps; the last result is the answer.</param>
    /// <param name="random">Draws the numbers.</param>
    /// <param name="suffix">Joined to the id.</param>
    public static Problem? TryWrite(Problem problem, SplitMix64 random, string suffix)
    {
        if (problem.Solution.Count == 0 || Text(problem.Solution[^1].Result) != problem.Answer) return null;
        if (Numbers(problem.Prompt) is not { } numbers || Sources(problem.Solution, numbers) is not { } sources) return null;
        var used = sources.Where(source => source is { Kind: SourceKind.Prompt }).Select(source => source.Index).Distinct().Order().ToArray();
        if (used.Length == 0) return null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var drawn = numbers.Select(number => number.Value).ToArray();
            foreach (int i in used) drawn[i] = ArithmeticDrills.WithDigitsOf(drawn[i], random);
            if (!SameOrder(numbers, drawn) || Compute(problem.Solution, sources, drawn) is not { } steps) continue;
            if (Replace(problem.Prompt, numbers, drawn) is not { } prompt || prompt == problem.Prompt) continue;
            return problem with { Id = problem.Id + suffix, Prompt = prompt, Answer = Text(steps[^1].Result), Equation = null, Solution = steps };
        }
        return null;
    }

    private enum SourceKind
    {
        Constant,
        Prompt,
        Result,
    }

    private readonly record struct Source(SourceKind Kind, int Index);

    private readonly record struct Number(int Start, int Length, long Value);

    /// <summary>The whole numbers of a prompt; null where one is part of a decimal or a fraction, is too long, or stands twice.</summary>
    private static List<Number>? Numbers(string prompt)
    {
        var numbers = new List<Number>();
        for (int i = 0; i < prompt.Length; i++)
        {
            if (!char.IsAsciiDigit(prompt[i])) continue;
            int start = i;
            while (i < prompt.Length && char.IsAsciiDigit(prompt[i])) i++;
            bool joined = (start > 0 && prompt[start - 1] is '.' or ',' or '/') || (i + 1 < prompt.Length && prompt[i] is '.' or ',' or '/' && char.IsAsciiDigit(prompt[i + 1]));
            if (joined || i - start > 9 || (prompt[start] == '0' && i - start > 1)) return null;
            long value = long.Parse(prompt.AsSpan(start, i - start), CultureInfo.InvariantCulture);
            if (numbers.Exists(number => number.Value == value)) return null;
            numbers.Add(new(start, i - start, value));
        }
        return numbers;
    }

    /// <summary>Where each operand comes from, left and right in turn; null where a value could come from two places.</summary>
    private static Source[]? Sources(IReadOnlyList<SolutionStep> steps, List<Number> numbers)
    {
        var sources = new Source[2 * steps.Count];
        for (int s = 0; s < steps.Count; s++)
        {
            for (int side = 0; side < 2; side++)
            {
                long value = side == 0 ? steps[s].Left : steps[s].Right;
                int prompt = numbers.FindIndex(number => number.Value == value), result = -1, places = prompt >= 0 ? 1 : 0;
                for (int before = 0; before < s; before++)
                {
                    if (steps[before].Result != value) continue;
                    (result, places) = (before, places + 1);
                }
                if (places > 1) return null;
                sources[2 * s + side] = prompt >= 0 ? new(SourceKind.Prompt, prompt) : result >= 0 ? new(SourceKind.Result, result) : new(SourceKind.Constant, 0);
            }
        }
        return sources;
    }

    private static bool SameOrder(List<Number> numbers, long[] drawn)
    {
        for (int i = 0; i < drawn.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (drawn[i].CompareTo(drawn[j]) != numbers[i].Value.CompareTo(numbers[j].Value)) return false;
            }
        }
        return true;
    }

    /// <summary>The steps with other numbers; null where a result is negative, not whole, zero where it was not, or much longer.</summary>
    private static SolutionStep[]? Compute(IReadOnlyList<SolutionStep> steps, Source[] sources, long[] drawn)
    {
        var computed = new SolutionStep[steps.Count];
        for (int s = 0; s < steps.Count; s++)
        {
            long left = Take(sources[2 * s], steps[s].Left), right = Take(sources[2 * s + 1], steps[s].Right);
            if (steps[s].Operator == '÷' && (right == 0 || left % right != 0)) return null;
            long result = steps[s].Operator switch { '+' => left + right, '-' => left - right, '×' => left * right, _ => left / right };
            if (result < 0 || (result == 0 && steps[s].Result != 0) || Text(result).Length > Text(steps[s].Result).Length + 1) return null;
            computed[s] = steps[s] with { Left = left, Right = right, Result = result };
        }
        return computed;

        long Take(Source source, long constant) => source.Kind switch
        {
            SourceKind.Prompt => drawn[source.Index],
            SourceKind.Result => computed[source.Index].Result,
            _ => constant,
        };
    }

    /// <summary>The prompt with other numbers; null where a particle would no longer fit the number before it.</summary>
    private static string? Replace(string prompt, List<Number> numbers, long[] drawn)
    {
        var text = new StringBuilder();
        int at = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            var number = numbers[i];
            int end = number.Start + number.Length;
            string now = Text(drawn[i]), before = Text(number.Value);
            if (end < prompt.Length && ParticlesAfterNumbers.Contains(prompt[end], StringComparison.Ordinal) && !SameForm(prompt[end], before, now)) return null;
            text.Append(prompt, at, number.Start - at).Append(now);
            at = end;
        }
        return text.Append(prompt, at, prompt.Length - at).ToString();
    }

    private static bool SameForm(char particle, string a, string b)
    {
        string pair = particle is '로' or '으' ? "으로/로" : "은/는";
        return Particles.Choose(a, pair) == Particles.Choose(b, pair);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

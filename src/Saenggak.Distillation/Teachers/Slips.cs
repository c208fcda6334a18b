using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Distillation.Teachers;

/// <summary>Arithmetic slips as people and small models make them.</summary>
internal static class Slips
{
    private static readonly long[] Offsets = [-10, -2, -1, 1, 2, 10];

    /// <summary>One step comes out wrong and the rest is computed from it: the final answer is wrong too, unless by luck.</summary>
    public static IReadOnlyList<SolutionStep> CarriedThrough(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        int at = random.Below(steps.Count);
        return Recompute(steps, at, WrongResult(steps[at], random));
    }

    /// <summary>A wrong result stands in the thought, yet the final result is right: the next step undoes it or ignores it.</summary>
    public static IReadOnlyList<SolutionStep> Survived(IReadOnlyList<SolutionStep> steps, SplitMix64 random)
    {
        // A single step keeps its wrong result in the thought; the caller states the right answer all the same.
        if (steps.Count == 1) return [steps[0] with { Result = WrongResult(steps[0], random) }];
        int at = random.Below(steps.Count - 1);
        long wrong = WrongResult(steps[at], random);
        SolutionStep[] told = [.. steps];
        told[at] = steps[at] with { Result = wrong };
        // Half the time the wrong value is also read back in the step that uses it, whose result is right by a second slip.
        if (random.Chance(0.5))
        {
            int user = FirstUser(steps, at);
            if (user > 0) told[user] = Replace(steps[user], steps[at].Result, wrong);
        }
        return told;
    }

    /// <summary>The last step takes another operation.</summary>
    public static IReadOnlyList<SolutionStep> WrongOperation(IReadOnlyList<SolutionStep> steps)
    {
        SolutionStep last = steps[^1];
        char op = last.Operator switch { '+' => '-', '-' => '+', _ => last.Left >= last.Right ? '-' : '+' };
        if (op == '-' && last.Left < last.Right) op = '×';
        return [.. steps.SkipLast(1), last with { Operator = op, Result = Compute(last.Left, op, last.Right) }];
    }

    private static SolutionStep[] Recompute(IReadOnlyList<SolutionStep> steps, int at, long wrong)
    {
        SolutionStep[] told = [.. steps];
        var changed = new Dictionary<long, long> { [steps[at].Result] = wrong };
        told[at] = steps[at] with { Result = wrong };
        for (int i = at + 1; i < steps.Count; i++)
        {
            SolutionStep step = steps[i];
            long left = changed.GetValueOrDefault(step.Left, step.Left), right = changed.GetValueOrDefault(step.Right, step.Right);
            if (left == step.Left && right == step.Right) continue;
            long result = Compute(left, step.Operator, right);
            told[i] = step with { Left = left, Right = right, Result = result };
            changed[step.Result] = result;
        }
        return told;
    }

    private static int FirstUser(IReadOnlyList<SolutionStep> steps, int at)
    {
        for (int i = at + 1; i < steps.Count; i++)
        {
            if (steps[i].Left == steps[at].Result || steps[i].Right == steps[at].Result) return i;
        }
        return -1;
    }

    private static SolutionStep Replace(SolutionStep step, long value, long by) =>
        step.Left == value ? step with { Left = by } : step with { Right = by };

    private static long WrongResult(SolutionStep step, SplitMix64 random)
    {
        long wrong;
        do wrong = step.Result + random.Pick(Offsets);
        while (wrong <= 0);
        return wrong;
    }

    // Below zero and remainders are cut off, as someone in a hurry would.
    private static long Compute(long left, char op, long right) => op switch
    {
        '+' => left + right,
        '-' => Math.Max(0, left - right),
        '×' => left * right,
        _ => right == 0 ? 0 : left / right,
    };
}

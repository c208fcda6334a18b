using Saenggak.Grading;

namespace Saenggak.Evaluation;

/// <summary>Accuracy of one part of a set.</summary>
/// <param name="Group">Name of the part.</param>
/// <param name="Items">Graded items.</param>
/// <param name="Accuracy">Mean over items of the share of correct samples.</param>
/// <param name="Interval">95 % interval.</param>
public sealed record GroupScores(string Group, int Items, double Accuracy, Interval Interval);

/// <summary>What the responses of one mode, greedy or sampled, came to.</summary>
public sealed record EvaluationScores
{
    /// <summary>Items that were graded.</summary>
    public required int Items { get; init; }

    /// <summary>Items left out because their gold answer cannot be checked by rule.</summary>
    public required int UnverifiableItems { get; init; }

    /// <summary>Responses of each item.</summary>
    public required int Samples { get; init; }

    /// <summary>mean@n: mean over items of the share of correct samples. A truncated response is wrong.</summary>
    public required double Accuracy { get; init; }

    /// <summary>95 % interval of <see cref="Accuracy"/>: <see cref="Statistics.OverItems"/>.</summary>
    public required Interval Interval { get; init; }

    /// <summary>pass@k for k = 1, 2, 4, … up to n, unbiased, mean over items; with one sample empty.</summary>
    public required IReadOnlyDictionary<int, double> PassAt { get; init; }

    /// <summary>maj@n, mean over items; null with one sample.</summary>
    public double? Majority { get; init; }

    /// <summary>Mean share of Korean letters in thoughts; null where no response has a thought with letters.</summary>
    public double? KoreanInThoughts { get; init; }

    /// <summary>Mean share of Korean letters in answers; null where none has letters.</summary>
    public double? KoreanInAnswers { get; init; }

    /// <summary>Share of responses that keep strictly to the format.</summary>
    public required double FormatStrict { get; init; }

    /// <summary>Tokens of a response.</summary>
    public required double MeanTokens { get; init; }

    /// <summary>Share of responses that were cut off.</summary>
    public required double Truncated { get; init; }

    /// <summary>Share of complete responses in which no answer could be read, of all responses.</summary>
    public required double Unparsable { get; init; }

    /// <summary>Parts of the set by name, where it has parts.</summary>
    public required IReadOnlyList<GroupScores> Groups { get; init; }

    /// <summary>Sums up.</summary>
    /// <param name="items">For each item its responses, all of the same number, at least one.</param>
    public static EvaluationScores Of(IReadOnlyList<IReadOnlyList<EvalResponse>> items)
    {
        var all = items.SelectMany(item => item).ToArray();
        var graded = items.Where(item => item[0].Verdict != VerdictKind.GoldUnverifiable).ToArray();
        int samples = items[0].Count;
        var (accuracy, interval) = Accuracies(graded, samples);
        return new()
        {
            Items = graded.Length,
            UnverifiableItems = items.Count - graded.Length,
            Samples = samples,
            Accuracy = accuracy,
            Interval = interval,
            PassAt = samples == 1 ? new Dictionary<int, double>() : Powers(samples).ToDictionary(k => k, k => Mean(graded, item => Statistics.PassAt(k, samples, Correct(item)))),
            Majority = samples == 1 ? null : Mean(graded, item => MajorityVote.Score(item.Select(one => (one.Answer, one.IsCorrect)))),
            KoreanInThoughts = all.Average(one => one.KoreanThought),
            KoreanInAnswers = all.Average(one => one.KoreanAnswer),
            FormatStrict = all.Average(one => one.FormatStrict ? 1.0 : 0),
            MeanTokens = all.Average(one => (double)one.Tokens),
            Truncated = all.Average(one => one.IsTruncated ? 1.0 : 0),
            Unparsable = all.Average(one => one.Verdict == VerdictKind.Unparsable ? 1.0 : 0),
            Groups = [.. graded.Where(item => item[0].Group is not null).GroupBy(item => item[0].Group!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Part(group.Key, [.. group], samples))],
        };
    }

    private static GroupScores Part(string name, IReadOnlyList<EvalResponse>[] items, int samples)
    {
        var (accuracy, interval) = Accuracies(items, samples);
        return new(name, items.Length, accuracy, interval);
    }

    private static (double Mean, Interval Interval) Accuracies(IReadOnlyList<EvalResponse>[] items, int samples)
        => items.Length == 0 ? (0, new(0, 1)) : Statistics.OverItems([.. items.Select(item => (double)Correct(item) / samples)], samples);

    private static int Correct(IReadOnlyList<EvalResponse> item) => item.Count(one => one.IsCorrect);

    private static double Mean(IReadOnlyList<EvalResponse>[] items, Func<IReadOnlyList<EvalResponse>, double> value) => items.Length == 0 ? 0 : items.Average(value);

    private static IEnumerable<int> Powers(int most)
    {
        for (int k = 1; k < most; k *= 2) yield return k;
        yield return most;
    }
}

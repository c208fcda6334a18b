using Saenggak.Text;

namespace Saenggak.Training.Rewards;

/// <summary>Rewards with their weights. The sum is what GRPO maximises; the outcome alone decides which groups teach.</summary>
public sealed class RewardSet
{
    private static readonly Dictionary<string, Func<IReward>> Known = new(StringComparer.Ordinal)
    {
        ["accuracy"] = () => new OutcomeReward(),
        ["format"] = () => new FormatReward(),
        ["korean"] = () => LanguageReward.Korean,
        ["language"] = () => LanguageReward.OfPrompt,
        ["overlong"] = () => new OverlongReward(),
    };

    private readonly (IReward Reward, double Weight)[] rewards;
    private readonly OutcomeReward outcome = new();

    /// <summary>Rewards by name.</summary>
    /// <exception cref="InputException">An unknown name.</exception>
    public RewardSet(IReadOnlyDictionary<string, double> weights)
    {
        rewards = [.. weights.Where(w => w.Value != 0).OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Make(w.Key), w.Value))];
        if (rewards.Length == 0) throw new InputException($"no reward has a weight; expected at least one of {string.Join(", ", Known.Keys)}");
    }

    /// <summary>Names, in the order of <see cref="Scores.Each"/>.</summary>
    public IReadOnlyList<string> Names => [.. rewards.Select(r => r.Reward.Name)];

    /// <summary>Scores one answer.</summary>
    public Scores Score(RewardInput input)
    {
        var each = new double?[rewards.Length];
        double sum = 0;
        for (int i = 0; i < rewards.Length; i++)
        {
            each[i] = rewards[i].Reward.Score(input);
            sum += rewards[i].Weight * (each[i] ?? 0);
        }
        return new Scores(sum, outcome.Score(input), each);
    }

    private static IReward Make(string name) => Known.TryGetValue(name, out var make)
        ? make()
        : throw new InputException($"reward \"{name}\" is not known; expected one of {string.Join(", ", Known.Keys)}");
}

/// <summary>An answer's scores.</summary>
/// <param name="Total">Weighted sum.</param>
/// <param name="Outcome">Right (1) or wrong (0); null when the gold cannot be verified.</param>
/// <param name="Each">Each reward before its weight.</param>
public sealed record Scores(double Total, double? Outcome, IReadOnlyList<double?> Each);

using Saenggak.Training.Rewards;

namespace Saenggak.Training.Grpo;

/// <summary>One sampled answer and what learning needs of it.</summary>
public sealed class Rollout
{
    /// <summary>The prompt.</summary>
    public required GrpoPrompt Prompt { get; init; }

    /// <summary>Response tokens, the end-of-turn token included where one was sampled.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>Their log-probabilities as the rollout engine saw them.</summary>
    public required float[] SampledLogprobs { get; init; }

    /// <summary>The response as text, without the end-of-turn token.</summary>
    public required string Response { get; init; }

    /// <summary>True when the token limit cut it.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Its scores.</summary>
    public required Scores Scores { get; init; }

    /// <summary>Its advantage within its group.</summary>
    public double Advantage { get; set; }

    /// <summary>Log-probabilities under the weights that the step began with, as the trainer computes them.</summary>
    public float[] OldLogprobs { get; set; } = [];

    /// <summary>Log-probabilities under the reference; empty without KL.</summary>
    public float[] ReferenceLogprobs { get; set; } = [];
}

/// <summary>Advantages within a group.</summary>
public static class Advantages
{
    /// <summary>Sets the advantage of every rollout of one group.</summary>
    public static void Set(IReadOnlyList<Rollout> group, AdvantageKind kind)
    {
        double mean = group.Average(r => r.Scores.Total);
        double variance = group.Count > 1 ? group.Sum(r => (r.Scores.Total - mean) * (r.Scores.Total - mean)) / (group.Count - 1) : 0;
        double scale = kind == AdvantageKind.Grpo ? 1 / (Math.Sqrt(variance) + 1e-6) : 1;
        foreach (var r in group) r.Advantage = (r.Scores.Total - mean) * scale;
    }

    /// <summary>True when all outcomes are equal: such a group teaches nothing.</summary>
    public static bool Equal(IReadOnlyList<Rollout> group) => group.All(r => r.Scores.Outcome == group[0].Scores.Outcome);
}

namespace Saenggak.Training.Grpo;

/// <summary>Figures of one step, named as verl and TRL name them.</summary>
internal static class GrpoMetrics
{
    /// <summary>What the rollouts of a step show, dropped groups included.</summary>
    public static void AddRollouts(List<KeyValuePair<string, double>> values, IReadOnlyList<Rollout[]> groups, IReadOnlyList<Rollout[]> kept, IReadOnlyList<string> rewardNames)
    {
        var all = groups.SelectMany(g => g).ToList();
        void Add(string name, double value) => values.Add(new(name, value));
        Add("critic/rewards/mean", all.Average(r => r.Scores.Total));
        Add("critic/rewards/max", all.Max(r => r.Scores.Total));
        Add("critic/rewards/min", all.Min(r => r.Scores.Total));
        Add("critic/score/mean", all.Average(r => r.Scores.Outcome ?? 0));
        for (int i = 0; i < rewardNames.Count; i++)
        {
            var scores = all.Select(r => r.Scores.Each[i]).OfType<double>().ToList();
            if (scores.Count == 0) continue;
            double mean = scores.Average();
            Add($"rewards/{rewardNames[i]}/mean", mean);
            Add($"rewards/{rewardNames[i]}/std", Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))));
        }
        Add("frac_reward_zero_std", 1 - (double)groups.Count(g => !Advantages.Equal(g)) / groups.Count);
        Add("groups/kept", kept.Count);
        Add("groups/sampled", groups.Count);
        Add("response_length/mean", all.Average(r => (double)r.Tokens.Length));
        Add("response_length/max", all.Max(r => r.Tokens.Length));
        Add("response_length/min", all.Min(r => r.Tokens.Length));
        Add("response_length/clip_ratio", all.Average(r => r.Truncated ? 1.0 : 0));
        if (kept.Count == 0) return;
        Add("critic/advantages/mean", kept.Average(g => g.Average(r => r.Advantage)));
        Add("critic/advantages/max", kept.Max(g => g.Max(r => r.Advantage)));
        Add("critic/advantages/min", kept.Min(g => g.Min(r => r.Advantage)));
    }

    /// <summary>What the updates of a step did.</summary>
    public static void AddUpdates(List<KeyValuePair<string, double>> values, in ClippedLoss.LossSums sums, int updates, double normSum, double rate, bool hasKl)
    {
        values.Add(new("actor/pg_loss", sums.Loss / updates));
        values.Add(new("actor/entropy", sums.Entropy / sums.Tokens));
        values.Add(new("actor/ppo_kl", sums.OldKl / sums.Tokens));
        values.Add(new("actor/pg_clipfrac", (double)sums.Clipped / sums.Tokens));
        values.Add(new("actor/pg_clipfrac_lower", (double)sums.DualClipped / sums.Tokens));
        if (hasKl) values.Add(new("actor/kl_loss", sums.Kl / sums.Tokens));
        values.Add(new("actor/grad_norm", normSum / updates));
        values.Add(new("actor/lr", rate));
    }

    /// <summary>How far the trainer's probabilities of the sampled tokens lie from the rollout engine's (mean |Δp| below 0.005 is healthy).</summary>
    public static double ProbabilityDifference(IReadOnlyList<Rollout[]> kept)
    {
        double sum = 0;
        long tokens = 0;
        foreach (var rollout in kept.SelectMany(g => g))
        {
            for (int i = 0; i < rollout.Tokens.Length; i++) sum += Math.Abs(Math.Exp(rollout.OldLogprobs[i]) - Math.Exp(rollout.SampledLogprobs[i]));
            tokens += rollout.Tokens.Length;
        }
        return tokens == 0 ? 0 : sum / tokens;
    }
}

using System.Diagnostics;
using Saenggak.Model;
using Saenggak.Text.Tokenization;
using Saenggak.Training.Checkpoints;
using Saenggak.Training.Metrics;
using Saenggak.Training.Optimisers;
using Saenggak.Training.Rewards;
using Saenggak.Training.Sft;

namespace Saenggak.Training.Grpo;

/// <summary>
/// Group-relative policy optimisation (arXiv 2402.03300) with the clipped token-level objective: sample a group per prompt, score,
/// drop groups whose outcomes are all equal and refill, then a few clipped updates. Resumes with the same bits from its last checkpoint.
/// </summary>
public sealed class GrpoTrainer(CausalModel model, BpeTokenizer tokenizer, GrpoRecipe recipe, IReadOnlyList<GrpoPrompt> prompts, string runFolder, string tokenizerFolder)
{
    private readonly PackedBatch batch = new();
    private readonly ClippedLoss loss = new(recipe);
    private float[] logprobs = [];
    private float[] entropies = [];

    /// <summary>The model that KL is measured against; needed when <see cref="GrpoRecipe.KlCoefficient"/> is not 0.</summary>
    public CausalModel? Reference { get; init; }

    /// <summary>Figures at each validation.</summary>
    public Validation? Validate { get; init; }

    /// <summary>Runs to the end, or until cancelled, and then saves.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the last whole step has been saved.</exception>
    public TrainingResult Run(IRunProgress progress, CancellationToken cancellation)
    {
        if (recipe.KlCoefficient != 0 && Reference is null) throw new ArgumentException("a KL coefficient needs a reference model");
        var rewards = new RewardSet(recipe.Rewards);
        var store = new CheckpointStore(runFolder);
        store.RemoveHalfWritten();
        using var optimiser = new AdamW(model, recipe.Optimiser);
        var state = new TrainerState { Step = 0, Seed = recipe.Seed };
        if (store.Latest() is { } latest)
        {
            state = RunCheckpoint.Resume(latest, optimiser);
            progress.Message($"going on from {latest.Folder}");
        }
        string saved = store.Latest()?.Folder ?? runFolder;
        using var metrics = new MetricsWriter(runFolder, state.Step > 0 ? state.Step : null);
        using var rollouts = new RolloutWorker(model, tokenizer, recipe, rewards);
        var clock = Stopwatch.StartNew();
        double before = state.ElapsedSeconds, lastLoss = 0;
        var values = new List<KeyValuePair<string, double>>();
        while (state.Step < recipe.Steps)
        {
            values.Clear();
            double start = clock.Elapsed.TotalSeconds;
            var next = state;
            List<Rollout[]> sampled, kept;
            try
            {
                (sampled, kept) = Collect(rollouts, ref next, cancellation);
            }
            catch (OperationCanceledException)
            {
                // The step is left out whole: weights and state are those of the last finished one.
                RunCheckpoint.Save(store, model, optimiser, state, tokenizerFolder);
                throw;
            }
            double generated = clock.Elapsed.TotalSeconds;
            foreach (var group in kept) Advantages.Set(group, recipe.Advantage);
            GrpoMetrics.AddRollouts(values, sampled, kept, rewards.Names);
            long tokens = Update(kept, optimiser, state.Step, values, out lastLoss);
            state = next with { Step = state.Step + 1, TokensSeen = state.TokensSeen + tokens, ElapsedSeconds = before + clock.Elapsed.TotalSeconds };
            double end = clock.Elapsed.TotalSeconds;
            long made = sampled.Sum(g => g.Sum(r => (long)r.Tokens.Length));
            values.Add(new("num_tokens", state.TokensSeen));
            values.Add(new("timing_s/gen", generated - start));
            values.Add(new("timing_s/update_actor", end - generated));
            values.Add(new("timing_s/step", end - start));
            values.Add(new("perf/gen_tokens_per_s", made / (generated - start)));
            values.Add(new("perf/tokens_per_s", (made + tokens) / (end - start)));
            RolloutFile.Write(runFolder, state.Step, sampled, rewards.Names);
            bool last = state.Step == recipe.Steps;
            double? metric = null;
            if (Validate is { } validate && (last || (recipe.EvalEvery > 0 && state.Step % recipe.EvalEvery == 0)))
            {
                var (found, chosen) = validate(model, state.Step, cancellation);
                values.AddRange(found);
                metric = chosen;
                foreach (var (name, value) in found) progress.Message(FormattableString.Invariant($"step {state.Step}: {name} {value:0.####}"));
            }
            metrics.Write(state.Step, values);
            double reward = sampled.Average(g => g.Average(r => r.Scores.Outcome ?? 0));
            progress.Report(new RunStatus("grpo", state.Step, recipe.Steps) { Loss = lastLoss, Reward = reward, TokensPerSecond = (made + tokens) / (end - start) });
            if (last || cancellation.IsCancellationRequested || (recipe.SaveEvery > 0 && state.Step % recipe.SaveEvery == 0))
            {
                saved = RunCheckpoint.Save(store, model, optimiser, state, tokenizerFolder, metric).Folder;
                store.Prune(recipe.KeepLast);
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return new TrainingResult(state.Step, state.TokensSeen, state.ElapsedSeconds, lastLoss, saved);
    }

    /// <summary>Samples until enough groups teach something, or the rounds are used up; says how far the prompts have come.</summary>
    private (List<Rollout[]> Sampled, List<Rollout[]> Kept) Collect(RolloutWorker worker, ref TrainerState state, CancellationToken cancellation)
    {
        List<Rollout[]> sampled = [], kept = [];
        for (int round = 0; round < recipe.MaxRounds && kept.Count < recipe.PromptsPerStep; round++)
        {
            // Ask for what is missing, scaled by the share that was kept so far.
            double share = sampled.Count == 0 ? 1 : Math.Max(0.25, (double)kept.Count / sampled.Count);
            int count = (int)Math.Ceiling((recipe.PromptsPerStep - kept.Count) / share);
            long number = (long)state.Epoch * prompts.Count + state.DataPosition;
            var groups = worker.Sample(TakePrompts(ref state, count), number, cancellation);
            sampled.AddRange(groups);
            kept.AddRange(groups.Where(g => !Advantages.Equal(g)));
        }
        if (kept.Count > recipe.PromptsPerStep) kept.RemoveRange(recipe.PromptsPerStep, kept.Count - recipe.PromptsPerStep);
        return (sampled, kept);
    }

    private List<GrpoPrompt> TakePrompts(ref TrainerState state, int count)
    {
        var taken = new List<GrpoPrompt>(count);
        int epoch = state.Epoch;
        long position = state.DataPosition;
        int[] order = DataOrder.Of(prompts.Count, recipe.Seed, epoch);
        while (taken.Count < count)
        {
            taken.Add(prompts[order[position++]]);
            if (position < prompts.Count) continue;
            (epoch, position) = (epoch + 1, 0);
            order = DataOrder.Of(prompts.Count, recipe.Seed, epoch);
        }
        state = state with { Epoch = epoch, DataPosition = position };
        return taken;
    }

    private long Update(List<Rollout[]> kept, AdamW optimiser, long step, List<KeyValuePair<string, double>> values, out double lastLoss)
    {
        lastLoss = 0;
        if (kept.Count == 0) return 0;
        Score(kept, model, (r, l) => r.OldLogprobs = l);
        if (Reference is { } reference && recipe.KlCoefficient != 0) Score(kept, reference, (r, l) => r.ReferenceLogprobs = l);
        values.Add(new("training/rollout_probs_diff_mean", GrpoMetrics.ProbabilityDifference(kept)));
        loss.Sums = default;
        int updates = Math.Min(recipe.UpdatesPerStep, kept.Count);
        double norm = 0, rate = 0;
        long tokens = 0, total = recipe.Steps * recipe.UpdatesPerStep;
        for (int u = 0; u < updates; u++)
        {
            // Groups are dealt out in turn; order within the step is that of the shuffled prompts.
            var rows = kept.Where((_, i) => i % updates == u).SelectMany(g => g).Where(r => r.Tokens.Length > 0).ToList();
            double all = rows.Sum(r => (double)r.Tokens.Length);
            foreach (var micro in MicroBatches(rows))
            {
                loss.BeginMicroBatch();
                foreach (var row in micro)
                {
                    loss.Add(row, recipe.Aggregation switch
                    {
                        LossAggregation.TokenMean => 1 / all,
                        LossAggregation.SequenceMean => 1.0 / row.Tokens.Length / rows.Count,
                        _ => 1.0 / recipe.MaxTokens / rows.Count,
                    });
                }
                int scored = Pack(micro);
                model.ForwardBackward(batch, loss, logprobs.AsSpan(0, scored), entropies.AsSpan(0, scored));
                tokens += micro.Sum(r => (long)r.Tokens.Length + r.Prompt.Tokens.Length);
            }
            rate = recipe.LearningRate * recipe.Schedule.Factor(step * recipe.UpdatesPerStep + u, total);
            norm += optimiser.Step(rate);
        }
        var sums = loss.Sums;
        lastLoss = sums.Loss / updates;
        values.Add(new("actor/pg_loss", lastLoss));
        values.Add(new("actor/entropy", sums.Entropy / sums.Tokens));
        values.Add(new("actor/ppo_kl", sums.OldKl / sums.Tokens));
        values.Add(new("actor/pg_clipfrac", (double)sums.Clipped / sums.Tokens));
        values.Add(new("actor/pg_clipfrac_lower", (double)sums.DualClipped / sums.Tokens));
        if (recipe.KlCoefficient != 0) values.Add(new("actor/kl_loss", sums.Kl / sums.Tokens));
        values.Add(new("actor/grad_norm", norm / updates));
        values.Add(new("actor/lr", rate));
        return tokens;
    }

    /// <summary>Log-probabilities of all response tokens under a model's present weights.</summary>
    private void Score(List<Rollout[]> groups, CausalModel scorer, Action<Rollout, float[]> take)
    {
        foreach (var micro in MicroBatches([.. groups.SelectMany(g => g).Where(r => r.Tokens.Length > 0)]))
        {
            int scored = Pack(micro), at = 0;
            scorer.Score(batch, logprobs.AsSpan(0, scored), entropies.AsSpan(0, scored));
            foreach (var row in micro)
            {
                take(row, logprobs.AsSpan(at, row.Tokens.Length).ToArray());
                at += row.Tokens.Length;
            }
        }
    }

    private int Pack(List<Rollout> rows)
    {
        batch.Clear();
        foreach (var row in rows)
        {
            int prompt = row.Prompt.Tokens.Length, length = prompt + row.Tokens.Length;
            var tokens = new int[length];
            var scored = new bool[length];
            row.Prompt.Tokens.CopyTo(tokens, 0);
            row.Tokens.CopyTo(tokens, prompt);
            scored.AsSpan(prompt).Fill(true);
            batch.Add(tokens, scored);
        }
        batch.Seal();
        if (logprobs.Length < batch.Targets.Length) (logprobs, entropies) = (new float[2 * batch.Targets.Length], new float[2 * batch.Targets.Length]);
        return batch.Targets.Length;
    }

    private IEnumerable<List<Rollout>> MicroBatches(IReadOnlyList<Rollout> rows)
    {
        var micro = new List<Rollout>();
        int tokens = 0;
        foreach (var row in rows)
        {
            int length = row.Prompt.Tokens.Length + row.Tokens.Length;
            if (micro.Count > 0 && tokens + length > recipe.MicroBatchTokens)
            {
                yield return micro;
                micro = [];
                tokens = 0;
            }
            micro.Add(row);
            tokens += length;
        }
        if (micro.Count > 0) yield return micro;
    }
}

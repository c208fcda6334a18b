using System.Diagnostics;
using Saenggak.Model;
using Saenggak.Training.Checkpoints;
using Saenggak.Training.Metrics;
using Saenggak.Training.Optimisers;

namespace Saenggak.Training.Sft;

/// <summary>Asked during training how good the model is: names as in metrics.jsonl (<c>val/&lt;set&gt;/acc/mean@n</c>), values, and the one to choose by.</summary>
public delegate (IReadOnlyList<KeyValuePair<string, double>> Values, double? Metric) Validation(CausalModel model, long step, CancellationToken cancellation);

/// <summary>How a run ended.</summary>
/// <param name="Steps">Optimiser steps done in all.</param>
/// <param name="TokensSeen">Tokens trained on in all.</param>
/// <param name="Seconds">Seconds of work in all sittings, evaluation included.</param>
/// <param name="LastLoss">Loss of the last step.</param>
/// <param name="Checkpoint">Folder of the last checkpoint.</param>
public sealed record TrainingResult(long Steps, long TokensSeen, double Seconds, double LastLoss, string Checkpoint);

/// <summary>
/// Supervised fine-tuning: rows in a seeded order, packed without seeing each other, loss on the assistant's tokens, averaged by
/// token weight over the whole batch. Resumes with the same bits from its last checkpoint.
/// </summary>
public sealed class SftTrainer(CausalModel model, SftRecipe recipe, IReadOnlyList<SftExample> data, string runFolder, string tokenizerFolder)
{
    private const int MostBadSteps = 10;

    private readonly PackedBatch batch = new();
    private readonly WeightedLoss loss = new();
    private float[] logprobs = [];
    private float[] entropies = [];
    private int[] order = [];

    /// <summary>Rows whose loss is reported as <c>val/loss</c> at each evaluation.</summary>
    public IReadOnlyList<SftExample> HeldOut { get; init; } = [];

    /// <summary>Further figures at each evaluation.</summary>
    public Validation? Validate { get; init; }

    /// <summary>Runs to the end, or until cancelled, and then saves.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the state has been saved.</exception>
    public TrainingResult Run(IRunProgress progress, CancellationToken cancellation)
    {
        var store = new CheckpointStore(runFolder);
        store.RemoveHalfWritten();
        using var optimiser = new AdamW(model, recipe.Optimiser);
        var state = new TrainerState { Step = 0, Seed = recipe.Seed };
        if (store.Latest() is { } latest)
        {
            state = RunCheckpoint.Resume(latest, optimiser);
            progress.Message($"going on from {latest.Folder}");
        }
        using var metrics = new MetricsWriter(runFolder, state.Step > 0 ? state.Step : null);
        var clock = Stopwatch.StartNew();
        double before = state.ElapsedSeconds, lastLoss = 0;
        long total = TotalSteps();
        int badSteps = 0;
        string saved = store.Latest()?.Folder ?? runFolder;
        var values = new List<KeyValuePair<string, double>>();
        while (state.Step < total)
        {
            double stepStart = clock.Elapsed.TotalSeconds;
            var rows = TakeRows(ref state);
            double rate = recipe.LearningRate * recipe.Schedule.Factor(state.Step, total);
            var (sum, entropy, weight, tokens) = ForwardBackward(rows);
            double norm = optimiser.Step(rate);
            badSteps = double.IsFinite(norm) ? 0 : badSteps + 1;
            if (badSteps == MostBadSteps)
            {
                throw new InvalidOperationException($"the gradient was not finite in {MostBadSteps} steps in a row (step {state.Step + 1}); lower the learning rate or look at the rows of these steps");
            }
            lastLoss = sum / weight;
            double seconds = clock.Elapsed.TotalSeconds - stepStart;
            state = state with { Step = state.Step + 1, TokensSeen = state.TokensSeen + tokens, ElapsedSeconds = before + clock.Elapsed.TotalSeconds };
            values.Clear();
            values.Add(new("train/loss", lastLoss));
            values.Add(new("train/entropy", entropy / weight));
            values.Add(new("train/grad_norm", norm));
            values.Add(new("train/lr", rate));
            values.Add(new("train/epoch", state.Epoch + (double)state.DataPosition / data.Count));
            values.Add(new("num_tokens", state.TokensSeen));
            values.Add(new("perf/tokens_per_s", tokens / seconds));
            values.Add(new("timing_s/step", seconds));
            bool last = state.Step == total;
            double? metric = null;
            if (last || (recipe.EvalEvery > 0 && state.Step % recipe.EvalEvery == 0)) metric = Evaluate(values, state.Step, progress, cancellation);
            metrics.Write(state.Step, values);
            progress.Report(new RunStatus("sft", state.Step, total) { Loss = lastLoss, TokensPerSecond = tokens / seconds });
            if (last || cancellation.IsCancellationRequested || (recipe.SaveEvery > 0 && state.Step % recipe.SaveEvery == 0))
            {
                saved = RunCheckpoint.Save(store, model, optimiser, state, tokenizerFolder, metric).Folder;
                store.Prune(recipe.KeepLast);
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return new TrainingResult(state.Step, state.TokensSeen, state.ElapsedSeconds, lastLoss, saved);
    }

    /// <summary>Mean loss over rows, without learning.</summary>
    public double Loss(IReadOnlyList<SftExample> rows)
    {
        double sum = 0, weight = 0;
        foreach (var micro in MicroBatches(rows))
        {
            var weights = Pack(micro);
            Reserve();
            model.Score(batch, logprobs.AsSpan(0, weights.Count), entropies.AsSpan(0, weights.Count));
            for (int i = 0; i < weights.Count; i++) (sum, weight) = (sum - (double)weights[i] * logprobs[i], weight + weights[i]);
        }
        return sum / weight;
    }

    private double? Evaluate(List<KeyValuePair<string, double>> values, long step, IRunProgress progress, CancellationToken cancellation)
    {
        double? metric = null;
        if (HeldOut.Count > 0) values.Add(new("val/loss", Loss(HeldOut)));
        if (Validate is { } validate)
        {
            var (found, chosen) = validate(model, step, cancellation);
            values.AddRange(found);
            metric = chosen;
        }
        foreach (var (name, value) in values)
        {
            if (name.StartsWith("val/", StringComparison.Ordinal)) progress.Message(FormattableString.Invariant($"step {step}: {name} {value:0.####}"));
        }
        return metric;
    }

    private long TotalSteps()
    {
        if (recipe.MaxSteps > 0) return recipe.MaxSteps;
        double tokens = data.Sum(e => (double)e.Tokens.Length);
        return Math.Max(1, (long)Math.Round(recipe.Epochs * tokens / recipe.BatchTokens));
    }

    /// <summary>The next batch: rows in order until their tokens reach the batch size; goes on into the next epoch.</summary>
    private List<SftExample> TakeRows(ref TrainerState state)
    {
        var rows = new List<SftExample>();
        int tokens = 0;
        while (tokens < recipe.BatchTokens)
        {
            if (order.Length == 0) order = DataOrder.Of(data.Count, recipe.Seed, state.Epoch);
            var row = data[order[state.DataPosition]];
            if (rows.Count > 0 && tokens + row.Tokens.Length > recipe.BatchTokens) break;
            rows.Add(row);
            tokens += row.Tokens.Length;
            state = state with { DataPosition = state.DataPosition + 1 };
            if (state.DataPosition < data.Count) continue;
            state = state with { Epoch = state.Epoch + 1, DataPosition = 0 };
            order = [];
        }
        return rows;
    }

    private (double Sum, double Entropy, double Weight, long Tokens) ForwardBackward(List<SftExample> rows)
    {
        double weight = rows.Sum(Weight);
        loss.BeginBatch(weight);
        long tokens = 0;
        foreach (var micro in MicroBatches(rows))
        {
            int scored = Pack(micro).Count;
            if (scored == 0) continue;
            Reserve();
            model.ForwardBackward(batch, loss, logprobs.AsSpan(0, scored), entropies.AsSpan(0, scored));
            foreach (var row in micro) tokens += row.Tokens.Length;
        }
        return (loss.Sum, loss.EntropySum, weight, tokens);
    }

    private List<float> Pack(List<SftExample> rows)
    {
        batch.Clear();
        var weights = loss.BeginMicroBatch();
        bool[] all = [];
        foreach (var row in rows)
        {
            if (recipe.PromptLossWeight > 0 && all.Length < row.Tokens.Length)
            {
                all = new bool[2 * row.Tokens.Length];
                all.AsSpan().Fill(true);
            }
            batch.Add(row.Tokens, recipe.PromptLossWeight > 0 ? all.AsSpan(0, row.Tokens.Length) : row.Assistant);
            for (int i = 1; i < row.Tokens.Length; i++)
            {
                if (row.Assistant[i]) weights.Add(1);
                else if (recipe.PromptLossWeight > 0) weights.Add((float)recipe.PromptLossWeight);
            }
        }
        batch.Seal();
        return weights;
    }

    private double Weight(SftExample row)
    {
        double weight = 0;
        for (int i = 1; i < row.Tokens.Length; i++) weight += row.Assistant[i] ? 1 : recipe.PromptLossWeight;
        return weight;
    }

    private IEnumerable<List<SftExample>> MicroBatches(IReadOnlyList<SftExample> rows)
    {
        var micro = new List<SftExample>();
        int tokens = 0;
        foreach (var row in rows)
        {
            if (micro.Count > 0 && tokens + row.Tokens.Length > recipe.MicroBatchTokens)
            {
                yield return micro;
                micro.Clear();
                tokens = 0;
            }
            micro.Add(row);
            tokens += row.Tokens.Length;
        }
        if (micro.Count > 0) yield return micro;
    }

    private void Reserve()
    {
        if (logprobs.Length < batch.Targets.Length) (logprobs, entropies) = (new float[2 * batch.Targets.Length], new float[2 * batch.Targets.Length]);
    }
}

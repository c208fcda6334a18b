using Saenggak.Model;
using Saenggak.Text;
using Saenggak.Training.Checkpoints;
using Saenggak.Training.Optimisers;

namespace Saenggak.Training.Sft;

/// <summary>
/// Supervised fine-tuning: rows in a seeded order, packed without seeing each other, loss on the assistant's tokens, averaged by
/// token weight over the whole batch. Resumes with the same bits from its last checkpoint.
/// </summary>
public sealed class SftTrainer(CausalModel model, SftRecipe recipe, IReadOnlyList<SftExample> data, string runFolder, string tokenizerFolder)
{
    private readonly PackedBatch batch = new();
    private readonly WeightedLoss loss = new();
    private readonly SftBatches batches = new(data, recipe);
    private float[] logprobs = [];
    private float[] entropies = [];
    private bool[] everything = [];

    /// <summary>Rows whose loss is reported as <c>val/loss</c> at each evaluation.</summary>
    public IReadOnlyList<SftExample> HeldOut { get; init; } = [];

    /// <summary>Further figures at each evaluation.</summary>
    public Validation? Validate { get; init; }

    /// <summary>Runs to the end, or until cancelled, and then saves.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the last whole step has been saved.</exception>
    /// <exception cref="InputException">A row does not fit the model, or the run folder holds another run.</exception>
    public TrainingResult Run(IRunProgress progress, CancellationToken cancellation)
    {
        SftExamples.Check(data, model.Config, recipe.PromptLossWeight);
        SftExamples.Check(HeldOut, model.Config, recipe.PromptLossWeight);
        long total = batches.StepsInAll();
        using var optimiser = new AdamW(model, recipe.Optimiser);
        using var run = new RunKeeper(runFolder, model, optimiser, recipe.Seed, tokenizerFolder, progress)
        {
            Steps = total,
            EvalEvery = recipe.EvalEvery,
            SaveEvery = recipe.SaveEvery,
            KeepLast = recipe.KeepLast,
            Evaluate = (values, step, stop) => Evaluate(values, step, progress, stop),
        };
        run.FinishInterruptedStep(cancellation);
        var values = new List<KeyValuePair<string, double>>();
        while (run.State.Step < total)
        {
            double start = run.Now;
            var state = run.State;
            var rows = batches.Take(ref state);
            double rate = recipe.LearningRate * recipe.Schedule.Factor(state.Step, total);
            var (sum, entropy, weight) = Accumulate(rows);
            double norm = optimiser.Step(rate);
            long tokens = rows.Sum(row => (long)row.Tokens.Length);
            double mean = sum / weight, seconds = run.Now - start;
            state = state with { Step = state.Step + 1, TokensSeen = state.TokensSeen + tokens, LastLoss = double.IsFinite(mean) ? mean : null };
            values.Clear();
            values.Add(new("train/loss", mean));
            values.Add(new("train/entropy", entropy / weight));
            values.Add(new("train/grad_norm", norm));
            values.Add(new("train/lr", rate));
            values.Add(new("train/epoch", state.Epoch + (double)state.DataPosition / data.Count));
            values.Add(new("num_tokens", state.TokensSeen));
            values.Add(new("perf/tokens_per_s", tokens / seconds));
            values.Add(new("timing_s/step", seconds));
            run.EndStep(state, values, new RunStatus("sft", state.Step, total) { Loss = mean, TokensPerSecond = tokens / seconds }, cancellation);
        }
        return run.Result;
    }

    /// <summary>Mean loss over rows, without learning.</summary>
    public double Loss(IReadOnlyList<SftExample> rows)
    {
        double sum = 0, weight = 0;
        foreach (var micro in batches.Split(rows))
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

    /// <summary>Adds the gradient of the rows' mean loss; returns its parts: Σ w·loss, Σ w·entropy, Σ w.</summary>
    internal (double Sum, double Entropy, double Weight) Accumulate(IReadOnlyList<SftExample> rows)
    {
        double weight = rows.Sum(row => row.Weight(recipe.PromptLossWeight));
        loss.BeginBatch(weight);
        foreach (var micro in batches.Split(rows))
        {
            int scored = Pack(micro).Count;
            Reserve();
            model.ForwardBackward(batch, loss, logprobs.AsSpan(0, scored), entropies.AsSpan(0, scored));
        }
        return (loss.Sum, loss.EntropySum, weight);
    }

    private List<float> Pack(List<SftExample> rows)
    {
        batch.Clear();
        var weights = loss.BeginMicroBatch();
        float prompt = (float)recipe.PromptLossWeight;
        foreach (var (tokens, assistant) in rows)
        {
            if (prompt > 0 && everything.Length < tokens.Length)
            {
                everything = new bool[2 * tokens.Length];
                everything.AsSpan().Fill(true);
            }
            batch.Add(tokens, prompt > 0 ? everything.AsSpan(0, tokens.Length) : assistant);
            for (int i = 1; i < tokens.Length; i++)
            {
                if (assistant[i] || prompt > 0) weights.Add(assistant[i] ? 1 : prompt);
            }
        }
        batch.Seal();
        return weights;
    }

    private void Reserve()
    {
        if (logprobs.Length < batch.Targets.Length) (logprobs, entropies) = (new float[2 * batch.Targets.Length], new float[2 * batch.Targets.Length]);
    }
}

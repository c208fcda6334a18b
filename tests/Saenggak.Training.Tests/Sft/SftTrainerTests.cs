using Saenggak.Compute;
using Saenggak.Text;
using Saenggak.Training.Sft;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Sft;

public sealed class SftTrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // 20 rows of about 22 tokens: an epoch is between three and four steps, so ten steps cross its border more than once.
    private static readonly SftRecipe Ten = new() { MaxSteps = 10, BatchTokens = 128, MicroBatchTokens = 64, LearningRate = 1e-2, SaveEvery = 5, EvalEvery = 4, KeepLast = 9, Seed = 7 };

    public SftTrainerTests() => TinyTokenizer.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    private TrainingResult Run(string run, SftRecipe recipe, DType precision = DType.F32, IRunProgress? progress = null, SftExample[]? rows = null, Validation? validate = null, CancellationToken stop = default)
    {
        using var tiny = new TinyModel(precision);
        var trainer = new SftTrainer(tiny.Model, recipe, rows ?? TinyModel.Rows(20), folder.File(run), folder.Path) { HeldOut = TinyModel.Rows(4, seed: 9), Validate = validate };
        return trainer.Run(progress ?? UnwatchedProgress.Instance, stop);
    }

    private void RunInTwoSittings(string run, SftRecipe recipe, long stopAfter, DType precision = DType.F32)
    {
        using var first = new StopAfter(stopAfter);
        Assert.Throws<OperationCanceledException>(() => Run(run, recipe, precision, first, stop: first.Token));
        using var second = new StopAfter(-1);
        Run(run, recipe, precision, second);
        Assert.Equal($"going on from {folder.File(run, $"checkpoint-{stopAfter}")}", second.Messages[0]);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Run_LearnsTwentyRowsByHeart(DType precision)
    {
        long before = NativeBuffer.LiveBytes;
        var result = Run("run", new() { MaxSteps = 150, BatchTokens = 448, LearningRate = 1e-2, Optimiser = new() { WeightDecay = 0 } }, precision);
        Assert.Equal(150, result.Steps);
        Assert.InRange(result.LastLoss, 0, 0.05);
        Assert.InRange(RunFolder.Curve(folder.File("run"), "train/loss")[0], 3, 6);
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [Theory]
    [InlineData(DType.F32, 5)]
    [InlineData(DType.F32, 3)]
    [InlineData(DType.BF16, 5)]
    [InlineData(DType.BF16, 8)]
    public void Run_ResumedGivesTheSameBits(DType precision, long stopAfter)
    {
        var straight = Run("straight", Ten, precision);
        RunInTwoSittings("sittings", Ten, stopAfter, precision);
        Assert.Equal(RunFolder.Weights(folder.File("straight"), 10), RunFolder.Weights(folder.File("sittings"), 10));
        Assert.Equal(RunFolder.Metrics(folder.File("straight")), RunFolder.Metrics(folder.File("sittings")));
        Assert.Equal(File.ReadAllBytes(folder.File("straight", "checkpoint-10", "trainer", "optimiser.state")), File.ReadAllBytes(folder.File("sittings", "checkpoint-10", "trainer", "optimiser.state")));
        Assert.Equal(straight.LastLoss, Run("sittings", Ten, precision).LastLoss);
    }

    [Fact]
    public void Run_ResumedAtAnEpochsEndGivesTheSameBits()
    {
        // Batches of exactly one row: an epoch is twenty steps.
        var rows = TinyModel.Rows(20);
        var recipe = Ten with { MaxSteps = 30, BatchTokens = 1, SaveEvery = 0 };
        Run("straight", recipe, rows: rows);
        Assert.Equal(1, RunFolder.Curve(folder.File("straight"), "train/epoch")[19]);
        RunInTwoSittings("sittings", recipe, 20);
        Assert.Equal(RunFolder.Weights(folder.File("straight"), 30), RunFolder.Weights(folder.File("sittings"), 30));
        Assert.Equal(RunFolder.Metrics(folder.File("straight")), RunFolder.Metrics(folder.File("sittings")));
    }

    [Fact]
    public void Run_KilledAmidASaveGoesOnFromTheCheckpointBefore()
    {
        Run("straight", Ten);
        Run("killed", Ten);
        // As a kill leaves it: step 10 half-written under its temporary name, metrics ahead of the checkpoint and cut in a line.
        string half = folder.File("killed", "checkpoint-10.tmp-1-x");
        Directory.Move(folder.File("killed", "checkpoint-10"), half);
        File.Delete(Path.Combine(half, "complete.json"));
        File.WriteAllBytes(Path.Combine(half, "model.safetensors"), [1, 2, 3]);
        File.AppendAllText(folder.File("killed", "metrics.jsonl"), "{\"step\":11,\"tr");
        Run("killed", Ten);
        Assert.Equal(RunFolder.Weights(folder.File("straight"), 10), RunFolder.Weights(folder.File("killed"), 10));
        Assert.Equal(RunFolder.Metrics(folder.File("straight")), RunFolder.Metrics(folder.File("killed")));
        Assert.False(Directory.Exists(half));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    public void Run_InterruptedInAValidationRecordsTheStepOnce(long interrupted)
    {
        Validation Figures(CancellationTokenSource? source) => (_, step, stop) =>
        {
            if (step == interrupted) source?.Cancel();
            stop.ThrowIfCancellationRequested();
            return ([new("val/test/acc/mean@1", step / 100.0)], step);
        };
        Run("straight", Ten, validate: Figures(null));
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run("cut", Ten, stop: source.Token, validate: Figures(source)));
        var result = Run("cut", Ten, validate: Figures(null));
        Assert.Equal(RunFolder.Metrics(folder.File("straight")), RunFolder.Metrics(folder.File("cut")));
        Assert.Equal(RunFolder.Weights(folder.File("straight"), 10), RunFolder.Weights(folder.File("cut"), 10));
        Assert.Equal(10, new Training.Checkpoints.CheckpointStore(folder.File("cut")).Latest()!.Metric);
        Assert.Equal(10, result.Steps);
    }

    [Fact]
    public void Run_SeesEachRowAsOftenAsEpochsSay()
    {
        var rows = TinyModel.Rows(20);
        var result = Run("run", Ten with { MaxSteps = 0, Epochs = 2.5, SaveEvery = 0, EvalEvery = 0 }, rows: rows);
        double all = rows.Sum(row => row.Tokens.Length);
        Assert.InRange(result.TokensSeen, 2.5 * all, 2.5 * all + Ten.BatchTokens);
    }

    [Fact]
    public void Run_WithAnotherSeedOrderRefusesTheFolder()
    {
        Run("run", Ten);
        Assert.Contains("begun with seed 7; got seed 8", Assert.Throws<InputException>(() => Run("run", Ten with { Seed = 8 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RefusesRowsThatDoNotFit()
    {
        string Refused(params int[] tokens) => Assert.Throws<InputException>(() => Run("run", Ten, rows: [new(tokens, [.. tokens.Select(_ => true)])])).Message;
        Assert.Equal("row 0: token 64; the model's vocabulary ends at 63; use the tokenizer that belongs to these weights", Refused(1, 64));
        Assert.StartsWith("row 0: 129 tokens; the model's context is 128 tokens", Refused([.. Enumerable.Repeat(1, 129)]), StringComparison.Ordinal);
        Assert.StartsWith("row 0: no token of the assistant's", Refused(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RecordsWhatTheFieldCallsIt()
    {
        Run("run", Ten);
        string last = RunFolder.Metrics(folder.File("run"))[^1];
        foreach (string name in new[] { "train/loss", "train/entropy", "train/grad_norm", "train/lr", "train/epoch", "num_tokens", "val/loss" }) Assert.Contains($"\"{name}\":", last, StringComparison.Ordinal);
        Assert.Equal([4, 8, 10], File.ReadLines(folder.File("run", "metrics.jsonl")).Select((line, i) => line.Contains("val/loss", StringComparison.Ordinal) ? i + 1 : 0).Where(step => step > 0));
    }
}

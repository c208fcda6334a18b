using System.Collections;
using System.Text.Json.Nodes;
using Saenggak.Compute;
using Saenggak.Text;
using Saenggak.Text.Tokenization;
using Saenggak.Training.Grpo;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Grpo;

public sealed class GrpoTrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly BpeTokenizer tokenizer;

    private static readonly GrpoRecipe Small = new()
    {
        Steps = 6, PromptsPerStep = 4, GroupSize = 8, UpdatesPerStep = 2, MaxTokens = 6, MicroBatchTokens = 128, RolloutBatch = 64, LearningRate = 1e-3, SaveEvery = 2, KeepLast = 9, Seed = 7,
    };

    public GrpoTrainerTests() => tokenizer = TinyTokenizer.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    private TrainingResult Run(string run, GrpoRecipe recipe, IReadOnlyList<GrpoPrompt>? prompts = null, DType precision = DType.F32, IRunProgress? progress = null, CancellationToken stop = default)
        => Run(run, recipe, prompts, precision, progress, out _, stop);

    private TrainingResult Run(string run, GrpoRecipe recipe, IReadOnlyList<GrpoPrompt>? prompts, DType precision, IRunProgress? progress, out float[] weights, CancellationToken stop)
    {
        using var tiny = new TinyModel(precision, vocabulary: 16, range: 0.05f);
        using var reference = new TinyModel(precision, vocabulary: 16, range: 0.05f);
        var trainer = new GrpoTrainer(tiny.Model, tokenizer, recipe, prompts ?? TinyRollouts.Prompts(30), folder.File(run), folder.Path) { Reference = reference.Model };
        var result = trainer.Run(progress ?? UnwatchedProgress.Instance, stop);
        weights = tiny.Weights();
        return result;
    }

    private List<JsonNode> Rollouts(string run, int step) => [.. File.ReadLines(folder.File(run, "rollouts", $"{step:D6}.jsonl")).Select(line => JsonNode.Parse(line)!)];

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Run_LearnsWhatIsRewarded(DType precision)
    {
        long before = NativeBuffer.LiveBytes;
        Run("run", Small with { Steps = 20, PromptsPerStep = 8, LearningRate = 1e-2, SaveEvery = 0 }, precision: precision);
        var curve = RunFolder.Curve(folder.File("run"), "critic/score/mean");
        Assert.InRange(curve[..3].Average(), 0, 0.25);
        Assert.InRange(curve[^3..].Average(), 0.7, 1);
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [Theory]
    [InlineData(DType.F32, 2)]
    [InlineData(DType.F32, 3)]
    [InlineData(DType.BF16, 3)]
    public void Run_ResumedGivesTheSameBits(DType precision, long stopAfter)
    {
        var recipe = Small with { KlCoefficient = 0.01 };
        Run("straight", recipe, precision: precision);
        using var stop = new StopAfter(stopAfter);
        Assert.Throws<OperationCanceledException>(() => Run("sittings", recipe, precision: precision, progress: stop, stop: stop.Token));
        Run("sittings", recipe, precision: precision);
        AssertSame("straight", "sittings");
    }

    [Fact]
    public void Run_KilledAheadOfItsCheckpointWritesEachStepOnce()
    {
        Run("straight", Small);
        Run("killed", Small);
        // As a kill leaves it: steps 5 and 6 recorded, the checkpoint of step 4 the last that is whole.
        Directory.Delete(folder.File("killed", "checkpoint-6"), recursive: true);
        File.WriteAllText(folder.File("killed", "rollouts", "000007.jsonl"), "{}\n");
        Run("killed", Small);
        AssertSame("straight", "killed");
        Assert.Equal(6, Directory.GetFiles(folder.File("killed", "rollouts")).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Run_StoppedWhileSamplingLeavesTheStepOut(int prompt)
    {
        Run("straight", Small);
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Run("cut", Small, new CancelsAt(TinyRollouts.Prompts(30), prompt, source), stop: source.Token));
        Run("cut", Small);
        AssertSame("straight", "cut");
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Run_FirstUpdateOfAStepIsOnPolicy(DType precision)
    {
        Run("run", Small with { UpdatesPerStep = 1 }, precision: precision);
        Assert.All(RunFolder.Curve(folder.File("run"), "actor/ppo_kl"), kl => Assert.Equal(0, kl));
        Assert.All(RunFolder.Curve(folder.File("run"), "actor/pg_clipfrac"), share => Assert.Equal(0, share));
        Assert.All(RunFolder.Curve(folder.File("run"), "training/rollout_probs_diff_mean"), difference => Assert.InRange(difference, 0, precision == DType.F32 ? 1e-5 : 0.02));
    }

    [Fact]
    public void Run_DoesNotDependOnTheMicroBatch()
    {
        // A large epsilon makes the optimiser's step nearly linear in the gradient, so that rounding stays rounding.
        var recipe = Small with { Steps = 1, LearningRate = 0.5, Optimiser = new() { Epsilon = 1, WeightDecay = 0, MaxGradNorm = 0 } };
        Run("whole", recipe with { MicroBatchTokens = 100_000 }, null, DType.F32, null, out float[] whole, default);
        Run("split", recipe with { MicroBatchTokens = 20 }, null, DType.F32, null, out float[] split, default);
        using var tiny = new TinyModel(vocabulary: 16, range: 0.05f);
        float[] start = tiny.Weights();
        double moved = start.Zip(whole, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.True(moved > 1e-3);
        for (int i = 0; i < whole.Length; i++) Assert.Equal(whole[i], split[i], 1e-5 * moved + 1e-7);
    }

    [Fact]
    public void Run_DropsGroupsOfEqualOutcomeAndRefills()
    {
        // Every other problem has an answer that no sixteen-token model can write.
        var prompts = TinyRollouts.Prompts(300).Select((p, i) => i % 2 == 0 ? p : p with { Answer = "12345" }).ToArray();
        Run("run", Small with { Steps = 3, GroupSize = 16, MaxRounds = 10 }, prompts);
        string run = folder.File("run");
        Assert.All(RunFolder.Curve(run, "groups/kept"), kept => Assert.Equal(4, kept));
        Assert.All(RunFolder.Curve(run, "groups/sampled"), sampled => Assert.True(sampled > 4));
        for (int step = 1; step <= 3; step++)
        {
            var groups = Rollouts("run", step).GroupBy(line => (string)line["id"]!).ToList();
            Assert.Equal(RunFolder.Curve(run, "groups/sampled")[step - 1], groups.Count);
            Assert.All(groups, group => Assert.Equal(16, group.Count()));
            var taught = groups.Where(group => group.Any(line => (double)line["advantage"]! != 0)).ToList();
            Assert.Equal(4, taught.Count);
            Assert.All(taught, group => Assert.Equal([0.0, 1.0], group.Select(line => (double)line["rewards"]!["accuracy"]!).Distinct().Order()));
        }
    }

    [Fact]
    public void Run_WhereNothingTeachesChangesNoWeight()
    {
        Run("run", Small with { Steps = 2, MaxRounds = 3 }, TinyRollouts.Prompts(10, answer: "12345"), DType.F32, null, out float[] weights, default);
        using var tiny = new TinyModel(vocabulary: 16, range: 0.05f);
        Assert.Equal(tiny.Weights(), weights);
        Assert.All(RunFolder.Curve(folder.File("run"), "groups/kept"), kept => Assert.Equal(0, kept));
        Assert.All(RunFolder.Curve(folder.File("run"), "frac_reward_zero_std"), share => Assert.Equal(1, share));
    }

    [Fact]
    public void Run_KeepsToTheReferenceWhenKlIsDear()
    {
        var recipe = Small with { LearningRate = 1e-2, Steps = 8 };
        Run("free", recipe with { KlCoefficient = 1e-6 });
        Run("held", recipe with { KlCoefficient = 3 });
        Assert.Equal(0, RunFolder.Curve(folder.File("free"), "actor/kl_loss")[0], 0.1);
        Assert.True(RunFolder.Curve(folder.File("held"), "actor/kl_loss")[^1] < RunFolder.Curve(folder.File("free"), "actor/kl_loss")[^1] / 2);
    }

    [Fact]
    public void Run_RecordsWhatTheFieldCallsIt()
    {
        Run("run", Small with { Steps = 1, KlCoefficient = 0.1 });
        string line = RunFolder.Metrics(folder.File("run"))[0];
        foreach (string name in new[]
        {
            "actor/pg_loss", "actor/entropy", "actor/ppo_kl", "actor/pg_clipfrac", "actor/pg_clipfrac_lower", "actor/kl_loss", "actor/grad_norm", "actor/lr", "critic/rewards/mean",
            "critic/score/mean", "critic/advantages/mean", "rewards/accuracy/mean", "rewards/format/std", "frac_reward_zero_std", "response_length/mean", "response_length/clip_ratio",
            "training/rollout_probs_diff_mean", "num_tokens",
        }) Assert.Contains($"\"{name}\":", line, StringComparison.Ordinal);
        var rollout = Rollouts("run", 1)[0];
        Assert.Equal(["id", "prompt", "response", "answer", "score", "rewards", "advantage", "tokens", "truncated"], rollout.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void Run_RefusesWhatDoesNotFit()
    {
        string Refused(GrpoRecipe recipe, params int[] tokens) => Assert.Throws<InputException>(() => Run("run", recipe, [new GrpoPrompt("문제 1", "", "", tokens, "7", false)])).Message;
        Assert.StartsWith("문제 1, prompt and answer: 130 tokens; the model's context is 128 tokens", Refused(Small with { MaxTokens = 128 }, 1, 2), StringComparison.Ordinal);
        Assert.StartsWith("문제 1, prompt and answer: token 16; the model's vocabulary ends at 15", Refused(Small, 1, 16), StringComparison.Ordinal);
    }

    private void AssertSame(string expected, string actual)
    {
        Assert.Equal(RunFolder.Weights(folder.File(expected), 6), RunFolder.Weights(folder.File(actual), 6));
        Assert.Equal(RunFolder.Metrics(folder.File(expected)), RunFolder.Metrics(folder.File(actual)));
        for (int step = 1; step <= 6; step++)
        {
            string name = $"{step:D6}.jsonl";
            Assert.Equal(File.ReadAllText(folder.File(expected, "rollouts", name)), File.ReadAllText(folder.File(actual, "rollouts", name)));
        }
    }

    /// <summary>Prompts of which one cancels the run when it is taken: the moment before its answers are sampled.</summary>
    private sealed class CancelsAt(IReadOnlyList<GrpoPrompt> prompts, int count, CancellationTokenSource source) : IReadOnlyList<GrpoPrompt>
    {
        private int taken;

        public int Count => prompts.Count;

        public GrpoPrompt this[int index]
        {
            get
            {
                if (++taken == count) source.Cancel();
                return prompts[index];
            }
        }

        public IEnumerator<GrpoPrompt> GetEnumerator() => prompts.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

using Saenggak.Cli.Recipes;
using Saenggak.Cli.Stages;
using Saenggak.Compute;
using Saenggak.Data;
using Saenggak.Evaluation;
using Saenggak.Inference;
using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Model.Checkpoints;
using Saenggak.Text;
using Saenggak.Text.Tokenization;
using Saenggak.Training;
using Saenggak.Training.Checkpoints;
using Saenggak.Training.Grpo;
using Saenggak.Training.RewardModels;
using Saenggak.Training.Rewards;
using Saenggak.Training.Schedules;
using Saenggak.Training.Sft;

namespace Saenggak.Cli.Quickstart;

/// <summary>A trained stage and what it reached.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Training">How training ended.</param>
/// <param name="Results">Results by test set.</param>
internal sealed record QuickstartStage(string Name, TrainingResult Training, IReadOnlyDictionary<string, EvaluationResult> Results);

/// <summary>The quickstart from problems to a model that reasons in Korean; see docs/quickstart.md. Started again, it goes on where it stopped.</summary>
internal sealed class QuickstartRun(QuickstartRecipe recipe, string runFolder, IRunProgress progress, CancellationToken cancellation) : IDisposable
{
    // Beside 0.8 for the right answer: three standard deviations of the reward model are worth less than half of that.
    private const double RewardWeight = 0.1;

    private readonly Device device = new();
    private QuickstartDataSet? data;
    private BpeTokenizer? tokenizer;

    /// <summary>The prepared data; there after <see cref="RunAsync"/>.</summary>
    public QuickstartDataSet Data => data!;

    /// <summary>The trained reward model: its checkpoint, and how many held-out pairs of how many it tells apart; null where none was asked for.</summary>
    public (string Checkpoint, int Right, int Pairs)? Reward { get; private set; }

    /// <summary>Runs all stages in order.</summary>
    /// <param name="compare">Also continues distillation for as long as GRPO took, to see what the same minutes give.</param>
    /// <param name="withReward">Also trains a reward model, which then scores summaries in GRPO.</param>
    public async Task<IReadOnlyList<QuickstartStage>> RunAsync(bool compare, bool withReward = false)
    {
        if (Device.SlowBecause(DType.BF16) is { } missing) progress.Message($"matrix products run on our own vector code, slower than oneDNN's with AVX-512: {missing}");
        Directory.CreateDirectory(runFolder);
        AtomicFile.WriteAllText(Path.Combine(runFolder, "recipe.yaml"), RecipeWriter.ToYaml(recipe));
        data = await QuickstartData.PrepareAsync(recipe, Path.Combine(runFolder, "data"), progress, cancellation);
        tokenizer = BpeTokenizer.Load(data.TokenizerFolder);
        foreach (string line in data.Summary.TeacherLines()) progress.Message("  " + line);

        var stages = new List<QuickstartStage>();
        using var model = new CausalModel(device, recipe.Model.ToConfig(tokenizer, recipe.ContextTokens), new ModelOptions { Trainable = true });
        model.Initialise((ulong)recipe.Seed);
        progress.Message(FormattableString.Invariant($"student: {model.Config.ParameterCount / 1e6:0.0} M parameters, vocabulary {model.Config.VocabularySize}"));
        var rows = SftExamples.Read(data.SftRows, tokenizer, recipe.ContextTokens, out _);
        var distilled = Distil(model, rows, recipe.Sft with { Seed = (ulong)recipe.Seed }, "sft");
        stages.Add(Evaluate("distilled", model, distilled));

        if (withReward) Reward = await TrainRewardAsync(distilled.Checkpoint);
        Load(model, distilled.Checkpoint);
        var improved = Improve(model);
        stages.Add(Evaluate("distilled + GRPO", model, improved));

        if (!compare) return stages;
        Load(model, distilled.Checkpoint);
        long steps = Math.Max(1, (long)(distilled.Steps * improved.Seconds / distilled.Seconds));
        progress.Message(FormattableString.Invariant($"comparison: {steps} further steps of distillation, as long as GRPO took"));
        var further = Distil(model, rows, recipe.Sft with
        {
            Seed = (ulong)recipe.Seed + 1,
            MaxSteps = steps,
            LearningRate = recipe.Sft.LearningRate / 2,
            Schedule = new LearningRateSchedule { Kind = ScheduleKind.Cosine, WarmupSteps = 20, MinRatio = 0.05 },
        }, "sft-further");
        stages.Add(Evaluate("distilled + as long of distillation", model, further));
        return stages;
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private TrainingResult Distil(CausalModel model, IReadOnlyList<SftExample> rows, SftRecipe settings, string folder)
        => new SftTrainer(model, settings, rows, Path.Combine(runFolder, folder), data!.TokenizerFolder).Run(progress, cancellation);

    private async Task<(string Checkpoint, int Right, int Pairs)> TrainRewardAsync(string distilled)
    {
        string folder = Path.Combine(runFolder, "data"), run = Path.Combine(runFolder, "rm");
        var stages = new DataStages(folder, progress);
        await stages.RunAsync(PairStage.Create(recipe.Seed, stages.File(TraceStage.Name, TraceStage.KeptFile), stages.File(TraceStage.Name, TraceStage.DroppedFile)), cancellation);
        var pairs = RewardPairs.Read(stages.File(PairStage.Name, PairStage.TrainFile).Path, tokenizer!, recipe.ContextTokens, out _);
        var heldOut = RewardPairs.Read(stages.File(PairStage.Name, PairStage.ValidFile).Path, tokenizer!, recipe.ContextTokens, out _);
        progress.Message(FormattableString.Invariant($"reward model: {pairs.Count:#,0} pairs of summaries, {heldOut.Count:#,0} held out"));
        using var reader = CheckpointReader.Open(distilled);
        using var judge = ModelLoader.Load(device, reader, new ModelOptions { Trainable = true }, reader.Config with { NumLabels = 1 });
        var trainer = new RewardTrainer(judge, recipe.Reward with { Seed = (ulong)recipe.Seed }, pairs, run, data!.TokenizerFolder) { HeldOut = heldOut };
        TrainingResult result = trainer.Run(progress, cancellation);
        CheckpointInfo? best = new CheckpointStore(run).Best();
        return (best?.Folder ?? result.Checkpoint, (int)Math.Round((best?.Metric ?? 0) * heldOut.Count), heldOut.Count);
    }

    private TrainingResult Improve(CausalModel model)
    {
        var prompts = GrpoPrompt.Read(data!.RlProblems, tokenizer!, recipe.ContextTokens - recipe.Eval.MaxTokens, out int tooLong, out int unverifiable);
        if (tooLong > 0) progress.Message($"{tooLong} prompts for GRPO are longer than {recipe.ContextTokens - recipe.Eval.MaxTokens} tokens and left out");
        if (unverifiable > 0) progress.Message($"{unverifiable} prompts for GRPO have a gold answer that no rule can check and are left out");
        var settings = recipe.Grpo with { Seed = (ulong)recipe.Seed, MaxTokens = recipe.Eval.MaxTokens };
        using var judge = Reward is { } reward ? RewardModel.Load(reward.Checkpoint, new LoadOptions { Device = device }) : null;
        if (judge is not null && !settings.Rewards.ContainsKey(ModelReward.RewardName))
        {
            settings = settings with { Rewards = new Dictionary<string, double>(settings.Rewards, StringComparer.Ordinal) { [ModelReward.RewardName] = RewardWeight } };
        }
        return new GrpoTrainer(model, tokenizer!, settings, prompts, Path.Combine(runFolder, judge is null ? "grpo" : "grpo-rm"), data.TokenizerFolder)
        {
            RewardModel = judge is null ? null : new ModelReward(judge),
        }.Run(progress, cancellation);
    }

    /// <summary>Takes the weights of a checkpoint; f32 masters start from its bf16 values, as they would for anyone who loads it.</summary>
    private static void Load(CausalModel model, string checkpoint)
    {
        using var reader = CheckpointReader.Open(checkpoint);
        foreach (var parameter in model.Parameters) reader.Load(parameter, parameter.Master);
        model.WeightsChanged(fromMaster: true);
    }

    private QuickstartStage Evaluate(string name, CausalModel model, TrainingResult training)
    {
        using var language = new LanguageModel(model, tokenizer!, new LanguageModelOptions
        {
            Name = name,
            Engine = new EngineOptions { MaxBatch = recipe.Eval.Batch, Workers = device.Workers },
        });
        var protocol = new EvaluationProtocol { Greedy = true, Samples = recipe.Eval.Samples, Temperature = 1, MaxTokens = recipe.Eval.MaxTokens, Seed = (ulong)recipe.Seed };
        var results = new Dictionary<string, EvaluationResult>(StringComparer.Ordinal);
        foreach (var (set, path) in data!.TestSets)
        {
            var result = MathEvaluator.Run(language, set, [.. Items(path)], protocol, null, cancellation);
            ResultsFolder.Write(Path.Combine(runFolder, "results", name.Replace(' ', '-'), set), result);
            results[set] = result;
            progress.Message(FormattableString.Invariant(
                $"{name}, {set}: greedy {100 * result.Greedy!.Accuracy:0.0} %, sampled {100 * result.Sampled!.Accuracy:0.0} %"));
        }
        return new QuickstartStage(name, training, results);
    }

    /// <summary>Test rows; those of a file are grouped by whether training has their template, the built-in ones by family.</summary>
    private static IEnumerable<EvalItem> Items(string path)
    {
        foreach (var line in JsonLines.Read(path))
        {
            var row = Row.ParseProblem(line);
            bool? twin = (bool?)line.Row["twin"];
            yield return new EvalItem
            {
                Id = (string?)line.Row["id"] ?? line.Where,
                Prompt = row.Prompt[^1].Content ?? "",
                Answer = row.Answer,
                Choices = row.Choices,
                Group = twin is { } known ? (known ? "template twin in training" : "no twin in training") : (string?)line.Row["family"],
            };
        }
    }
}

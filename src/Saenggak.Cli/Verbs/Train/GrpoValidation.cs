using System.Globalization;
using Saenggak.Cli.Verbs.Eval;
using Saenggak.Evaluation;
using Saenggak.Inference;
using Saenggak.Inference.Engine;
using Saenggak.Model;
using Saenggak.Text.Tokenization;
using Saenggak.Training;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>Asks a model in training held-out problems: greedily, and drawn at temperature 1.</summary>
internal sealed class GrpoValidation(GrpoRunRecipe recipe, EvalSet set, BpeTokenizer tokenizer, IRunProgress progress)
{
    private readonly EvaluationProtocol protocol = set.Protocol with
    {
        Greedy = true, Samples = recipe.ValSamples, Temperature = 1, TopP = 1, MaxTokens = recipe.Train.MaxTokens, Seed = recipe.Train.Seed,
    };

    /// <summary>The problems that a recipe names for validation; null where it names none.</summary>
    public static EvalSet? Problems(GrpoRunRecipe recipe)
    {
        if (recipe.ValPrompts is null) return null;
        var set = EvalSet.Open(recipe.ValPrompts, ".");
        return recipe.ValLimit is { } limit ? set with { Items = [.. set.Items.Take(limit)] } : set;
    }

    /// <summary>Figures of the model as it is; a checkpoint's own is the mean over the drawn answers.</summary>
    public (IReadOnlyList<KeyValuePair<string, double>> Values, double? Metric) Run(CausalModel model, long step, CancellationToken cancellation)
    {
        using var language = new LanguageModel(model, tokenizer, new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"step {step}"),
            Engine = new EngineOptions { MaxBatch = recipe.Train.RolloutBatch, Workers = model.Device.Workers },
        });
        var result = MathEvaluator.Run(language, set.Name, set.Items, protocol, at => progress.Report(new RunStatus("validate " + at.Mode, at.Done, at.Total)), cancellation);
        var (greedy, sampled) = (result.Greedy!, result.Sampled!);
        var values = new List<KeyValuePair<string, double>>();
        void Add(string name, double? value)
        {
            if (value is { } known) values.Add(new($"val/{set.Name}/{name}", known));
        }
        Add("acc/greedy", greedy.Accuracy);
        Add($"acc/mean@{sampled.Samples}", sampled.Accuracy);
        Add($"acc/maj@{sampled.Samples}", sampled.Majority);
        if (sampled.Samples > 1) Add($"acc/best@{sampled.Samples}", sampled.PassAt.MaxBy(one => one.Key).Value);
        Add("korean_thought", sampled.KoreanInThoughts);
        Add("korean_answer", sampled.KoreanInAnswers);
        Add("format", sampled.FormatStrict);
        Add("response_length/mean", sampled.MeanTokens);
        Add("response_length/clip_ratio", sampled.Truncated);
        return (values, sampled.Accuracy);
    }
}

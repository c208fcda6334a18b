using System.CommandLine;
using System.Globalization;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Recipes;
using Saenggak.Cli.Verbs.Train;
using Saenggak.Text;
using Saenggak.Training;
using Saenggak.Training.Sft;

namespace Saenggak.Cli.Verbs;

/// <summary>Supervised fine-tuning.</summary>
internal static class SftVerb
{
    private static readonly Argument<string?> RecipeArgument = CommonOptions.Recipe();
    private static readonly Option<string[]> SetOption = CommonOptions.Set();
    private static readonly Option<string?> OutOption = new("--out") { Description = "The run folder [default: the recipe's]", HelpName = "folder" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("sft", """
        Fine-tune a model on conversations; the loss counts the assistant's tokens only.
        Started again with the same recipe, a run goes on from its newest checkpoint, with the same bits as if it had never stopped.
        """)
    {
        Arguments = { RecipeArgument },
        Options = { SetOption, OutOption },
        Examples =
        [
            ("saenggak sft recipes/sft-small.yaml", "a small model from random weights"),
            ("saenggak sft recipes/sft-qwen2.5-1.5b.yaml --set model=models/Qwen2.5-1.5B --set data=traces.jsonl --out runs/mine", "a model of yours on rows of yours"),
            ("saenggak sft recipes/sft-small.yaml --set train.max_steps=100 --out runs/try --json", "a short try, its result as JSON"),
        ],
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        var recipe = RecipeReader.Read<SftRunRecipe>(context.Parsed.GetValue(RecipeArgument), context.Parsed.GetValue(SetOption));
        recipe = recipe with { Out = context.Parsed.GetValue(OutOption) ?? recipe.Out ?? throw new InputException("no run folder; expected \"out\" in the recipe or --out FOLDER.") };
        if (recipe.Model is null == recipe.Init is null)
        {
            throw new InputException($"the recipe has {(recipe.Model is null ? "neither \"model\" nor \"init\"" : "\"model\" and \"init\"")}; expected one of them: a checkpoint to start from, or a shape to fill with random weights.");
        }
        if (recipe.Model is not null) recipe = recipe with { Model = StartingModel.Resolve(recipe.Model) };
        var files = (recipe.Model is not null ? InputFiles.OfCheckpoint(recipe.Model) : InputFiles.OfTokenizer(recipe.Init!.Tokenizer))
            .Concat(InputFiles.OfData(recipe.Data)).Concat(recipe.ValData is null ? [] : InputFiles.OfData(recipe.ValData));
        var folder = TrainingFolder.Open(context, "sft", recipe.Out, recipe, recipe.Train.Seed, files);
        folder.Show(folder.Finished() ?? Train(context, recipe, folder));
        return Task.CompletedTask;
    }

    private static TrainingResult Train(VerbContext context, SftRunRecipe recipe, TrainingFolder folder)
    {
        var progress = context.Progress;
        using var start = recipe.Model is not null
            ? StartingModel.FromCheckpoint(recipe.Model, recipe.Setup, progress)
            : StartingModel.FromShape(recipe.Init!, recipe.Setup, recipe.Train.Seed, progress);
        var config = start.Model.Config;
        if (recipe.MaxTokens > config.MaxPositions)
        {
            throw new InputException($"max_tokens is {recipe.MaxTokens}; the model's context is {config.MaxPositions} tokens; expected at most that.");
        }
        int longest = recipe.MaxTokens ?? config.MaxPositions, valTooLong = 0;
        var rows = SftExamples.Read(recipe.Data, start.Tokenizer, longest, out int tooLong);
        var heldOut = recipe.ValData is null ? [] : SftExamples.Read(recipe.ValData, start.Tokenizer, longest, out valTooLong);
        var counts = new Dictionary<string, long>
        {
            ["parameters"] = config.ParameterCount,
            ["rows"] = rows.Count,
            ["rows_too_long"] = tooLong,
            ["tokens_per_epoch"] = rows.Sum(row => (long)row.Tokens.Length),
            ["assistant_tokens_per_epoch"] = rows.Sum(row => (long)row.Assistant.Count(said => said)),
            ["val_rows"] = heldOut.Count,
            ["val_rows_too_long"] = valTooLong,
        };
        string left = tooLong + valTooLong > 0 ? $"; {tooLong + valTooLong:#,0} longer than {longest:#,0} tokens left out" : "";
        progress.Message(string.Create(CultureInfo.InvariantCulture,
            $"{config.ParameterCount / 1e6:0.0} M parameters; {rows.Count:#,0} rows, {counts["tokens_per_epoch"]:#,0} tokens, {counts["assistant_tokens_per_epoch"]:#,0} of them the assistant's") + left);
        var trainer = new SftTrainer(start.Model, recipe.Train, rows, folder.Path, start.TokenizerFolder) { HeldOut = heldOut };
        return folder.Run(counts, () => trainer.Run(progress, context.Stop));
    }
}

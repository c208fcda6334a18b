using Saenggak.Cli.Quickstart;
using Saenggak.Cli.Recipes;
using Saenggak.Training;

namespace Saenggak.Cli.Tests.Quickstart;

public sealed class QuickstartRunTests
{
    private static readonly string[] Small =
    [
        "problems.sft=60", "problems.rl=40", "problems.test_each=4", "tokenizer.vocabulary=500", "model.hidden_size=32", "model.layers=1", "model.heads=2",
        "model.kv_heads=1", "model.intermediate_size=64", "sft.max_steps=3", "grpo.steps=1", "grpo.prompts_per_step=2", "grpo.group_size=2", "grpo.max_rounds=1",
        "eval.max_tokens=16", "eval.samples=1",
    ];

    [Fact]
    public async Task Run_GoesThroughEveryStageAndAgainFindsThemFinished()
    {
        using var folder = new TemporaryFolder();
        var recipe = RecipeReader.Read<QuickstartRecipe>(null, Small);
        Assert.Equal(QuickstartTraining.Sft.LearningRate, recipe.Sft.LearningRate);

        var first = await Run(recipe, folder.Path);
        Assert.Equal(["distilled", "distilled + GRPO"], first.Select(stage => stage.Name));
        Assert.Equal([3L, 1L], first.Select(stage => stage.Training.Steps));
        Assert.All(first, stage => Assert.True(File.Exists(Path.Combine(stage.Training.Checkpoint, "model.safetensors"))));
        Assert.All(first, stage => Assert.Equal(["test_seen", "test_unseen"], stage.Results.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(8, QuickstartTable.Create(first).Columns.Count);

        var again = await Run(recipe, folder.Path);
        Assert.Equal(first.Select(stage => stage.Training.TokensSeen), again.Select(stage => stage.Training.TokensSeen));
        Assert.Equal(
            first.SelectMany(stage => stage.Results.Values.SelectMany(result => result.Responses.Select(response => response.Response))),
            again.SelectMany(stage => stage.Results.Values.SelectMany(result => result.Responses.Select(response => response.Response))));
    }

    private static async Task<IReadOnlyList<QuickstartStage>> Run(QuickstartRecipe recipe, string folder)
    {
        using var run = new QuickstartRun(recipe, folder, UnwatchedProgress.Instance, CancellationToken.None);
        return await run.RunAsync(compare: false);
    }
}

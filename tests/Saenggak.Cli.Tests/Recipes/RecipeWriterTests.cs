using Saenggak.Cli.Recipes;
using Saenggak.Data.Chain;

namespace Saenggak.Cli.Tests.Recipes;

public class RecipeWriterTests
{
    private static readonly SampleRecipe Recipe = new()
    {
        Model = "true",
        Optimizer = new SampleSection { LearningRate = 1e-5, WarmupRatio = 0.1f, Kind = SampleOptimiser.Muon },
        Data = ["하나.jsonl", "a: b", "# no comment", "1e3", "", "- x", "여러\n줄 \"따옴표\""],
        Mixture = new Dictionary<string, double> { ["korean"] = 1, ["arithmetic"] = 1.0 / 3 },
        Rewards = [new SampleReward { Name = "correct", Weight = 0.9 }, new SampleReward { Name = "format" }],
        Packing = false,
        MaxTokens = 1L << 60,
        Seed = -1,
        LoRARank = 8,
    };

    [Fact]
    public void ToYaml_IsReadBackToTheSame()
    {
        string yaml = RecipeWriter.ToYaml(Recipe);
        var again = RecipeReader.Parse<SampleRecipe>(yaml, "manifest");
        Assert.Equal(Recipe.Data, again.Data);
        Assert.Equal(Recipe.Mixture, again.Mixture);
        Assert.Equal(Recipe.Rewards, again.Rewards);
        var (data, mixture, rewards) = (again.Data, again.Mixture, again.Rewards);
        Assert.Equal(Recipe with { Data = data, Mixture = mixture, Rewards = rewards }, again);
        Assert.Equal(yaml, RecipeWriter.ToYaml(again));
    }

    [Fact]
    public void ToYaml_WritesShortFormsAndFreeKeysOut()
    {
        var recipe = RecipeReader.Parse<CollectRecipe>("""
            sources: [a.jsonl, {path: b.csv, text: [제목, 본문]}]
            clean: [html, {step: length, min: 5}, {step: pii, kinds: [rrn, email]}]
            dedup:
            workers: 2
            """, "collect.yaml");
        Assert.Equal(["a.jsonl", "b.csv"], recipe.Sources.Select(source => source.Path));
        Assert.Equal(["html", "length", "pii"], recipe.Clean!.Select(step => step.Step));
        Assert.Equal("rrn,email", recipe.Clean![2].Settings["kinds"]);
        Assert.NotNull(recipe.Dedup);
        string yaml = RecipeWriter.ToYaml(recipe);
        Assert.Contains("- step: length\n  min: \"5\"\n", yaml, StringComparison.Ordinal);
        Assert.Equal(yaml, RecipeWriter.ToYaml(RecipeReader.Parse<CollectRecipe>(yaml, "manifest")));
        Assert.Equal("rrn,email", (string?)RecipeWriter.ToJson(recipe)["clean"]![2]!["kinds"]);
    }

    [Fact]
    public void ToYaml_ReadsWell()
    {
        string yaml = RecipeWriter.ToYaml(new SampleRecipe { Model = "m", Seed = 3 });
        Assert.Equal("""
            model: m
            optimizer:
              learning_rate: 1.0e-05
              warmup_ratio: 0.0
              kind: adam_w
            data: [a.jsonl, b.jsonl]
            mixture: {}
            rewards: []
            packing: true
            max_tokens: 1024
            seed: 3
            lora_rank: 0
            even: 0

            """, yaml);
    }

    [Fact]
    public void ToJson_KeepsTypesAndKeys()
    {
        var json = RecipeWriter.ToJson(Recipe);
        Assert.Equal("muon", (string?)json["optimizer"]!["kind"]);
        Assert.Equal(1e-5, (double)json["optimizer"]!["learning_rate"]!);
        Assert.Equal("correct", (string?)json["rewards"]![0]!["name"]);
        Assert.Equal(1L << 60, (long)json["max_tokens"]!);
        Assert.False(json.ContainsKey("note"));
    }
}

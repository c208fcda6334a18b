using Saenggak.Cli.Recipes;
using Saenggak.Text;

namespace Saenggak.Cli.Tests.Recipes;

public class RecipeReaderTests
{
    private const string Full = """
        # 한국어 주석도 읽는다
        model: qwen3-0.6b
        optimizer:
          learning_rate: 1e-4
          warmup_ratio: 0.03
          kind: plain_sgd
        data: [train.jsonl, "더하기.jsonl"]
        mixture: {korean: 0.7, arithmetic: 3}
        rewards:
          - name: correct
            weight: 0.9
          - name: format
        packing: false
        max_tokens: 1_000_000
        seed: 1e3
        note: "123"
        lora_rank: 16
        """;

    private static SampleRecipe Parse(string yaml, params string[] overrides) => RecipeReader.Parse<SampleRecipe>(yaml, "sft.yaml", overrides);

    private static string Error(string yaml, params string[] overrides) => Assert.Throws<InputException>(() => Parse(yaml, overrides)).Message;

    [Fact]
    public void Parse_ReadsEveryKindOfValue()
    {
        var recipe = Parse(Full);
        Assert.Equal("qwen3-0.6b", recipe.Model);
        Assert.Equal(1e-4, recipe.Optimizer.LearningRate);
        Assert.Equal(0.03f, recipe.Optimizer.WarmupRatio);
        Assert.Equal(SampleOptimiser.PlainSgd, recipe.Optimizer.Kind);
        Assert.Equal(["train.jsonl", "더하기.jsonl"], recipe.Data);
        Assert.Equal(0.7, recipe.Mixture["korean"]);
        Assert.Equal(3.0, recipe.Mixture["arithmetic"]);
        Assert.Equal([new SampleReward { Name = "correct", Weight = 0.9 }, new SampleReward { Name = "format" }], recipe.Rewards);
        Assert.False(recipe.Packing);
        Assert.Equal(1_000_000, recipe.MaxTokens);
        Assert.Equal(1000, recipe.Seed);
        Assert.Equal("123", recipe.Note);
        Assert.Equal(16, recipe.LoRARank);
    }

    [Fact]
    public void Parse_KeepsDefaultsOfWhatIsNotNamed()
    {
        var recipe = Parse("model: m\noptimizer:\nseed: ~");
        Assert.Equal(1e-5, recipe.Optimizer.LearningRate);
        Assert.Equal(["a.jsonl", "b.jsonl"], recipe.Data);
        Assert.Null(recipe.Seed);
        Assert.True(recipe.Packing);
    }

    [Fact]
    public void Parse_OneValueForAListIsAListOfOne() => Assert.Equal(["x.jsonl"], Parse("model: m\ndata: x.jsonl").Data);

    [Theory]
    [InlineData("model: m\npakcing: true", "sft.yaml:2: unknown key \"pakcing\"; did you mean \"packing\"?")]
    [InlineData("model: m\noptimizer:\n  learnig_rate: 1", "sft.yaml:3: unknown key \"learnig_rate\" in \"optimizer\"; did you mean \"learning_rate\"?")]
    [InlineData("model: m\nlearning_rate: 1e-4", "sft.yaml:2: unknown key \"learning_rate\"; did you mean \"optimizer.learning_rate\"?")]
    [InlineData("model: m\noptimizer: {lora_rank: 8}", "sft.yaml:2: unknown key \"lora_rank\" in \"optimizer\"; did you mean \"lora_rank\"?")]
    [InlineData("model: m\noptimizer:\n  learning_rate: fast", "sft.yaml:3: \"optimizer.learning_rate\" is \"fast\"; expected a number.")]
    [InlineData("model: m\noptimizer: {learning_rate: -1}", "sft.yaml:2: \"optimizer.learning_rate\" is -1; expected a number above 0.")]
    [InlineData("model: m\noptimizer: {warmup_ratio: 1.5}", "sft.yaml:2: \"optimizer.warmup_ratio\" is 1.5; expected a number from 0 to 1.")]
    [InlineData("model: m\noptimizer: {learning_rate: .nan}", "sft.yaml:2: \"optimizer.learning_rate\" is \".nan\"; expected a number.")]
    [InlineData("model: m\noptimizer: {kind: adamw}", "sft.yaml:2: \"optimizer.kind\" is \"adamw\"; expected one of adam_w, muon, plain_sgd; did you mean \"adam_w\"?")]
    [InlineData("model: m\nmax_tokens: 1.5", "sft.yaml:2: \"max_tokens\" is \"1.5\"; expected a whole number.")]
    [InlineData("model: m\nlora_rank: 3000000000", "sft.yaml:2: \"lora_rank\" is \"3000000000\"; expected a whole number.")]
    [InlineData("model: m\npacking: yes", "sft.yaml:2: \"packing\" is \"yes\"; expected true or false.")]
    [InlineData("model: m\npacking:", "sft.yaml:2: \"packing\" is empty; expected true or false.")]
    [InlineData("model: [m]", "sft.yaml:1: \"model\" is a list; expected text.")]
    [InlineData("model: m\noptimizer: adam", "sft.yaml:2: \"optimizer\" is \"adam\"; expected keys: learning_rate, warmup_ratio, kind.")]
    [InlineData("packing: true", "sft.yaml:1: \"model\" is missing; add it or give --set model=…")]
    [InlineData("model: m\nrewards:\n  - name: a\n  - weight: 1", "sft.yaml:4: \"rewards.1.name\" is missing; add it or give --set rewards.1.name=…")]
    [InlineData("model: m\neven: 3", "sft.yaml:2: \"even\": 3 is odd")]
    [InlineData("- a", "sft.yaml:1: the recipe is a list; expected keys: model, optimizer, data, mixture, rewards, packing, max_tokens, seed, note, lora_rank, even.")]
    public void Parse_NamesPlaceKeyAndWhatWasExpected(string yaml, string message) => Assert.Equal(message, Error(yaml));

    [Theory]
    [InlineData("model: m\nmodel: n", "sft.yaml:2: not valid YAML")]
    [InlineData("model: m\n---\nmodel: n", "sft.yaml:3: a second document")]
    [InlineData("model: 'm", "sft.yaml:1: not valid YAML")]
    public void Parse_RefusesWhatIsNoSingleDocument(string yaml, string start) => Assert.StartsWith(start, Error(yaml), StringComparison.Ordinal);

    [Fact]
    public void Read_SaysWhenTheFileIsNotThere() =>
        Assert.Equal("none.yaml: no such recipe file.", Assert.Throws<InputException>(() => RecipeReader.Read<SampleRecipe>("none.yaml")).Message);

    [Fact]
    public void Overrides_ReplaceAddAndReachIntoLists()
    {
        var recipe = Parse(Full, "optimizer.learning_rate=2e-3", "rewards.1.weight=0.25", "mixture.new=1", "data=[z.jsonl]", "note=", "seed=7", "seed=8");
        Assert.Equal(2e-3, recipe.Optimizer.LearningRate);
        Assert.Equal(0.03f, recipe.Optimizer.WarmupRatio);
        Assert.Equal(0.25, recipe.Rewards[1].Weight);
        Assert.Equal(1.0, recipe.Mixture["new"]);
        Assert.Equal(0.7, recipe.Mixture["korean"]);
        Assert.Equal(["z.jsonl"], recipe.Data);
        Assert.Null(recipe.Note);
        Assert.Equal(8, recipe.Seed);
    }

    [Theory]
    [InlineData("optimizer.learning_rat=1", "--set optimizer.learning_rat=1: unknown key \"learning_rat\" in \"optimizer\"; did you mean \"learning_rate\"?")]
    [InlineData("packing", "--set packing: expected key=value, e.g. --set optimizer.learning_rate=1e-4")]
    [InlineData("a..b=1", "--set a..b=1: an empty name between dots in the key.")]
    [InlineData("rewards.5.weight=1", "--set rewards.5.weight=1: \"5\" is no item of the list at sft.yaml:10, which has 2; the first is 0.")]
    [InlineData("packing=maybe", "--set packing=maybe: \"packing\" is \"maybe\"; expected true or false.")]
    public void Overrides_AreNamedInErrors(string text, string message) => Assert.Equal(message, Error(Full, text));

    [Theory]
    [InlineData("learnign_rate", "learning_rate")]
    [InlineData("lr", null)]
    [InlineData("epocs", "epochs")]
    public void NearestName_FindsTypingSlipsOnly(string typed, string? expected) =>
        Assert.Equal(expected, NearestName.Find(typed, ["learning_rate", "epochs", "batch_tokens"]));
}

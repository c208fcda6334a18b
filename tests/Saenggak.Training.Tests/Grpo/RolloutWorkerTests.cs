using Saenggak.Compute;
using Saenggak.Text.Tokenization;
using Saenggak.Training.Grpo;
using Saenggak.Training.Rewards;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Grpo;

public sealed class RolloutWorkerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly BpeTokenizer tokenizer;
    private readonly TinyModel tiny = new(vocabulary: 16);
    private static readonly GrpoRecipe Recipe = new() { GroupSize = 4, MaxTokens = 12, RolloutBatch = 64, Seed = 5 };

    public RolloutWorkerTests() => tokenizer = TinyTokenizer.Write(folder.Path);

    public void Dispose()
    {
        tiny.Dispose();
        folder.Dispose();
    }

    private List<Rollout[]> Sample(GrpoRecipe recipe, GrpoPrompt[] prompts, long first = 0)
    {
        using var worker = new RolloutWorker(tiny.Model, tokenizer, recipe, new RewardSet(recipe.Rewards), [TinyTokenizer.End]);
        return worker.Sample(prompts, first, CancellationToken.None);
    }

    private static IEnumerable<int[]> Tokens(IEnumerable<Rollout[]> groups) => groups.SelectMany(g => g).Select(r => r.Tokens);

    [Fact]
    public void Sample_DependsOnTheSeedAlone()
    {
        var prompts = TinyRollouts.Prompts(6);
        Assert.Equal(Tokens(Sample(Recipe, prompts)), Tokens(Sample(Recipe, prompts)));
        Assert.NotEqual(Tokens(Sample(Recipe, prompts)), Tokens(Sample(Recipe with { Seed = 6 }, prompts)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Sample_InF32DoesNotDependOnHowManyRunAtOnce(int rolloutBatch)
    {
        // Matrix products of other heights may round their last bit otherwise; over these 24 short answers no draw falls between.
        var prompts = TinyRollouts.Prompts(6);
        Assert.Equal(Tokens(Sample(Recipe, prompts)), Tokens(Sample(Recipe with { RolloutBatch = rolloutBatch }, prompts)));
    }

    [Fact]
    public void Sample_OfAPromptDoesNotDependOnItsNeighbours()
    {
        var prompts = TinyRollouts.Prompts(6);
        Assert.Equal(Tokens(Sample(Recipe, prompts).Skip(3)), Tokens(Sample(Recipe, prompts[3..], first: 3)));
    }

    [Fact]
    public void Sample_DrawsEachAnswerFromAStreamOfItsOwn()
    {
        var same = Enumerable.Repeat(TinyRollouts.Prompts(1)[0], 5).ToArray();
        var all = Tokens(Sample(Recipe with { GroupSize = 5, MaxTokens = 40 }, same)).Select(tokens => string.Join(' ', tokens)).ToList();
        // Short answers may coincide by chance, long ones only by a shared stream.
        var answers = all.Where(tokens => tokens.Length > 16).ToList();
        Assert.True(answers.Count > 5);
        Assert.Equal(answers.Count, answers.Distinct().Count());
    }

    [Fact]
    public void Sample_GivesTextScoresAndLogprobs()
    {
        foreach (var rollout in Sample(Recipe with { MaxTokens = 3 }, TinyRollouts.Prompts(20)).SelectMany(g => g))
        {
            bool ended = rollout.Tokens[^1] == TinyTokenizer.End;
            Assert.Equal(!ended, rollout.Truncated);
            Assert.DoesNotContain("<|im_end|>", rollout.Response, StringComparison.Ordinal);
            Assert.Equal(tokenizer.Decode(ended ? rollout.Tokens.AsSpan(..^1) : rollout.Tokens), rollout.Response);
            Assert.Equal(rollout.Tokens.Length, rollout.SampledLogprobs.Length);
            Assert.All(rollout.SampledLogprobs, l => Assert.InRange(l, -30, 0));
            if (rollout.Truncated) Assert.Equal(0, rollout.Scores.Outcome);
        }
    }

    [Fact]
    public void StopTokens_AreThoseOfModelConfigurationAndTokenizer()
    {
        Assert.Equal([9, TinyTokenizer.End], RolloutWorker.StopTokens(tiny.Model, tokenizer, new() { EosTokenIds = [9, 999] }));
        Assert.Equal([TinyTokenizer.End], RolloutWorker.StopTokens(tiny.Model, tokenizer, null));
    }
}

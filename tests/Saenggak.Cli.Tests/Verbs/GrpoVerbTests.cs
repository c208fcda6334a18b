using System.Text.Json.Nodes;
using Saenggak.Data;
using static Saenggak.Cli.Tests.Verbs.TinyTraining;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class GrpoVerbTests : IDisposable
{
    private readonly TinyTraining run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Run_LeavesCheckpointRolloutsAndValidation()
    {
        var (code, output, error) = await Run(run.Grpo("out", "--set", $"val_prompts={run.Problems}", "--set", "val_samples=2", "--set", "val_limit=3", "--set", "train.kl_coefficient=0.1", "--json"));
        Assert.True(code == 0, error);
        Assert.Equal(run.In("out", "checkpoint-2"), (string?)JsonNode.Parse(output)!["checkpoint"]);
        Assert.Contains("12 prompts", error, StringComparison.Ordinal);
        var last = JsonNode.Parse(File.ReadLines(run.In("out", "metrics.jsonl")).Last())!.AsObject();
        foreach (string name in new[] { "acc/greedy", "acc/mean@2", "acc/maj@2", "acc/best@2", "format", "response_length/mean", "response_length/clip_ratio" })
        {
            Assert.True(last.ContainsKey($"val/problems/{name}"), $"no {name} in {last.ToJsonString()}");
        }
        var rollout = JsonNode.Parse(File.ReadLines(run.In("out", "rollouts", "000002.jsonl")).First())!;
        Assert.Contains((string)rollout["id"]!, Enumerable.Range(1, 12).Select(i => $"{i}"));
        var manifest = Manifest.TryLoad(run.In("out"))!;
        Assert.Equal((true, "grpo", 12, 0), (manifest.Finished, manifest.Verb, manifest.Counts["prompts"], manifest.Counts["prompts_unverifiable"]));
        Assert.Contains("finished before", (await Run(run.Grpo("out", "--set", $"val_prompts={run.Problems}", "--set", "val_samples=2", "--set", "val_limit=3", "--set", "train.kl_coefficient=0.1"))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.rewards.accurracy=1", "saenggak: reward \"accurracy\" is not known; expected one of accuracy, format, korean, language, overlong\n")]
    [InlineData("train.max_tokens=128", "saenggak: train.max_tokens is 128; the model's context is 128 tokens; expected both to fit into it.\n")]
    [InlineData("max_prompt_tokens=121", "saenggak: train.max_tokens is 8 and max_prompt_tokens 121; the model's context is 128 tokens; expected both to fit into it.\n")]
    [InlineData("train.group_size=1", "saenggak: --set train.group_size=1: \"train.group_size\" is 1; expected a whole number at least 2.\n")]
    [InlineData("max_prompt_tokens=2", "no prompt is left (12 longer than 2 tokens, 0 whose answer cannot be checked); expected at least one.\n")]
    public async Task BadInput_IsOneLine(string set, string line)
    {
        var (code, output, error) = await Run(run.Grpo("out", "--set", set));
        Assert.Equal((2, ""), (code, output));
        Assert.EndsWith(line, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}

using System.Text.Json.Nodes;
using Saenggak.Data;
using Saenggak.Inference;
using static Saenggak.Cli.Tests.Verbs.TinyTraining;

namespace Saenggak.Cli.Tests.Verbs;

public sealed class SftVerbTests : IDisposable
{
    private readonly TinyTraining run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Run_LeavesACheckpointThatLoadsAndAManifest()
    {
        var (code, output, error) = await Run(run.Sft("out", "--set", $"val_data={run.Data}", "--json"));
        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output)!;
        Assert.Equal((run.In("out", "checkpoint-6"), 6), ((string?)result["checkpoint"], (int)result["steps"]!));
        Assert.Contains("12 rows", error, StringComparison.Ordinal);
        using (var model = LanguageModel.Load((string)result["checkpoint"]!, new() { Threads = 1 })) Assert.NotEmpty(model.Complete("사과", new() { Sampling = new() { MaxTokens = 3 } }).Sample.Tokens);

        var manifest = Manifest.TryLoad(run.In("out"))!;
        Assert.Equal((true, "sft", 12, 6), (manifest.Finished, manifest.Verb, manifest.Counts["rows"], manifest.Counts["steps"]));
        Assert.Contains("max_steps: 6", manifest.Recipe, StringComparison.Ordinal);
        Assert.Contains(run.Data, manifest.Inputs.Keys);
        Assert.Contains(Path.Combine(run.Model, "model.safetensors"), manifest.Inputs.Keys);
        Assert.Contains("val/loss", File.ReadLines(run.In("out", "metrics.jsonl")).Last(), StringComparison.Ordinal);

        var again = await Run(run.Sft("out", "--set", $"val_data={run.Data}", "--json"));
        Assert.Equal((0, (double)result["last_loss"]!), (again.Code, (double)JsonNode.Parse(again.Out)!["last_loss"]!));
        Assert.Contains("finished before", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FromAShapeThenFromARunFolder()
    {
        string[] shape = ["--set", "model=", "--set", $"init.tokenizer={run.Model}", "--set", "init.hidden_size=32", "--set", "init.heads=2", "--set", "init.kv_heads=1", "--set", "init.intermediate_size=64", "--set", "init.layers=1"];
        foreach (string family in new[] { "qwen2", "qwen3", "llama" })
        {
            var (code, output, error) = await Run(run.Sft(family, [.. shape, "--set", $"init.family={family}"]));
            Assert.True(code == 0, error);
            Assert.StartsWith(run.In(family, "checkpoint-6") + ": 6 steps", output, StringComparison.Ordinal);
        }
        var further = await Run(run.Sft("further", "--set", $"model={run.In("qwen3")}"));
        Assert.True(further.Code == 0, further.Error);
        Assert.Contains($"model: {run.In("qwen3", "checkpoint-6")}\n", Manifest.TryLoad(run.In("further"))!.Recipe, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GoesOnWithItsOwnRecipeAndFilesOnly()
    {
        await Run(run.Sft("out"));
        var unfinished = Manifest.TryLoad(run.In("out"))! with { Finished = false };
        unfinished.Save(run.In("out"));
        Directory.Delete(run.In("out", "checkpoint-6"), recursive: true);

        var other = await Run(run.Sft("out", "--set", "train.learning_rate=1e-2"));
        Assert.Equal((2, $"saenggak: {run.In("out")}: the run was begun with train.learning_rate 0.001; got 0.01; go on with the recipe it was begun with, or choose another --out.\n"), (other.Code, other.Error));
        var verb = await Run(run.Grpo("out"));
        Assert.Equal((2, $"saenggak: {run.In("out")}: a run of \"saenggak sft\" is here; choose another --out.\n"), (verb.Code, verb.Error));

        var harmless = await Run(run.Sft("out", "--set", "train.micro_batch_tokens=100", "--set", "train.save_every=5"));
        Assert.True(harmless.Code == 0, harmless.Error);
        Assert.Contains($"going on from {run.In("out", "checkpoint-4")}", harmless.Error, StringComparison.Ordinal);
        Assert.Equal(6, File.ReadLines(run.In("out", "metrics.jsonl")).Count());

        File.AppendAllText(run.Data, File.ReadLines(run.Data).First() + "\n");
        var changed = await Run(run.Sft("out"));
        Assert.Equal((2, $"saenggak: {run.Data}: has changed since the run in {run.In("out")} was begun; expected the same file; choose another --out to begin again.\n"), (changed.Code, changed.Error));

        File.Delete(run.In("out", Manifest.FileName));
        var stranger = await Run(run.Sft("out"));
        Assert.Equal(2, stranger.Code);
        Assert.Contains("a checkpoint without manifest.json beside it", stranger.Error, StringComparison.Ordinal);
    }
}

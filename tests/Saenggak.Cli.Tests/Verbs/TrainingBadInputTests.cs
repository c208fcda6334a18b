using System.Diagnostics;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;
using static Saenggak.Cli.Tests.Verbs.TinyTraining;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>What a user can give that cannot be used: one clear line each, a non-zero exit code, nothing lost.</summary>
public sealed class TrainingBadInputTests : IDisposable
{
    private readonly TinyTraining run = new();

    public void Dispose() => run.Dispose();

    private async Task Refused(string expected, params string[] more)
    {
        foreach (string[] args in new[] { run.Sft("out", more), run.Grpo("out", [.. more.Select(text => text.Replace("data=", "prompts=", StringComparison.Ordinal))]) })
        {
            var (code, output, error) = await Run(args);
            Assert.Equal((2, ""), (code, output));
            Assert.StartsWith("saenggak: ", error, StringComparison.Ordinal);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
            Assert.False(Directory.Exists(run.In("out")));
        }
    }

    private string Rows(params string[] lines)
    {
        File.WriteAllLines(run.In("bad.jsonl"), lines);
        return $"data={run.In("bad.jsonl")}";
    }

    [Fact]
    public Task MissingCheckpoint() => Refused("nowhere: no such folder; expected a checkpoint", "--set", $"model={run.In("nowhere")}");

    [Fact]
    public async Task HalfWrittenCheckpoint()
    {
        string weights = Path.Combine(run.Model, "model.safetensors");
        byte[] whole = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, whole[..^1000]);
        await Refused("model.safetensors");
        File.Delete(weights);
        await Refused("model.safetensors");
    }

    [Fact]
    public async Task NotANumberInTheWeights()
    {
        string weights = Path.Combine(run.Model, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 400);
        File.WriteAllBytes(weights, bytes);
        await Refused("holds NaN at element");
    }

    [Fact]
    public async Task TokenizerOfAnotherVocabulary()
    {
        var trained = BpeTrainer.Train(Enumerable.Range(0xAC00, 400).Select(c => $"{(char)c}{(char)c}"), new() { VocabularySize = 400, SpecialTokens = ["<|im_end|>"], WholeTokens = ["<think>", "</think>"] });
        trained.Save(run.Model, new() { EosToken = "<|im_end|>", ChatTemplate = BuiltInTemplates.Think });
        await Refused($"the tokenizer has ids up to {trained.VocabularySize - 1}; the model's vocabulary ends at 319; use the tokenizer that belongs to these weights");
    }

    [Fact]
    public async Task TokenizerWithoutATemplate()
    {
        File.WriteAllText(Path.Combine(run.Model, "tokenizer_config.json"), """{"eos_token":"<|im_end|>"}""");
        await Refused("the tokenizer has no chat template");
    }

    [Fact]
    public Task UnknownRecipeKey() => Refused("unknown key \"learnig_rate\" in \"train\"; did you mean \"learning_rate\"?", "--set", "train.learnig_rate=1");

    [Fact]
    public Task MissingFile() => Refused("none.jsonl: no such file", "--set", $"data={run.In("none.jsonl")}");

    [Fact]
    public Task EmptyFile() => Refused("bad.jsonl: the file has no rows; expected one JSON object per line", "--set", Rows());

    [Fact]
    public Task RowsWithoutAPrompt() => Refused("bad.jsonl:1: got the columns completion, answer; expected one of", "--set", Rows("""{"completion":"다섯","answer":5}"""));

    [Fact]
    public Task BrokenRow() => Refused("bad.jsonl:1: not valid JSON", "--set", Rows("{\"prompt\":"));

    [Fact]
    public async Task SequenceBeyondTheContext()
    {
        var (code, _, error) = await Run(run.Sft("out", "--set", "max_tokens=129"));
        Assert.Equal((2, "saenggak: max_tokens is 129; the model's context is 128 tokens; expected at most that.\n"), (code, error));
        var none = await Run(run.Sft("out", "--set", "max_tokens=3"));
        Assert.Equal(2, none.Code);
        Assert.Contains("no row is left to learn from (12 longer than 3 tokens)", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model=", "the recipe has neither \"model\" nor \"init\"")]
    [InlineData("init.tokenizer=x", "the recipe has \"model\" and \"init\"")]
    public async Task NeitherOrBothStarts(string set, string line)
    {
        var (code, _, error) = await Run(run.Sft("out", "--set", set));
        Assert.Equal(2, code);
        Assert.Contains(line, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("init.hidden_size=33", "init.hidden_size is 33 with 2 heads; expected an even number for each head.")]
    [InlineData("init.kv_heads=3", "init.kv_heads is 3 with 2 heads; expected a divisor of the heads.")]
    [InlineData("init.family=gpt9", "init.family is \"gpt9\"; expected one of qwen2, qwen3, llama, mistral.")]
    public async Task ShapeThatDoesNotFit(string set, string line)
    {
        var (code, _, error) = await Run(run.Sft("out", "--set", "model=", "--set", $"init.tokenizer={run.Model}", "--set", "init.hidden_size=32", "--set", "init.heads=2", "--set", "init.kv_heads=1", "--set", set));
        Assert.Equal((2, $"saenggak: {line}\n"), (code, error));
    }

    /// <summary>A file system of 700 KB holds two checkpoints and not a third beside them.</summary>
    [SkippableFact]
    public async Task FullDisk_LosesNothing()
    {
        string disk = Directory.CreateDirectory(run.In("disk")).FullName;
        Skip.IfNot(Shell("mount", "-t", "tmpfs", "-o", "size=700k", "none", disk), "needs the right to mount a file system");
        try
        {
            await Run(run.Sft("straight"));
            var (code, _, error) = await Run(run.Sft("disk"));
            Assert.Equal(1, code);
            Assert.StartsWith("saenggak: the disk is full: ", error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
            Assert.Equal(["checkpoint-2", "checkpoint-4"], Directory.GetDirectories(disk).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.True(Shell("mount", "-o", "remount,size=20m", disk));
            var (again, _, said) = await Run(run.Sft("disk"));
            Assert.Equal(0, again);
            Assert.Contains($"going on from {run.In("disk", "checkpoint-4")}", said, StringComparison.Ordinal);
            Assert.Equal(File.ReadAllBytes(run.In("straight", "checkpoint-6", "model.safetensors")), File.ReadAllBytes(run.In("disk", "checkpoint-6", "model.safetensors")));
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    private static bool Shell(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>A tiny checkpoint with rows and problems beside it, for the training verbs.</summary>
internal sealed class TinyTraining : IDisposable
{
    private readonly TinyCheckpoint checkpoint = new();

    public TinyTraining()
    {
        File.WriteAllLines(Data, Enumerable.Range(1, 12).Select(i =>
            $$"""{"messages":[{"role":"user","content":"사과 {{i}}개와 배 두 개를 더하면?"},{"role":"assistant","content":"<think>\n{{i}} + 2 = {{i + 2}}\n</think>\n\n\\boxed{{{i + 2}}}"}]}"""));
        File.WriteAllLines(Problems, Enumerable.Range(1, 12).Select(i => $$"""{"id":{{i}},"prompt":"사과 {{i}}개와 배 두 개를 더하면?","answer":{{i + 2}}}"""));
    }

    public string Model => checkpoint.Folder;

    public string Data => In("rows.jsonl");

    public string Problems => In("problems.v1.jsonl");

    public string In(params string[] parts) => checkpoint.File(Path.Combine(parts));

    public void Dispose() => checkpoint.Dispose();

    /// <summary>Arguments of a short run of <c>sft</c>.</summary>
    public string[] Sft(string run, params string[] more) =>
    [
        "sft", "--set", $"model={Model}", "--set", $"data={Data}", "--set", "setup.threads=1", "--set", "train.max_steps=6", "--set", "train.batch_tokens=300", "--set", "train.learning_rate=1e-3",
        "--set", "train.save_every=2", "--out", In(run), .. more,
    ];

    /// <summary>Arguments of a short run of <c>grpo</c>.</summary>
    public string[] Grpo(string run, params string[] more) =>
    [
        "grpo", "--set", $"model={Model}", "--set", $"prompts={Problems}", "--set", "setup.threads=1", "--set", "train.steps=2", "--set", "train.prompts_per_step=2", "--set", "train.group_size=2",
        "--set", "train.max_rounds=1", "--set", "train.max_tokens=8", "--set", "train.rollout_batch=8", "--out", In(run), .. more,
    ];

    /// <summary>Runs a command line in this process.</summary>
    public static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLineHost([SftVerb.Create(), GrpoVerb.Create()]).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

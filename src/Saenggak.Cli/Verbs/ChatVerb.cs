using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Chat;
using Saenggak.Inference;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs;

/// <summary>Talks with a checkpoint in the terminal.</summary>
internal static class ChatVerb
{
    private static readonly Argument<string> CheckpointArgument = new("checkpoint") { Description = "A checkpoint folder in the Hugging Face layout" };
    private static readonly Option<string?> OnceOption = new("--once") { Description = "Ask this one question and end; with --json thought and answer as one object", HelpName = "question" };
    private static readonly Option<bool> NoThinkOption = new("--no-think") { Description = "Answer without a thought (enable_thinking=false)" };
    private static readonly Option<float?> TemperatureOption = new("--temperature") { Description = "0: the likeliest tokens always [default: the checkpoint's]" };
    private static readonly Option<float?> TopPOption = new("--top-p") { Description = "Draw from the likeliest tokens that hold this share [default: the checkpoint's]" };
    private static readonly Option<int> MaxTokensOption = new("--max-tokens") { Description = "The most tokens of a reply, thought included", DefaultValueFactory = _ => 2048 };
    private static readonly Option<ulong?> SeedOption = new("--seed") { Description = "The same seed and questions give the same replies [default: another one each time]" };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Threads, 0: one per core", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> PrecisionOption = new("--precision") { Description = "bf16 or f32", HelpName = "bf16|f32", DefaultValueFactory = _ => "bf16" };
    private static readonly Option<string?> WeightsOption = CommonOptions.Weights();

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("chat", """
        Talk with a checkpoint: its thought dimmed, its answer plain.
        Lines /think, /no_think, /reset and /quit steer the conversation. Ctrl-C stops an answer; a second one, or one at the prompt, leaves.
        With questions in a pipe every line is a turn.
        """)
    {
        Examples =
        [
            ("saenggak chat runs/grpo/checkpoint-40", "a conversation"),
            ("saenggak chat my-model --once \"사과 8개에서 3개를 먹으면 몇 개가 남나요?\"", "one question"),
            ("saenggak chat my-model --no-think --temperature 0 < questions.txt", "a turn for every line"),
        ],
        Arguments = { CheckpointArgument },
        Options = { OnceOption, NoThinkOption, TemperatureOption, TopPOption, MaxTokensOption, SeedOption, ThreadsOption, PrecisionOption, WeightsOption },
    }.Does(RunAsync);

    private static async Task RunAsync(VerbContext context)
    {
        string? once = context.Parsed.GetValue(OnceOption);
        if (context.Json && once is null) throw new InputException("--json shows one reply; expected --once QUESTION beside it.");
        if (once is not null && string.IsNullOrWhiteSpace(once)) throw new InputException("--once has no question; expected text.");
        int maxTokens = OptionValues.AtLeast(context.Parsed.GetValue(MaxTokensOption), "--max-tokens");
        string precision = context.Parsed.GetRequiredValue(PrecisionOption);
        var load = new LoadOptions
        {
            Precision = OptionValues.Precision(precision),
            Weights = OptionValues.Weights(context.Parsed.GetValue(WeightsOption), precision),
            Threads = OptionValues.AtLeast(context.Parsed.GetValue(ThreadsOption), "--threads", 0),
            Engine = new() { MaxBatch = 1 },
            MaxTokens = maxTokens,
        };
        using var model = LanguageModel.Load(context.Parsed.GetRequiredValue(CheckpointArgument), load);
        var sampling = model.Defaults with
        {
            Temperature = context.Parsed.GetValue(TemperatureOption) ?? model.Defaults.Temperature,
            TopP = context.Parsed.GetValue(TopPOption) ?? model.Defaults.TopP,
            Seed = context.Parsed.GetValue(SeedOption) ?? (ulong)Random.Shared.NextInt64(),
        };
        try
        {
            sampling.Validate();
        }
        catch (ArgumentException error)
        {
            throw new InputException($"{error.Message}.", error);
        }
        var output = context.Json ? TextWriter.Null : context.Parsed.InvocationConfiguration.Output;
        bool dims = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var session = new ChatSession(model, sampling, output, dims);
        if (context.Parsed.GetValue(NoThinkOption)) session.EnableThinking = false;

        if (once is null) await session.RunAsync(Console.In, prompts: !Console.IsInputRedirected, context.Stop);
        else AskOnce(context, session, once, OptionValues.Name(load.Weights, precision));
    }

    private static void AskOnce(VerbContext context, ChatSession session, string question, string weights)
    {
        long start = Stopwatch.GetTimestamp();
        var reply = session.Ask(question, context.Stop);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        context.Result(new JsonObject
        {
            ["thought"] = reply.Thought,
            ["answer"] = reply.Answer,
            ["finish"] = reply.FinishReason.ToString().ToLowerInvariant(),
            ["tokens"] = reply.Sample.Tokens.Length,
            ["weights"] = weights,
            ["tokens_per_s"] = Math.Round(reply.Sample.Tokens.Length / seconds, 1),
        });
    }
}

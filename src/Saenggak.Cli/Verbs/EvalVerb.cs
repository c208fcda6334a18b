using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Eval;
using Saenggak.Data;
using Saenggak.Evaluation;
using Saenggak.Evaluation.Benchmarks;
using Saenggak.Inference;
using Saenggak.Training;

namespace Saenggak.Cli.Verbs;

/// <summary>Asks a checkpoint questions with known answers.</summary>
internal static class EvalVerb
{
    private static readonly Argument<string> CheckpointArgument = new("checkpoint") { Description = "A checkpoint folder in the Hugging Face layout" };
    private static readonly Option<string> SetOption = new("--set")
    {
        Description = $"A file (JSONL with prompt and answer, KMWPS, Korean MWP 2021, GSM8K), or a set by name: {string.Join(", ", KnownBenchmarks.ByName.Keys.Order(StringComparer.Ordinal))}; NAME=FILE says where it lies",
        HelpName = "name|file",
        Required = true,
    };
    private static readonly Option<string> DataOption = new("--data") { Description = "Folder in which sets lie that are named only", HelpName = "folder", DefaultValueFactory = _ => "data" };
    private static readonly Option<bool> GreedyOption = new("--greedy") { Description = "One response of each item, the likeliest tokens; without --samples nothing else" };
    private static readonly Option<int?> SamplesOption = new("--samples") { Description = "Drawn responses of each item; without --greedy nothing else [default: the set's protocol]" };
    private static readonly Option<float?> TemperatureOption = new("--temperature") { Description = "Of the drawn responses [default: the set's protocol]" };
    private static readonly Option<float?> TopPOption = new("--top-p") { Description = "Of the drawn responses [default: the set's protocol]" };
    private static readonly Option<int?> MaxTokensOption = new("--max-tokens") { Description = "The most tokens of a response; a longer one has no answer [default: the set's protocol]" };
    private static readonly Option<bool> NoThinkOption = new("--no-think") { Description = "Ask for the answer without a thought (enable_thinking=false)" };
    private static readonly Option<int?> LimitOption = new("--limit") { Description = "Only the first items" };
    private static readonly Option<ulong> SeedOption = new("--seed") { Description = "The same seed draws the same responses", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> OutOption = new("--out") { Description = "Folder for results.json, responses.jsonl and manifest.json; finished results of the same run are shown again", HelpName = "folder" };
    private static readonly Option<int> BatchOption = new("--batch") { Description = "Responses generated at once", DefaultValueFactory = _ => 64 };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Threads, 0: one per core", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> PrecisionOption = new("--precision") { Description = "bf16 or f32", HelpName = "bf16|f32", DefaultValueFactory = _ => "bf16" };
    private static readonly Option<string?> WeightsOption = CommonOptions.Weights();

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("eval", """
        Accuracy of a checkpoint on questions with known answers, with a 95 % interval.
        A response that is cut off, or whose thought never ends, has no answer and is wrong. With one response an item the interval is Wilson's;
        with several it takes the items, not the samples, for independent.
        """)
    {
        Examples =
        [
            ("saenggak eval runs/grpo/checkpoint-40 --set runs/problems/test_unseen.jsonl", "greedy and pass@1 at temperature 1, side by side"),
            ("saenggak eval my-model --set gsm8k=gsm8k_test.jsonl --limit 200 --out results/gsm8k", "under the set's own protocol, results kept"),
            ("saenggak eval my-model --set aime24 --data sets --samples 16 --max-tokens 8192 --json", "one JSON line"),
        ],
        Arguments = { CheckpointArgument },
        Options =
        {
            SetOption, DataOption, GreedyOption, SamplesOption, TemperatureOption, TopPOption, MaxTokensOption, NoThinkOption, LimitOption, SeedOption,
            OutOption, BatchOption, ThreadsOption, PrecisionOption, WeightsOption,
        },
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string checkpoint = context.Parsed.GetRequiredValue(CheckpointArgument), precision = context.Parsed.GetRequiredValue(PrecisionOption);
        var load = new LoadOptions
        {
            Precision = OptionValues.Precision(precision),
            Weights = OptionValues.Weights(context.Parsed.GetValue(WeightsOption), precision),
            Threads = OptionValues.AtLeast(context.Parsed.GetValue(ThreadsOption), "--threads", 0),
            Engine = new() { MaxBatch = OptionValues.AtLeast(context.Parsed.GetValue(BatchOption), "--batch") },
        };
        string weights = OptionValues.Name(load.Weights, precision);
        var set = EvalSet.Open(context.Parsed.GetRequiredValue(SetOption), context.Parsed.GetRequiredValue(DataOption));
        if (context.Parsed.GetValue(LimitOption) is { } limit) set = set with { Items = [.. set.Items.Take(OptionValues.AtLeast(limit, "--limit"))] };
        var protocol = Protocol(context, set.Protocol);
        protocol.Validate();

        EvaluationResult result;
        if (context.Parsed.GetValue(OutOption) is { } folder)
        {
            var manifest = EvalManifest.Describe(checkpoint, set, protocol, precision, weights);
            if (Manifest.IsFinished(folder, manifest.RecipeHash))
            {
                context.Progress.Message($"{folder}: finished before; shown again");
                result = ResultsFolder.Read(folder);
            }
            else
            {
                result = Evaluate(context, checkpoint, load, set, protocol);
                EvalManifest.Finish(folder, manifest, result);
            }
        }
        else
        {
            result = Evaluate(context, checkpoint, load, set, protocol);
        }
        EvalReport.Write(context.Screen, result);
        var json = JsonNode.Parse(ResultsFolder.ToJson(result))!.AsObject();
        json["weights"] = weights;
        context.Result(json);
        return Task.CompletedTask;
    }

    private static EvaluationProtocol Protocol(VerbContext context, EvaluationProtocol own)
    {
        bool greedy = context.Parsed.GetValue(GreedyOption);
        int? samples = context.Parsed.GetValue(SamplesOption);
        bool told = greedy || samples is not null;
        return own with
        {
            Greedy = told ? greedy : own.Greedy,
            Samples = told ? samples ?? 0 : own.Samples,
            Temperature = context.Parsed.GetValue(TemperatureOption) ?? own.Temperature,
            TopP = context.Parsed.GetValue(TopPOption) ?? own.TopP,
            MaxTokens = context.Parsed.GetValue(MaxTokensOption) ?? own.MaxTokens,
            EnableThinking = context.Parsed.GetValue(NoThinkOption) ? false : own.EnableThinking,
            Seed = context.Parsed.GetValue(SeedOption),
        };
    }

    private static EvaluationResult Evaluate(VerbContext context, string checkpoint, LoadOptions load, EvalSet set, EvaluationProtocol protocol)
    {
        using var model = LanguageModel.Load(checkpoint, load);
        return MathEvaluator.Run(model, set.Name, set.Items, protocol, progress =>
        {
            string note = string.Create(CultureInfo.InvariantCulture, $"correct {100.0 * progress.Correct / progress.Done:0.0} %");
            context.Progress.Report(new RunStatus(progress.Mode, progress.Done, progress.Total) { Note = note });
        }, context.Stop);
    }
}

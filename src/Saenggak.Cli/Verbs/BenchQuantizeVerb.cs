using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute;
using Saenggak.Inference;
using Saenggak.Model;
using Saenggak.Text;
using Saenggak.Training.Sft;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures what matrices in eight bits cost in quality.</summary>
internal static class BenchQuantizeVerb
{
    // No more of a long file is read into tokens than this many characters for each token wanted.
    private const int CharsPerToken = 16;

    private static readonly Argument<string> CheckpointArgument = new("checkpoint") { Description = "A checkpoint folder in the Hugging Face layout" };
    private static readonly Argument<string> TextArgument = new("text") { Description = "What to compare on: conversations (JSONL, as sft reads them), of which the assistant's tokens count, or plain UTF-8 text" };
    private static readonly Option<int> TokensOption = new("--tokens") { Description = "The most tokens to read", DefaultValueFactory = _ => 2048 };
    private static readonly Option<int> WindowOption = new("--window") { Description = "Tokens of a piece of plain text; each begins anew. Longer conversations are left out", DefaultValueFactory = _ => 256 };
    private static readonly Option<int> BatchOption = new("--batch") { Description = "Texts at once; up to four run as one alone does", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Threads, 0: one per core", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> PrecisionOption = new("--precision") { Description = "Of the model that int8 is compared with: bf16 or f32", HelpName = "bf16|f32", DefaultValueFactory = _ => "bf16" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("quantize", """
        How far a checkpoint's predictions move with --weights int8: KL(full || int8) for each token, in nats, the share of tokens whose
        likeliest is the same, and the perplexity of both.
        """)
    {
        Examples = [("saenggak bench quantize runs/sft/checkpoint-600 rows.jsonl", "on conversations"), ("saenggak bench quantize my-model notes.txt --json", "on plain text; one line for programs")],
        Arguments = { CheckpointArgument, TextArgument },
        Options = { TokensOption, WindowOption, BatchOption, ThreadsOption, PrecisionOption },
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string folder = context.Parsed.GetRequiredValue(CheckpointArgument), path = context.Parsed.GetRequiredValue(TextArgument);
        int most = OptionValues.AtLeast(context.Parsed.GetValue(TokensOption), "--tokens", 2), window = OptionValues.AtLeast(context.Parsed.GetValue(WindowOption), "--window", 2);
        int batch = OptionValues.AtLeast(context.Parsed.GetValue(BatchOption), "--batch"), threads = OptionValues.AtLeast(context.Parsed.GetValue(ThreadsOption), "--threads", 0);
        string precision = context.Parsed.GetRequiredValue(PrecisionOption);
        var type = OptionValues.Precision(precision);
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; expected conversations in JSONL or a UTF-8 text to compare on.");

        using var device = new Device(threads);
        var load = new LoadOptions { Device = device, Precision = type, Engine = new() { MaxBatch = 1, CacheTokens = 64 } };
        using var full = LanguageModel.Load(folder, load);
        using var narrow = LanguageModel.Load(folder, load with { Weights = WeightStorage.EightBits });
        var (expected, actual) = ((CausalModel)full.Decoder, (CausalModel)narrow.Decoder);
        window = Math.Min(window, expected.Config.MaxPositions);
        var texts = IsRows(path) ? SftExamples.Read(path, full.Tokenizer, window, out _) : Windows(full, path, most, window);
        int read = 0;
        texts = [.. texts.TakeWhile(text => (read += text.Tokens.Length) <= most)];
        if (texts.Count == 0) throw new InputException($"--tokens is {most}; expected as many as the first text of {path} has, or more.");

        using var comparison = new LogitsComparison(expected, actual, batch);
        foreach (var some in texts.Chunk(batch)) comparison.Add(some, context.Stop);

        var sorted = comparison.Divergences.Order().ToArray();
        double mean = sorted.Average(), p99 = sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1], agreement = comparison.Top1Agreement;
        var (before, after) = comparison.Perplexity;
        double fullGiB = WeightGiB(expected), narrowGiB = WeightGiB(actual), memory = ProcessMemory.PeakGiB();
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"{folder}: KL({precision} || int8) {mean:0.000000} nats a token (99 % below {p99:0.0000}, most {sorted[^1]:0.0000}); the likeliest token agrees {100 * agreement:0.00} %; perplexity {before:0.000} and {after:0.000}; weights {fullGiB:0.000} and {narrowGiB:0.000} GiB; {comparison.Count:#,0} tokens; {memory:0.00} GiB"));
        context.Result(new JsonObject
        {
            ["bench"] = "quantize",
            ["checkpoint"] = folder,
            ["precision"] = precision,
            ["weights"] = "int8",
            ["kl_mean"] = mean,
            ["kl_p99"] = p99,
            ["kl_max"] = sorted[^1],
            ["top1_agreement"] = agreement,
            ["perplexity"] = before,
            ["perplexity_int8"] = after,
            ["weights_gib"] = Math.Round(fullGiB, 4),
            ["weights_int8_gib"] = Math.Round(narrowGiB, 4),
            ["tokens"] = comparison.Count,
            ["window"] = window,
            ["peak_memory_gib"] = Math.Round(memory, 3),
        });
        return Task.CompletedTask;
    }

    /// <summary>Whole windows of the text; a text shorter than one is one window.</summary>
    private static IReadOnlyList<SftExample> Windows(LanguageModel model, string path, int most, int window)
    {
        string text = File.ReadAllText(path);
        var tokens = model.Tokenizer.Encode(text[..(int)Math.Min(text.Length, (long)most * CharsPerToken)]);
        if (tokens.Length > most) tokens = tokens[..most];
        if (tokens.Length < 2) throw new InputException($"{path}: {tokens.Length} tokens; expected at least 2, of which the second is predicted.");
        bool[] all = Enumerable.Repeat(true, window).ToArray();
        if (tokens.Length < window) return [new(tokens, all[..tokens.Length])];
        return [.. tokens.Chunk(window).Where(part => part.Length == window).Select(part => new SftExample(part, all))];
    }

    private static bool IsRows(string path) => path.EndsWith(".jsonl", StringComparison.Ordinal) || path.EndsWith(".jsonl.gz", StringComparison.Ordinal);

    private static double WeightGiB(CausalModel model)
        => model.Parameters.Sum(p => p.Quantised?.Bytes ?? p.Length * p.Weight.Type.Size()) / (double)(1 << 30);
}

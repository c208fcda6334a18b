using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute;
using Saenggak.Compute.Cpu;
using Saenggak.Inference.Engine;
using Saenggak.Model;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures generation with random weights of a fixed shape.</summary>
internal static class BenchGenerateVerb
{
    private const int PromptTokens = 64, NewTokens = 128, WarmUpTokens = 16, PeakSize = 2048, PeakRepeats = 4;
    private const ulong Seed = 1;

    private static readonly Option<string> ShapeOption = new("--shape")
    {
        Description = "tiny (hidden 256, 6 layers), small (512, 8) or 0.5b (896, 24)",
        HelpName = "name",
        Required = true,
    };
    private static readonly Option<int> BatchOption = new("--batch") { Description = "Sequences generated at once", DefaultValueFactory = _ => 64 };
    private static readonly Option<int?> RoundsOption = new("--rounds") { Description = "Timed rounds, after a short one that warms up; the median counts [default: 3, 3, 1]" };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Threads, 0: one per core", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> PrecisionOption = new("--precision")
    {
        Description = "Of weights, activations and cache: bf16 or f32",
        HelpName = "bf16|f32",
        DefaultValueFactory = _ => "bf16",
    };
    private static readonly Option<string?> WeightsOption = CommonOptions.Weights();
    private static readonly Option<bool> ProfileOption = new("--profile") { Description = "Show where the time goes, op by op, against the peak of products and of reading memory" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("generate", """
        New tokens per second of the generation engine: different prompts of 64 tokens, 128 new tokens each, temperature 1 over the whole vocabulary,
        no stop token. tokens_per_s counts new tokens only; computing the prompts and drawing are in the time.
        """)
    {
        Examples =
        [
            ("saenggak bench generate --shape small --batch 16 --json", "one line for programs"),
            ("saenggak bench generate --shape 0.5b --batch 1", "one conversation"),
            ("saenggak bench generate --shape 0.5b --batch 1 --weights int8", "the same with matrices in eight bits"),
        ],
        Options = { ShapeOption, BatchOption, RoundsOption, ThreadsOption, PrecisionOption, WeightsOption, ProfileOption },
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        var shape = BenchShape.Find(context.Parsed.GetRequiredValue(ShapeOption));
        string precisionName = context.Parsed.GetRequiredValue(PrecisionOption);
        var precision = OptionValues.Precision(precisionName);
        var weights = OptionValues.Weights(context.Parsed.GetValue(WeightsOption), precisionName);
        string weightsName = OptionValues.Name(weights, precisionName);
        int batch = OptionValues.AtLeast(context.Parsed.GetValue(BatchOption), "--batch");
        int rounds = OptionValues.AtLeast(context.Parsed.GetValue(RoundsOption) ?? shape.Rounds, "--rounds");
        int threads = OptionValues.AtLeast(context.Parsed.GetValue(ThreadsOption), "--threads", 0);

        using var device = new Device(threads);
        using var model = new CausalModel(device, shape.Model, new ModelOptions { Precision = precision, Weights = weights });
        model.Initialise(Seed);
        using var engine = new GenerationEngine(model, new EngineOptions { MaxBatch = batch, Workers = device.Workers });
        Generate(engine, shape, batch, WarmUpTokens, context.Stop);

        double[] seconds = new double[rounds];
        engine.ResetStatistics();
        var profile = context.Parsed.GetValue(ProfileOption) ? new OpProfile() : null;
        device.Workers.Profile = profile;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Generate(engine, shape, batch, NewTokens, context.Stop);
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        device.Workers.Profile = null;
        var times = Timings.Of(seconds);
        var statistics = engine.Statistics;
        double tokensPerSecond = batch * NewTokens / times.Median, memory = ProcessMemory.PeakGiB();
        var table = profile is null ? null : new ProfileTable(profile.Times, seconds.Sum(), ProductPeak.Measure(device, precision, PeakSize, PeakRepeats), MemoryPeak.Measure(device));
        if (table is not null) context.Screen.Write(table.ToTable());
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"{shape.Name}: {tokensPerSecond:#,0} tokens/s, {batch} sequences, {device.Workers.Count} threads, {precisionName}{(weightsName == precisionName ? "" : $" with {weightsName} weights")}; round {times}; decoder {statistics.DecodeSeconds / rounds:0.000} s, drawing {statistics.SampleSeconds / rounds:0.000} s a round; {memory:0.00} GiB"));
        context.Result(new JsonObject
        {
            ["bench"] = "generate",
            ["shape"] = shape.Name,
            ["batch"] = batch,
            ["tokens_per_s"] = Math.Round(tokensPerSecond, 1),
            ["precision"] = precisionName,
            ["weights"] = weightsName,
            ["threads"] = device.Workers.Count,
            ["rounds"] = rounds,
            ["prompt_tokens"] = PromptTokens,
            ["new_tokens"] = NewTokens,
            ["round_s_median"] = times.Median,
            ["round_s_min"] = times.Least,
            ["round_s_max"] = times.Most,
            ["decode_s"] = statistics.DecodeSeconds / rounds,
            ["sample_s"] = statistics.SampleSeconds / rounds,
            ["mean_batch"] = Math.Round(statistics.MeanBatch, 2),
            ["peak_memory_gib"] = Math.Round(memory, 3),
            ["onednn"] = Device.OneDnnVersion,
            ["profile"] = table?.ToJson(),
        });
        return Task.CompletedTask;
    }

    private static void Generate(GenerationEngine engine, BenchShape shape, int batch, int newTokens, CancellationToken stop)
    {
        var random = new Random((int)Seed);
        var sampling = new SamplingParams { MaxTokens = newTokens };
        var requests = new GenerationRequest[batch];
        for (int i = 0; i < batch; i++)
        {
            var prompt = new int[PromptTokens];
            for (int t = 0; t < prompt.Length; t++) prompt[t] = random.Next(shape.Model.VocabularySize);
            requests[i] = new() { PromptTokens = prompt, Sampling = sampling with { Seed = SampleRandom.ForPrompt(Seed, i) } };
        }
        engine.Generate(requests, null, stop);
        stop.ThrowIfCancellationRequested();
    }
}

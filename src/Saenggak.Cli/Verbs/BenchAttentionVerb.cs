using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute;
using Saenggak.Compute.Ops;
using Saenggak.Text;
using Spectre.Console;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures how attention grows with the length of a sequence.</summary>
internal static class BenchAttentionVerb
{
    private const int PeakSize = 2048, PeakRepeats = 8;

    private static readonly Option<string> LengthsOption = new("--lengths") { Description = "Tokens of the sequence, one measurement each", HelpName = "n,n,…", DefaultValueFactory = _ => "512,1024,2048,4096,8192,16384" };
    private static readonly Option<int> HeadsOption = new("--heads") { Description = "Query heads", DefaultValueFactory = _ => 14 };
    private static readonly Option<int> KvHeadsOption = new("--kv-heads") { Description = "Key/value heads", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> HeadDimOption = new("--head-dim") { Description = "Columns of a head", DefaultValueFactory = _ => 64 };
    private static readonly Option<int> RepeatsOption = new("--repeats") { Description = "Timed passes of each length, after one that warms up; the median counts", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Threads, 0: one per core", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> PrecisionOption = new("--precision") { Description = "Of queries, keys, values and results: bf16 or f32", HelpName = "bf16|f32", DefaultValueFactory = _ => "bf16" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("attention", """
        Time and memory of one layer's causal attention over one sequence, forward and backward, as the sequence grows. Of L tokens there are
        L·(L+1)/2 pairs, each 4·heads·head_dim operations forward and twice that backward; fraction_of_peak is against a product of 2048³ in the
        same type, measured before and after each length. The shape is that of 0.5b where the options do not say otherwise.
        """)
    {
        Examples =
        [
            ("saenggak bench attention --json", "one line for programs"),
            ("saenggak bench attention --lengths 2048,32768 --heads 8 --kv-heads 8 --head-dim 128", "another shape"),
        ],
        Options = { LengthsOption, HeadsOption, KvHeadsOption, HeadDimOption, RepeatsOption, ThreadsOption, PrecisionOption },
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        int[] lengths = Lengths(context.Parsed.GetRequiredValue(LengthsOption));
        int heads = OptionValues.AtLeast(context.Parsed.GetValue(HeadsOption), "--heads"), kvHeads = OptionValues.AtLeast(context.Parsed.GetValue(KvHeadsOption), "--kv-heads");
        if (heads % kvHeads != 0) throw new InputException($"--kv-heads is {kvHeads}; expected a divisor of --heads, which is {heads}.");
        var shape = new HeadShape(heads, kvHeads, OptionValues.AtLeast(context.Parsed.GetValue(HeadDimOption), "--head-dim"));
        int repeats = OptionValues.AtLeast(context.Parsed.GetValue(RepeatsOption), "--repeats"), threads = OptionValues.AtLeast(context.Parsed.GetValue(ThreadsOption), "--threads", 0);
        string precision = context.Parsed.GetRequiredValue(PrecisionOption);
        var type = OptionValues.Precision(precision);

        using var device = new Device(threads);
        var table = new Table().Border(TableBorder.None).AddColumns("tokens", "forward ms", "backward ms", "ns a pair", "TFLOP/s", "of peak", "tensors MiB", "scratch MiB");
        foreach (var column in table.Columns) column.RightAligned();
        var results = new JsonArray();
        double peak = ProductPeak.Measure(device, type, PeakSize, PeakRepeats);
        foreach (int length in lengths)
        {
            var times = AttentionRun.Measure(threads, shape, type, length, repeats, context.Stop);
            double after = ProductPeak.Measure(device, type, PeakSize, PeakRepeats), best = Math.Max(peak, after);
            double flops = AttentionRun.ForwardFlops(shape, length), seconds = times.Forward.Median + times.Backward.Median;
            double pairNs = 1e9 * seconds / (heads * (length * (length + 1.0) / 2)), tflops = 3 * flops / seconds / 1e12;
            peak = after;
            table.AddRow(Text(length, "0"), Text(1e3 * times.Forward.Median, "0.0"), Text(1e3 * times.Backward.Median, "0.0"), Text(pairNs, "0.00"),
                Text(tflops, "0.000"), Text(100 * tflops / best, "0.0") + " %", MiB(times.TensorBytes), MiB(times.ScratchBytes));
            results.Add(new JsonObject
            {
                ["tokens"] = length,
                ["forward_s_median"] = times.Forward.Median,
                ["forward_s_min"] = times.Forward.Least,
                ["forward_s_max"] = times.Forward.Most,
                ["backward_s_median"] = times.Backward.Median,
                ["backward_s_min"] = times.Backward.Least,
                ["backward_s_max"] = times.Backward.Most,
                ["forward_tflops"] = Math.Round(flops / times.Forward.Median / 1e12, 4),
                ["backward_tflops"] = Math.Round(2 * flops / times.Backward.Median / 1e12, 4),
                ["ns_per_pair"] = Math.Round(pairNs, 4),
                ["gemm_peak_tflops"] = Math.Round(best, 4),
                ["fraction_of_peak"] = Math.Round(tflops / best, 4),
                ["tensor_bytes"] = times.TensorBytes,
                ["scratch_bytes"] = times.ScratchBytes,
            });
        }

        double memory = ProcessMemory.PeakGiB();
        context.Screen.Write(table);
        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"{heads} heads over {kvHeads} of {shape.HeadDim}, {device.Workers.Count} threads, {precision}; median of {repeats}; a pair counts once a head, forward and backward together; {memory:0.00} GiB"));
        context.Result(new JsonObject
        {
            ["bench"] = "attention",
            ["heads"] = heads,
            ["kv_heads"] = kvHeads,
            ["head_dim"] = shape.HeadDim,
            ["precision"] = precision,
            ["threads"] = device.Workers.Count,
            ["repeats"] = repeats,
            ["lengths"] = results,
            ["peak_memory_gib"] = Math.Round(memory, 3),
            ["onednn"] = Device.OneDnnVersion,
        });
        return Task.CompletedTask;
    }

    private static int[] Lengths(string text)
    {
        string[] parts = text.Split(',');
        int[] lengths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]) || lengths[i] < 1)
            {
                throw new InputException($"--lengths is \"{text}\"; expected numbers of 1 or more with commas between, such as 512,1024.");
            }
        }
        return lengths;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string MiB(long bytes) => Text(bytes / (double)(1 << 20), "0.0");
}

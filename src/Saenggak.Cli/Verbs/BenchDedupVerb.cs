using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Data;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures deduplication on documents written on the fly, some of them copies of others.</summary>
internal static class BenchDedupVerb
{
    private const int BlockSize = 1 << 15;

    private static readonly Option<int> DocumentsOption = new("--documents") { Description = "Documents of about 1 KB", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> WorkersOption = new("--workers") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<double> MemoryOption = new("--memory") { Description = "Most GiB for sketches and sorting; more goes to disk", DefaultValueFactory = _ => DedupOptions.Default.MemoryBytes / (double)(1L << 30) };
    private static readonly Option<string> CheckOption = new("--check") { Description = "How candidates are checked: none, estimate or exact", DefaultValueFactory = _ => DedupOptions.Default.Check.ToString().ToLowerInvariant() };
    private static readonly Option<int> GramOption = new("--gram") { Description = "Letters in a gram", DefaultValueFactory = _ => DedupOptions.Default.GramLength };
    private static readonly Option<int> BandsOption = new("--bands") { Description = "Bands of a sketch", DefaultValueFactory = _ => DedupOptions.Default.Bands };
    private static readonly Option<int> RowsOption = new("--rows") { Description = "Hashes in a band", DefaultValueFactory = _ => DedupOptions.Default.RowsPerBand };
    private static readonly Option<double> ThresholdOption = new("--threshold") { Description = "Least Jaccard index of near-duplicates", DefaultValueFactory = _ => DedupOptions.Default.Threshold };
    private static readonly Option<int> SeedOption = new("--seed") { Description = "The same seed writes the same documents", DefaultValueFactory = _ => 1 };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("dedup", """
        Documents per second from text to clusters, and what is found of all near-duplicates of a sample.
        The clock stands still while documents are written; writing them is reported apart.
        """)
    {
        DocumentsOption, WorkersOption, MemoryOption, CheckOption, GramOption, BandsOption, RowsOption, ThresholdOption, SeedOption,
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        int count = OptionValues.AtLeast(context.Parsed.GetValue(DocumentsOption), "--documents");
        var options = new DedupOptions
        {
            Workers = OptionValues.AtLeast(context.Parsed.GetValue(WorkersOption), "--workers"),
            MemoryBytes = (long)(context.Parsed.GetValue(MemoryOption) * (1L << 30)),
            Check = Check(context.Parsed.GetValue(CheckOption)!),
            GramLength = context.Parsed.GetValue(GramOption),
            Bands = context.Parsed.GetValue(BandsOption),
            RowsPerBand = context.Parsed.GetValue(RowsOption),
            Threshold = context.Parsed.GetValue(ThresholdOption),
        };
        var documents = new DedupDocuments(count, (ulong)context.Parsed.GetValue(SeedOption));

        using var dedup = new Deduplicator(options);
        double writing = 0, sketching = 0, bytes = 0;
        for (int first = 0; first < count; first += BlockSize)
        {
            context.Stop.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            var block = new DedupDocument[Math.Min(BlockSize, count - first)];
            int from = first;
            Parallel.For(0, block.Length, i => block[i] = documents[from + i]);
            writing += Stopwatch.GetElapsedTime(start).TotalSeconds;
            bytes += System.Text.Encoding.UTF8.GetByteCount(block[0].Text) * (double)block.Length;
            start = Stopwatch.GetTimestamp();
            dedup.Add(block, context.Stop);
            sketching += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        long joinStart = Stopwatch.GetTimestamp();
        DedupResult result = dedup.Finish(context.Stop);
        double joining = Stopwatch.GetElapsedTime(joinStart).TotalSeconds, memory = ProcessMemory.PeakGiB();
        double perSecond = count / (sketching + joining);

        DedupQuality quality = DedupQuality.Of(documents, result, count, options);
        context.Line(string.Create(CultureInfo.InvariantCulture, $"{perSecond:#,0} documents a second: sketches {sketching:0.0} s, joining {joining:0.0} s; writing the documents, {writing:0.0} s, is not counted; {memory:0.00} GiB, {result.SpilledBytes / (double)(1L << 30):0.00} GiB through the disk"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Kept:#,0} kept of {count:#,0}, {result.Copies:#,0} the same text, {result.Clusters:#,0} clusters, the largest of {result.Largest:#,0}"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"of {quality.Pairs:#,0} pairs in a sample of {quality.Documents:#,0} with Jaccard index {options.Threshold} or more, found {quality.Recall:0.0000}; of the pairs joined there, right {quality.Precision:0.0000}"));
        context.Result(new JsonObject
        {
            ["documents_per_s"] = Math.Round(perSecond, 1),
            ["recall"] = quality.Recall,
            ["precision"] = quality.Precision,
            ["peak_memory_gib"] = Math.Round(memory, 3),
            ["clusters"] = result.Clusters,
            ["documents"] = count,
            ["kept"] = result.Kept,
            ["same_text"] = result.Copies,
            ["largest_cluster"] = result.Largest,
            ["pairs_compared"] = result.Compared,
            ["sample_documents"] = quality.Documents,
            ["sample_pairs"] = quality.Pairs,
            ["sketch_s"] = Math.Round(sketching, 2),
            ["join_s"] = Math.Round(joining, 2),
            ["write_documents_s"] = Math.Round(writing, 2),
            ["spilled_gib"] = Math.Round(result.SpilledBytes / (double)(1L << 30), 6),
            ["parts"] = result.Parts,
            ["bytes_per_document"] = Math.Round(bytes / count),
            ["workers"] = options.Workers,
            ["check"] = options.Check.ToString().ToLowerInvariant(),
            ["gram"] = options.GramLength,
            ["bands"] = options.Bands,
            ["rows"] = options.RowsPerBand,
            ["threshold"] = options.Threshold,
        });
        return Task.CompletedTask;
    }

    private static PairCheck Check(string name) => name switch
    {
        "none" => PairCheck.None,
        "estimate" => PairCheck.Estimate,
        "exact" => PairCheck.Exact,
        _ => throw new InputException($"--check is \"{name}\"; expected none, estimate or exact."),
    };
}

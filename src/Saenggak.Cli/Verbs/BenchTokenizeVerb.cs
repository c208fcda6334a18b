using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Text;
using Saenggak.Text.Tokenization;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures the tokenizer on a text file.</summary>
internal static class BenchTokenizeVerb
{
    private const int PieceChars = 1 << 16;

    private static readonly Argument<string> FileArgument = new("file") { Description = "A UTF-8 text file" };
    private static readonly Option<string> TokenizerOption = new("--tokenizer")
    {
        Description = "A checkpoint folder with tokenizer.json, or the file itself",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<int> ThreadsOption = new("--threads")
    {
        Description = "Threads that encode at once",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private static readonly Option<int> PassesOption = new("--passes")
    {
        Description = "Timed passes over the file, after one that warms up; the median counts",
        DefaultValueFactory = _ => 5,
    };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("tokenize", "Tokens and bytes encoded per second")
    {
        FileArgument, TokenizerOption, ThreadsOption, PassesOption,
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        string path = context.Parsed.GetRequiredValue(FileArgument);
        int threads = AtLeastOne(context.Parsed.GetValue(ThreadsOption), "--threads");
        int passes = AtLeastOne(context.Parsed.GetValue(PassesOption), "--passes");
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; expected a UTF-8 text file to encode.");
        var tokenizer = BpeTokenizer.Load(context.Parsed.GetRequiredValue(TokenizerOption));

        string text = File.ReadAllText(path);
        if (text.Length == 0) throw new InputException($"{path}: is empty; expected a UTF-8 text file to encode.");
        long bytes = Encoding.UTF8.GetByteCount(text);
        var pieces = Pieces(text);

        long tokens = Encode(tokenizer, pieces, threads);
        double[] seconds = new double[passes];
        for (int pass = 0; pass < passes; pass++)
        {
            context.Stop.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            Encode(tokenizer, pieces, threads);
            seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        double median = seconds.Length % 2 == 1 ? seconds[passes / 2] : (seconds[(passes / 2) - 1] + seconds[passes / 2]) / 2;
        double mbPerSecond = bytes / 1e6 / median, tokensPerSecond = tokens / median, memory = ProcessMemory.PeakGiB();

        context.Line(string.Create(CultureInfo.InvariantCulture,
            $"{mbPerSecond:0.0} MB/s, {tokensPerSecond:#,0} tokens/s with {threads} threads: {bytes:#,0} bytes, {tokens:#,0} tokens, median of {passes}, {seconds[0]:0.000}–{seconds[^1]:0.000} s; {memory:0.00} GiB"));
        context.Result(new JsonObject
        {
            ["mb_per_s"] = Math.Round(mbPerSecond, 3),
            ["tokens_per_s"] = Math.Round(tokensPerSecond, 1),
            ["bytes"] = bytes,
            ["tokens"] = tokens,
            ["threads"] = threads,
            ["passes"] = passes,
            ["median_s"] = median,
            ["min_s"] = seconds[0],
            ["max_s"] = seconds[^1],
            ["peak_memory_gib"] = Math.Round(memory, 3),
        });
        return Task.CompletedTask;
    }

    /// <summary>Cuts a text into pieces whose tokens are together those of the whole: only after a line's end between two characters that are no space.</summary>
    internal static List<ReadOnlyMemory<char>> Pieces(string text, int pieceChars = PieceChars)
    {
        var pieces = new List<ReadOnlyMemory<char>>();
        int start = 0;
        for (int i = 1; i + 1 < text.Length; i++)
        {
            bool cut = i + 1 - start >= pieceChars && text[i] == '\n' && !char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i + 1]);
            if (!cut) continue;
            pieces.Add(text.AsMemory(start, i + 1 - start));
            start = i + 1;
        }
        pieces.Add(text.AsMemory(start));
        return pieces;
    }

    private static long Encode(BpeTokenizer tokenizer, List<ReadOnlyMemory<char>> pieces, int threads)
    {
        long tokens = 0;
        int next = -1;
        // Threads of our own: the pool would take its time to grow to the number asked for.
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            workers[i] = new Thread(() =>
            {
                var ids = new List<int>(PieceChars);
                for (int piece; (piece = Interlocked.Increment(ref next)) < pieces.Count;)
                {
                    ids.Clear();
                    tokenizer.Encode(pieces[piece].Span, ids);
                    Interlocked.Add(ref tokens, ids.Count);
                }
            });
            workers[i].Start();
        }
        foreach (var worker in workers) worker.Join();
        return tokens;
    }

    private static int AtLeastOne(int value, string option) =>
        value >= 1 ? value : throw new InputException($"{option} is {value}; expected 1 or more.");
}

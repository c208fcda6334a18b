using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Grading;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures the grader on pairs of answers that are all different.</summary>
internal static class BenchGradeVerb
{
    private const int RoundsPerPass = 30, ChainSteps = 1000, HashedBytes = 256 << 10;

    private static readonly Option<int> PlainOption = new("--plain") { Description = "Pairs of plain answers in a pass", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> LatexOption = new("--latex") { Description = "Pairs of LaTeX answers in a pass", DefaultValueFactory = _ => 40_000 };
    private static readonly Option<int> PassesOption = new("--passes") { Description = "Timed passes, each over pairs of its own, after one that warms up; the median counts; two threads are compared with each of them alone in thirty rounds of short turns a pass, and the median counts", DefaultValueFactory = _ => 7 };
    private static readonly Option<int> SeedOption = new("--seed") { Description = "The same seed writes the same pairs", DefaultValueFactory = _ => 1 };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("grade", """
        Responses graded per second, from the text to the verdict.
        No pair occurs twice and half of them are unequal, so nothing can be remembered from one to the next.
        """)
    {
        PlainOption, LatexOption, PassesOption, SeedOption,
    }.Does(Run);

    private static Task Run(VerbContext context)
    {
        int plain = OptionValues.AtLeast(context.Parsed.GetValue(PlainOption), "--plain", 2), latex = OptionValues.AtLeast(context.Parsed.GetValue(LatexOption), "--latex", 2);
        int passes = OptionValues.AtLeast(context.Parsed.GetValue(PassesOption), "--passes");
        var pairs = new GradePairs(context.Parsed.GetValue(SeedOption));

        var plainRun = Measure(context, () => pairs.Plain(plain), passes);
        var latexRun = Measure(context, () => pairs.Latex(latex), passes);
        var plainWalk = new PairWalk(pairs.Plain(plain));
        var latexWalk = new PairWalk(pairs.Latex(latex));
        byte[][] blocks = [new byte[HashedBytes], new byte[HashedBytes]];
        using var threads = new TwoThreads();
        TwoThreads.Pace plainPace = threads.Measure(plainWalk.Grade), latexPace = threads.Measure(latexWalk.Grade);
        // What the machine itself gives two threads: work without memory, and work that keeps a core as busy as grading does, in
        // its own cache and without allocation.
        TwoThreads.Pace chain = threads.Measure(Chain), hashing = threads.Measure((thread, steps) => Hash(blocks[thread], steps));
        for (int i = 0; i < RoundsPerPass * passes; i++)
        {
            context.Stop.ThrowIfCancellationRequested();
            // No collection between turns: a program that grades all day has its memory at hand.
            foreach (TwoThreads.Pace pace in (TwoThreads.Pace[])[plainPace, latexPace, chain, hashing]) threads.Round(pace);
        }
        double speedup = Math.Min(plainPace.Speedup, latexPace.Speedup), memory = ProcessMemory.PeakGiB();
        long plainWrong = plainRun.Wrong + plainWalk.Wrong, latexWrong = latexRun.Wrong + latexWalk.Wrong;

        context.Line(string.Create(CultureInfo.InvariantCulture, $"plain answers {plainRun.PerSecond:#,0} a second, LaTeX answers {latexRun.PerSecond:#,0} a second on one core; {memory:0.00} GiB"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"two threads: plain answers {plainPace.Speedup:0.00} times, LaTeX answers {latexPace.Speedup:0.00} times; a loop without memory {chain.Speedup:0.00}, hashing {hashing.Speedup:0.00}"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"bytes allocated an answer: {plainRun.Bytes:#,0} plain, {latexRun.Bytes:#,0} LaTeX; verdicts that are not what the pair was made for: {plainWrong} and {latexWrong}"));
        context.Result(new JsonObject
        {
            ["plain_per_s"] = Math.Round(plainRun.PerSecond, 1),
            ["latex_per_s"] = Math.Round(latexRun.PerSecond, 1),
            ["two_thread_speedup"] = Math.Round(speedup, 3),
            ["plain_two_thread_speedup"] = Math.Round(plainPace.Speedup, 3),
            ["latex_two_thread_speedup"] = Math.Round(latexPace.Speedup, 3),
            ["two_thread_machine"] = Math.Round(chain.Speedup, 3),
            ["two_thread_hashing"] = Math.Round(hashing.Speedup, 3),
            ["plain_pairs"] = plain,
            ["latex_pairs"] = latex,
            ["passes"] = passes,
            ["plain_bytes"] = Math.Round(plainRun.Bytes),
            ["latex_bytes"] = Math.Round(latexRun.Bytes),
            ["plain_wrong"] = plainWrong,
            ["latex_wrong"] = latexWrong,
            ["peak_memory_gib"] = Math.Round(memory, 3),
        });
        return Task.CompletedTask;
    }

    private static (double PerSecond, double Bytes, long Wrong) Measure(VerbContext context, Func<GradePair[]> make, int passes)
    {
        Pass(make());
        double[] seconds = new double[passes];
        double bytes = 0;
        long wrong = 0;
        int count = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            context.Stop.ThrowIfCancellationRequested();
            GradePair[] pairs = make();
            count = pairs.Length;
            long before = GC.GetTotalAllocatedBytes();
            (seconds[pass], long missed) = Pass(pairs);
            bytes = (double)(GC.GetTotalAllocatedBytes() - before) / count;
            wrong += missed;
        }
        return (count / Timings.Of(seconds).Median, bytes, wrong);
    }

    private static (double Seconds, long Wrong) Pass(GradePair[] pairs)
    {
        // What the pairs themselves left behind is not the grader's to clear away.
        GC.Collect();
        var walk = new PairWalk(pairs);
        long start = Stopwatch.GetTimestamp();
        walk.Grade(0, pairs.Length);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, walk.Wrong);
    }

    private static void Chain(int thread, int steps)
    {
        ulong state = 1;
        for (long step = (long)ChainSteps * steps; step > 0; step--) state = (state * 6364136223846793005) + 1442695040888963407;
        GC.KeepAlive(state);
    }

    private static void Hash(byte[] block, int steps)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (int step = 0; step < steps; step++) SHA256.HashData(block, hash);
    }

    // Two threads walk on through the pairs, each from where it stopped, one of them half-way ahead.
    private sealed class PairWalk(GradePair[] pairs)
    {
        private readonly int[] at = [0, pairs.Length / 2];
        private readonly long[] wrong = new long[2];

        public long Wrong => wrong[0] + wrong[1];

        public void Grade(int thread, int count)
        {
            int next = at[thread];
            long missed = 0;
            for (int i = 0; i < count; i++, next = (next + 1) % pairs.Length)
            {
                ref readonly GradePair pair = ref pairs[next];
                if (Grader.Grade(pair.Response, pair.Gold).IsCorrect != pair.Equal) missed++;
            }
            at[thread] = next;
            wrong[thread] += missed;
        }
    }
}

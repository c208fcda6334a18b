using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Grading;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs;

/// <summary>Measures the grader on pairs of answers that are all different.</summary>
internal static class BenchGradeVerb
{
    // Short turns, many of them: the quietest moments of a shared machine are short.
    private const int Turns = 12, SpinSteps = 15_000_000;

    private static readonly Option<int> PlainOption = new("--plain") { Description = "Pairs of plain answers in a pass", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> LatexOption = new("--latex") { Description = "Pairs of LaTeX answers in a pass", DefaultValueFactory = _ => 40_000 };
    private static readonly Option<int> PassesOption = new("--passes") { Description = "Timed passes, each over pairs of its own, after one that warms up; the median counts; two threads are compared in twelve turns a pass, and the fastest count", DefaultValueFactory = _ => 7 };
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
        // One thread and two in turns, the fastest of each: other work on the machine only ever slows a turn.
        // A loop that touches no memory, beside them, shows what two threads can reach here at all.
        double one = double.MaxValue, two = double.MaxValue, spinOne = double.MaxValue, spinTwo = double.MaxValue;
        GradePair[] some = pairs.Latex(latex);
        long wrong = latexRun.Wrong;
        GC.Collect();
        for (int i = 0; i < Turns * passes; i++)
        {
            context.Stop.ThrowIfCancellationRequested();
            // No collection between turns: a program that grades all day has its memory at hand.
            one = Math.Min(one, Turn(some, threads: 1, ref wrong));
            two = Math.Min(two, Turn(some, threads: 2, ref wrong));
            spinOne = Math.Min(spinOne, Spin(threads: 1));
            spinTwo = Math.Min(spinTwo, Spin(threads: 2));
        }
        double speedup = one / two, machine = 2 * spinOne / spinTwo, memory = ProcessMemory.PeakGiB();

        context.Line(string.Create(CultureInfo.InvariantCulture, $"plain answers {plainRun.PerSecond:#,0} a second, LaTeX answers {latexRun.PerSecond:#,0} a second on one core; two threads {speedup:0.00} times (a loop without memory {machine:0.00}); {memory:0.00} GiB"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"bytes allocated an answer: {plainRun.Bytes:#,0} plain, {latexRun.Bytes:#,0} LaTeX; verdicts that are not what the pair was made for: {plainRun.Wrong} and {wrong}"));
        context.Result(new JsonObject
        {
            ["plain_per_s"] = Math.Round(plainRun.PerSecond, 1),
            ["latex_per_s"] = Math.Round(latexRun.PerSecond, 1),
            ["two_thread_speedup"] = Math.Round(speedup, 3),
            ["two_thread_machine"] = Math.Round(machine, 3),
            ["plain_pairs"] = plain,
            ["latex_pairs"] = latex,
            ["passes"] = passes,
            ["plain_bytes"] = Math.Round(plainRun.Bytes),
            ["latex_bytes"] = Math.Round(latexRun.Bytes),
            ["plain_wrong"] = plainRun.Wrong,
            ["latex_wrong"] = wrong,
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
        long wrong = 0;
        return (Turn(pairs, threads: 1, ref wrong), wrong);
    }

    private static double Turn(GradePair[] pairs, int threads, ref long wrong)
    {
        long[] missed = new long[threads];
        double seconds = OnThreads(threads, first =>
        {
            long own = 0;
            for (int at = first; at < pairs.Length; at += threads)
            {
                ref readonly GradePair pair = ref pairs[at];
                if (Grader.Grade(pair.Response, pair.Gold).IsCorrect != pair.Equal) own++;
            }
            missed[first] = own;
        });
        wrong += missed.Sum();
        return seconds;
    }

    // Each thread does the same work, so two of them do twice as much.
    private static double Spin(int threads) => OnThreads(threads, _ =>
    {
        ulong state = 1;
        for (int step = 0; step < SpinSteps; step++) state = (state * 6364136223846793005) + 1442695040888963407;
        GC.KeepAlive(state);
    });

    private static double OnThreads(int threads, Action<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int index = i;
            workers[i] = new Thread(() => work(index));
            workers[i].Start();
        }
        foreach (var worker in workers) worker.Join();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

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
    private static readonly Option<int> PlainOption = new("--plain") { Description = "Pairs of plain answers in a pass", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> LatexOption = new("--latex") { Description = "Pairs of LaTeX answers in a pass", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<int> PassesOption = new("--passes") { Description = "Timed passes, each over pairs of its own, after one that warms up; the median counts", DefaultValueFactory = _ => 5 };
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

        double plainPerSecond = Rate(context, () => pairs.Plain(plain), passes, threads: 1, out long plainWrong);
        double latexPerSecond = Rate(context, () => pairs.Latex(latex), passes, threads: 1, out long latexWrong);
        // One thread and two in turns, on the same kind of mixture: other work on the machine meets both.
        double[] speedups = new double[passes];
        for (int i = 0; i < passes; i++)
        {
            double one = Rate(context, () => pairs.Latex(latex), passes: 1, threads: 1, out _);
            speedups[i] = Rate(context, () => pairs.Latex(latex), passes: 1, threads: 2, out _) / one;
        }
        double speedup = Timings.Of(speedups).Median, memory = ProcessMemory.PeakGiB();

        context.Line(string.Create(CultureInfo.InvariantCulture, $"plain answers {plainPerSecond:#,0} a second, LaTeX answers {latexPerSecond:#,0} a second on one core; two threads {speedup:0.00} times; {memory:0.00} GiB"));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"verdicts that are not what the pair was made for: {plainWrong} plain, {latexWrong} LaTeX"));
        context.Result(new JsonObject
        {
            ["plain_per_s"] = Math.Round(plainPerSecond, 1),
            ["latex_per_s"] = Math.Round(latexPerSecond, 1),
            ["two_thread_speedup"] = Math.Round(speedup, 3),
            ["plain_pairs"] = plain,
            ["latex_pairs"] = latex,
            ["passes"] = passes,
            ["plain_wrong"] = plainWrong,
            ["latex_wrong"] = latexWrong,
            ["peak_memory_gib"] = Math.Round(memory, 3),
        });
        return Task.CompletedTask;
    }

    private static double Rate(VerbContext context, Func<GradePair[]> make, int passes, int threads, out long wrong)
    {
        wrong = 0;
        Grade(make(), threads);
        double[] seconds = new double[passes];
        int count = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            context.Stop.ThrowIfCancellationRequested();
            GradePair[] pairs = make();
            count = pairs.Length;
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            wrong += Grade(pairs, threads);
            seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return count / Timings.Of(seconds).Median;
    }

    private static long Grade(GradePair[] pairs, int threads)
    {
        long wrong = 0;
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int first = i;
            workers[i] = new Thread(() =>
            {
                long own = 0;
                for (int at = first; at < pairs.Length; at += threads)
                {
                    ref readonly GradePair pair = ref pairs[at];
                    if (Grader.Grade(pair.Response, pair.Gold).IsCorrect != pair.Equal) own++;
                }
                Interlocked.Add(ref wrong, own);
            });
            workers[i].Start();
        }
        foreach (var worker in workers) worker.Join();
        return wrong;
    }
}

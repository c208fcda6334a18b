using System.Diagnostics;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>
/// How many times as fast two threads do a kind of work as one. A core that is shared with others is fast or slow for seconds, so
/// turns of one thread and of two stand beside each other, all short and of the same length; the median of their ratios counts.
/// </summary>
internal sealed class TwoThreads
{
    private const double TurnSeconds = 0.025;

    private readonly Action<int, int> work;
    private readonly int steps;
    private readonly List<double> ratios = [];

    /// <summary>Finds out how many steps a turn takes.</summary>
    /// <param name="work">Does a number of steps, its second argument, as the first or the second thread, 0 or 1.</param>
    public TwoThreads(Action<int, int> work)
    {
        this.work = work;
        int tried = 1;
        double seconds;
        while ((seconds = Turn(threads: 1, tried)) < TurnSeconds / 2) tried *= 2;
        steps = (int)Math.Max(1, tried * TurnSeconds / seconds);
    }

    /// <summary>The median over the rounds so far.</summary>
    public double Speedup => Timings.Of([.. ratios]).Median;

    /// <summary>One turn with one thread beside one with two, each thread doing the same number of steps.</summary>
    public void Round()
    {
        bool oneFirst = ratios.Count % 2 == 0;
        double before = Turn(oneFirst ? 1 : 2, steps), after = Turn(oneFirst ? 2 : 1, steps);
        ratios.Add(oneFirst ? 2 * before / after : 2 * after / before);
    }

    private double Turn(int threads, int count)
    {
        long start = Stopwatch.GetTimestamp();
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int index = i;
            workers[i] = new Thread(() => work(index, count));
            workers[i].Start();
        }
        foreach (Thread worker in workers) worker.Join();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

using System.Diagnostics;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>
/// How many times as fast two threads do a kind of work as one. Two threads that live as long as this and never sleep keep a core
/// each; in a round each of them works alone, then both do, and each is compared with itself: cores that are shared with others
/// differ, and are fast or slow for seconds. Turns are short and stand beside each other; the median over the rounds counts.
/// </summary>
internal sealed class TwoThreads : IDisposable
{
    private const double TurnSeconds = 0.025;

    private readonly Thread[] threads;
    private readonly double[] seconds = new double[2];
    private volatile Turn current = new(0, 0, static (_, _) => { });
    private volatile bool over;

    /// <summary>Starts the threads; they take their cores until they are disposed of.</summary>
    public TwoThreads()
    {
        // A thread that starts late must not take the first turn for one it has seen.
        Turn none = current;
        threads = [.. Enumerable.Range(0, 2).Select(thread => new Thread(() => Loop(thread, none)) { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
    }

    /// <summary>A kind of work, with what was found out about it.</summary>
    /// <param name="work">Does a number of steps, its second argument, as the first or the second thread, 0 or 1.</param>
    public Pace Measure(Action<int, int> work)
    {
        int steps = 1;
        while (Run(1, steps, work)[0] < TurnSeconds / 2) steps *= 2;
        return new Pace(work, (int)Math.Max(1, steps * TurnSeconds / seconds[0]));
    }

    /// <summary>Each thread alone, then both.</summary>
    public void Round(Pace pace)
    {
        double first = Run(1, pace.Steps, pace.Work)[0], second = Run(2, pace.Steps, pace.Work)[1];
        double[] both = Run(3, pace.Steps, pace.Work);
        pace.Ratios.Add((first / both[0]) + (second / both[1]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over = true;
        foreach (Thread thread in threads) thread.Join();
    }

    private double[] Run(int who, int steps, Action<int, int> work)
    {
        using var turn = new Turn(who, steps, work);
        current = turn;
        turn.Done.Wait();
        return seconds;
    }

    private void Loop(int thread, Turn seen)
    {
        while (!over)
        {
            Turn turn = current;
            if (turn == seen)
            {
                Thread.SpinWait(1);
                continue;
            }
            seen = turn;
            if ((turn.Who & (1 << thread)) == 0) continue;
            long start = Stopwatch.GetTimestamp();
            turn.Work(thread, turn.Steps);
            seconds[thread] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            turn.Done.Signal();
        }
    }

    /// <summary>A kind of work, how many steps fill a turn, and the ratios of the rounds so far.</summary>
    internal sealed record Pace(Action<int, int> Work, int Steps)
    {
        public List<double> Ratios { get; } = [];

        public double Speedup => Timings.Of([.. Ratios]).Median;
    }

    // Who: a bit for each thread.
    private sealed class Turn(int who, int steps, Action<int, int> work) : IDisposable
    {
        public int Who => who;

        public int Steps => steps;

        public Action<int, int> Work => work;

        public CountdownEvent Done { get; } = new(Math.Max(1, (who & 1) + (who >> 1)));

        public void Dispose() => Done.Dispose();
    }
}

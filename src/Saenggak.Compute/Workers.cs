using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saenggak.Compute;

/// <summary>A piece of work that every worker runs on its own share.</summary>
public interface IJob
{
    /// <summary>Runs share <paramref name="worker"/> of <paramref name="workers"/>.</summary>
    void Run(int worker, int workers);
}

/// <summary>
/// The threads of the CPU backend: the caller and <c>Count − 1</c> threads of our own. They spin briefly between jobs, because
/// a step is thousands of jobs of a few microseconds, and sleep when nothing comes. No managed memory is allocated by a job.
/// </summary>
public sealed unsafe class Workers : IDisposable
{
    /// <summary>The most workers.</summary>
    public const int Most = 64;

    private const int SpinRounds = 4000;

    /// <summary>A waiting thread offers its core this often: with more threads than free cores the one waited for needs it.</summary>
    private const int YieldEvery = 1024;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wake;
    private readonly int[] asleep;
    private readonly long[] busy;
    private readonly long* runs;
    private delegate*<void*, int, int, void> entry;
    private void* job;
    private int generation;
    private int pending;
    private Exception? failure;
    private volatile bool stopping;

    /// <summary>Starts <paramref name="count"/> − 1 threads; 0 means one worker per core.</summary>
    public Workers(int count = 0)
    {
        Count = Math.Clamp(count > 0 ? count : Environment.ProcessorCount, 1, Most);
        threads = new Thread[Count - 1];
        wake = new SemaphoreSlim[Count - 1];
        asleep = new int[(Count - 1) * 16];
        busy = new long[Count * 8];
        runs = (long*)NativeMemory.AlignedAlloc((nuint)(Count * TaskQueue.Stride * sizeof(long)), TaskQueue.Stride * sizeof(long));
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            wake[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"saenggak worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>How many shares a job has.</summary>
    public int Count { get; }

    /// <summary>Adds up the time of ops while it is set; null costs nothing.</summary>
    public OpProfile? Profile { get; set; }

    /// <summary>Begins an op in the profile, where there is one.</summary>
    internal OpSpan Measure(OpKey key, double flops = 0, double bytes = 0)
    {
        Profile?.Begin(key, flops, bytes);
        return new OpSpan(Profile);
    }

    /// <summary>Divides tasks for the next job; what was divided before is forgotten.</summary>
    internal TaskQueue Tasks(int count, int grain = 1) => new(runs, Count, count, grain);

    /// <summary>Runs the job on all workers and returns when all are done. Jobs do not nest.</summary>
    public void Run<TJob>(TJob work) where TJob : struct, IJob
    {
        if (Profile is { } profile)
        {
            RunAll(new Timed<TJob> { Work = work, Busy = busy });
            long ticks = 0;
            for (int w = 0; w < Count; w++) ticks += busy[w * 8];
            profile.AddBusy((double)ticks / Stopwatch.Frequency / Count);
            return;
        }
        RunAll(work);
    }

    /// <summary>Runs a job whose shares are rows. The caller does a single row alone: waking another for it takes longer than the row.</summary>
    internal void RunRows<TJob>(TJob work, int rows) where TJob : struct, IJob
    {
        if (rows > 1)
        {
            Run(work);
            return;
        }
        long start = Profile is null ? 0 : Stopwatch.GetTimestamp();
        work.Run(0, 1);
        Profile?.AddBusy(Stopwatch.GetElapsedTime(start).TotalSeconds / Count);
    }

    private void RunAll<TJob>(TJob work) where TJob : struct, IJob
    {
        if (Count == 1)
        {
            work.Run(0, 1);
            return;
        }
        entry = &Enter<TJob>;
        job = Unsafe.AsPointer(ref work);
        Volatile.Write(ref pending, Count - 1);
        Interlocked.Increment(ref generation);
        for (int i = 0; i < threads.Length; i++)
        {
            if (Interlocked.Exchange(ref asleep[i * 16], 0) == 1) wake[i].Release();
        }
        try
        {
            work.Run(0, Count);
        }
        catch
        {
            // The caller's own failure is reported; one of a worker in the same job must not wait for the next job.
            AwaitWorkers();
            failure = null;
            throw;
        }
        AwaitWorkers();
        if (failure is { } error)
        {
            failure = null;
            throw new InvalidOperationException($"a worker failed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (stopping) return;
        stopping = true;
        Interlocked.Increment(ref generation);
        for (int i = 0; i < threads.Length; i++)
        {
            wake[i].Release();
            threads[i].Join();
            wake[i].Dispose();
        }
        NativeMemory.AlignedFree(runs);
    }

    /// <summary>The half-open range of share <paramref name="worker"/> when <paramref name="total"/> items are split evenly in multiples of <paramref name="grain"/>.</summary>
    public static (int Start, int End) Share(int total, int worker, int workers, int grain = 1)
    {
        int grains = (total + grain - 1) / grain;
        int start = (int)((long)grains * worker / workers) * grain;
        int end = (int)((long)grains * (worker + 1) / workers) * grain;
        return (Math.Min(start, total), Math.Min(end, total));
    }

    private void AwaitWorkers()
    {
        for (int round = 1; Volatile.Read(ref pending) != 0; round++) Pause(round);
    }

    private static void Pause(int round)
    {
        if (round % YieldEvery == 0) Thread.Yield();
        else Thread.SpinWait(8);
    }

    private struct Timed<TJob> : IJob where TJob : struct, IJob
    {
        public TJob Work;
        public long[] Busy;

        public readonly void Run(int worker, int workers)
        {
            long start = Stopwatch.GetTimestamp();
            Work.Run(worker, workers);
            Busy[worker * 8] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static void Enter<TJob>(void* job, int worker, int workers) where TJob : struct, IJob
        => Unsafe.AsRef<TJob>(job).Run(worker, workers);

    private void Loop(int worker)
    {
        int seen = 0;
        int slot = (worker - 1) * 16;
        while (true)
        {
            int round = 0;
            while (Volatile.Read(ref generation) == seen)
            {
                if (++round < SpinRounds)
                {
                    Pause(round);
                    continue;
                }
                Interlocked.Exchange(ref asleep[slot], 1);
                if (Volatile.Read(ref generation) != seen && Interlocked.Exchange(ref asleep[slot], 0) == 1) break;
                wake[worker - 1].Wait();
                round = 0;
            }
            seen = Volatile.Read(ref generation);
            if (stopping) return;
            try
            {
                entry(job, worker, Count);
            }
            catch (Exception e)
            {
                failure = e;
            }
            Interlocked.Decrement(ref pending);
        }
    }
}

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests;

public sealed class WorkersTests : ComputeTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Run_EveryWorkerRunsOnce(int count)
    {
        using var workers = new Workers(count);
        var calls = new int[count];
        for (int i = 0; i < 10; i++) workers.Run(new CountJob(calls));
        Assert.All(calls, c => Assert.Equal(10, c));
    }

    [Fact]
    public void Constructor_ZeroMeansOnePerCore()
    {
        using var workers = new Workers();
        Assert.Equal(Environment.ProcessorCount, workers.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_HundredThousandTinyJobsLoseNone(int count)
    {
        using var workers = new Workers(count);
        var calls = new int[count];
        int jobs = 0;
        // On a crowded machine a job waits for cores; a few thousand then have to do.
        for (var clock = Stopwatch.StartNew(); jobs < 100_000 && clock.ElapsedMilliseconds < 1500; jobs++) workers.Run(new CountJob(calls));
        Assert.All(calls, c => Assert.Equal(jobs, c));
    }

    [Theory]
    [InlineData(1, 7, 1)]
    [InlineData(2, 1000, 1)]
    [InlineData(2, 3, 4)]
    [InlineData(3, 1001, 7)]
    [InlineData(5, 2, 1)]
    [InlineData(2, 0, 1)]
    public void Tasks_AreEachTakenOnce(int count, int tasks, int grain)
    {
        using var workers = new Workers(count);
        for (int round = 0; round < 50; round++)
        {
            var taken = new int[tasks];
            workers.Run(new TakeJob(workers.Tasks(tasks, grain), taken, -1));
            Assert.All(taken, t => Assert.Equal(1, t));
        }
    }

    [Fact]
    public void Tasks_OfOneWhoIsLateAreDoneByOthersFromTheBack()
    {
        using var workers = new Workers(2);
        var taken = new int[100];
        workers.Run(new TakeJob(workers.Tasks(taken.Length), taken, late: 1));
        Assert.All(taken, t => Assert.Equal(1, t));
        var queue = workers.Tasks(10);
        Assert.True(queue.Take(0, out int first, out _));
        Assert.Equal(0, first);
        Assert.Equal(1, queue.Next(0));
        for (int i = 1; i < 5; i++) Assert.True(queue.Take(0, out first, out _));
        Assert.Equal(4, first);
        Assert.True(queue.Take(0, out first, out int end));
        Assert.Equal((9, 10), (first, end));
        Assert.True(queue.Take(1, out first, out _));
        Assert.Equal(5, first);
    }

    [Fact]
    public void RunRows_OneRowIsTheCallersAlone()
    {
        using var workers = new Workers(2);
        int[] alone = new int[1], both = new int[2];
        workers.RunRows(new CountJob(alone), 1);
        workers.RunRows(new CountJob(both), 2);
        Assert.Equal([1], alone);
        Assert.Equal([1, 1], both);
    }

    [Fact]
    public void Run_WakesWorkersThatFellAsleep()
    {
        using var workers = new Workers(3);
        var calls = new int[3];
        for (int i = 0; i < 5; i++)
        {
            workers.Run(new CountJob(calls));
            Thread.Sleep(20);
        }
        Assert.All(calls, c => Assert.Equal(5, c));
    }

    [Fact]
    public void Run_SeesWhatTheCallerWroteBefore()
    {
        using var workers = new Workers(2);
        var cell = new long[2];
        for (int i = 0; i < 10_000; i++)
        {
            cell[0] = i;
            workers.Run(new CopyJob(cell));
            Assert.Equal(i, cell[1]);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Run_AnExceptionReachesTheCallerAndTheWorkersLiveOn(int count, int failing)
    {
        using var workers = new Workers(count);
        var calls = new int[count];
        var error = Assert.ThrowsAny<InvalidOperationException>(() => workers.Run(new FailJob(failing, failing)));
        Assert.Contains("share failed", error.Message, StringComparison.Ordinal);
        workers.Run(new CountJob(calls));
        Assert.All(calls, c => Assert.Equal(1, c));
    }

    [Fact]
    public void Run_AfterAllSharesFailedTheNextJobStartsClean()
    {
        using var workers = new Workers(3);
        var calls = new int[3];
        Assert.ThrowsAny<InvalidOperationException>(() => workers.Run(new FailJob(0, 2)));
        workers.Run(new CountJob(calls));
        Assert.All(calls, c => Assert.Equal(1, c));
    }

    [Fact]
    public void Run_AllocatesNothing()
    {
        using var workers = new Workers(2);
        var job = new CountJob(new int[2]);
        for (int i = 0; i < 100; i++) workers.Run(job);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) workers.Run(job);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Dispose_Twice()
    {
        var workers = new Workers(3);
        workers.Dispose();
        workers.Dispose();
    }

    [Fact]
    public void Share_CoversEverythingOnceInWholeGrains()
    {
        var totals = Gen.Choose(0, 5000).ToArbitrary();
        Prop.ForAll(totals, Gen.Choose(1, 9).ToArbitrary(), Gen.Choose(1, 70).ToArbitrary(), (total, workers, grain) =>
        {
            int end = 0;
            for (int w = 0; w < workers; w++)
            {
                var share = Workers.Share(total, w, workers, grain);
                if (share.Start != end || share.End < share.Start || (share.Start % grain != 0 && share.Start != total)) return false;
                end = share.End;
            }
            return end == total;
        }).QuickCheckThrowOnFailure();
    }

    private readonly struct CountJob(int[] calls) : IJob
    {
        public void Run(int worker, int workers)
        {
            if (workers != calls.Length) throw new ArgumentException($"{workers} shares, expected {calls.Length}");
            calls[worker]++;
        }
    }

    private readonly struct CopyJob(long[] cell) : IJob
    {
        public void Run(int worker, int workers)
        {
            if (worker == 1) cell[1] = cell[0];
        }
    }

    private readonly struct FailJob(int first, int last) : IJob
    {
        public void Run(int worker, int workers)
        {
            if (worker >= first && worker <= last) throw new InvalidOperationException("share failed");
        }
    }

    private readonly struct TakeJob(TaskQueue tasks, int[] taken, int late) : IJob
    {
        public void Run(int worker, int workers)
        {
            if (worker == late) Thread.Sleep(50);
            while (tasks.Take(worker, out int first, out int end))
            {
                for (; first < end; first++) Interlocked.Increment(ref taken[first]);
            }
        }
    }
}

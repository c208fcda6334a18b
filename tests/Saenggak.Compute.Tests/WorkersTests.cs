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
}

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Saenggak.Data.Chain;

/// <summary>Where a stage stands.</summary>
/// <param name="Phase">What it is at: «clean», «dedup: reading».</param>
/// <param name="Done">Documents done.</param>
/// <param name="Total">Documents in all; 0 where that is not known.</param>
public readonly record struct StageProgress(string Phase, long Done, long Total);

/// <summary>How a stage is run; none of it changes what it writes, but for the seed.</summary>
public sealed record StageRun
{
    /// <summary>Chooses the samples of reports.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Told how it goes, now and then, by any thread.</summary>
    public Action<StageProgress> Progress { get; init; } = _ => { };

    /// <summary>Stops between two documents; finished shards stay.</summary>
    public CancellationToken Stop { get; init; }
}

/// <summary>Runs a stage that makes a shard of each shard; those whose tally an earlier run left are kept.</summary>
internal sealed class ShardLoop(string stage, StageFolder from, StageFolder to, StageRun run)
{
    private const int ReportEvery = 256;

    private readonly long _total = File.Exists(from.Report) ? StageReport.Load(from.Report).Kept : 0;
    private long _done;

    /// <summary>Makes the shards and gives their tallies in order.</summary>
    public StageReport[] Run(Func<ShardWork, StageReport> make)
    {
        IReadOnlyList<string> shards = from.Shards;
        var tallies = new StageReport[shards.Count];
        try
        {
            var order = Partitioner.Create(Enumerable.Range(0, shards.Count), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(order, new ParallelOptions { MaxDegreeOfParallelism = run.Workers, CancellationToken = run.Stop }, shard => tallies[shard] = One(shards[shard], shard, make));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        run.Progress(new StageProgress(stage, _done, _total));
        return tallies;
    }

    private StageReport One(string path, int shard, Func<ShardWork, StageReport> make)
    {
        if (to.TryTally(shard) is { } before && to.Has(shard, before.DroppedCount))
        {
            Interlocked.Add(ref _done, before.In);
            return before;
        }
        using var work = new ShardWork(stage, shard, path, to, this, run.Stop);
        StageReport tally = make(work) with { Shards = 1 };
        work.Commit();
        // The tally comes last: where it stands, the shard is whole.
        tally.Save(to.Tally(shard));
        return tally;
    }

    internal void Count()
    {
        long done = Interlocked.Increment(ref _done);
        if (done % ReportEvery == 0) run.Progress(new StageProgress(stage, done, _total));
    }
}

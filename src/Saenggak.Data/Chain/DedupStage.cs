using System.Globalization;

namespace Saenggak.Data.Chain;

/// <summary>
/// Finds duplicates over all shards, then writes each shard again without them. Texts are read twice and not held; of each
/// document that others are dropped for, the id is.
/// </summary>
public static class DedupStage
{
    /// <summary>Name and folder of the stage.</summary>
    public const string Name = "dedup";

    /// <summary>Reasons in <c>dropped_why</c>.</summary>
    public const string SameText = "the same text", Near = "a near-duplicate";

    private const string Joining = $"{Name}: joining";
    private const int BlockBytes = 1 << 20;

    /// <summary>Documents that stay while others of their clusters go.</summary>
    private sealed class Cluster
    {
        public int Size { get; set; } = 1;
        public string Keeper { get; set; } = "";
    }

    /// <summary>Deduplicates what is in <paramref name="from"/> into <paramref name="to"/>.</summary>
    public static StageReport Run(DedupOptions options, StageFolder from, StageFolder to, StageRun run)
    {
        // Letters and sketches may take gigabytes; they go where the documents go.
        options = options with { Workers = run.Workers, TempFolder = options.TempFolder ?? to.Path };
        IReadOnlyList<string> shards = from.Shards;
        var firsts = new int[shards.Count + 1];
        DedupResult result = Deduplicator.Run(Texts(shards, firsts, from, run), options, run.Stop);
        run.Progress(new StageProgress(Joining, result.Documents, result.Documents));
        Dictionary<int, Cluster> clusters = Clusters(result, shards, run.Stop);
        string rule = options.Keep.ToString().ToLowerInvariant();
        StageReport[] tallies = new ShardLoop($"{Name}: writing", from, to, run).Run(work => Shard(work, firsts[work.Shard], result, clusters, rule));
        StageReport report = StageReport.Sum(Name, tallies) with { Clusters = new ClusterReport(result.Clusters, result.Largest) };
        report.Save(to.Report);
        return report;
    }

    // One thread reads lines in blocks, the workers take from them what deduplication looks at.
    private static IEnumerable<DedupDocument> Texts(IReadOnlyList<string> shards, int[] firsts, StageFolder from, StageRun run)
    {
        long total = File.Exists(from.Report) ? StageReport.Load(from.Report).Kept : 0;
        int done = 0;
        foreach (DedupDocument[] block in InOrder.Select(Blocks(shards, firsts), run.Workers, block => Array.ConvertAll(block, Text)))
        {
            run.Stop.ThrowIfCancellationRequested();
            foreach (DedupDocument document in block) yield return document;
            done += block.Length;
            run.Progress(new StageProgress($"{Name}: reading", done, total));
        }
        run.Progress(new StageProgress(Joining, 0, done));
    }

    private static IEnumerable<DocumentRow[]> Blocks(IReadOnlyList<string> shards, int[] firsts)
    {
        for (int shard = 0; shard < shards.Count; shard++)
        {
            firsts[shard + 1] = firsts[shard];
            var block = new List<DocumentRow>();
            int bytes = 0;
            foreach (DocumentRow row in DocumentRow.ReadAll(shards[shard]))
            {
                block.Add(row with { Bytes = row.Bytes.ToArray() });
                firsts[shard + 1]++;
                if ((bytes += row.Bytes.Length) < BlockBytes) continue;
                yield return [.. block];
                block.Clear();
                bytes = 0;
            }
            if (block.Count > 0) yield return [.. block];
        }
    }

    private static DedupDocument Text(DocumentRow row) => new(row.Need("text"u8), row.Column("source"u8), DocumentDate.Parse(row.Column("date"u8)));

    private static Dictionary<int, Cluster> Clusters(DedupResult result, IReadOnlyList<string> shards, CancellationToken stop)
    {
        var clusters = new Dictionary<int, Cluster>();
        for (int i = 0; i < result.Documents; i++)
        {
            if (result.IsKept(i)) continue;
            if (!clusters.TryGetValue(result.KeeperOf(i), out Cluster? cluster)) clusters[result.KeeperOf(i)] = cluster = new Cluster();
            cluster.Size++;
        }
        int index = 0;
        foreach (DocumentRow row in shards.SelectMany(DocumentRow.ReadAll))
        {
            if (clusters.TryGetValue(index++, out Cluster? cluster)) cluster.Keeper = row.Need("id"u8);
            stop.ThrowIfCancellationRequested();
        }
        return clusters;
    }

    private static StageReport Shard(ShardWork work, int first, DedupResult result, Dictionary<int, Cluster> clusters, string rule)
    {
        foreach (DocumentRow row in work.Rows())
        {
            int index = first++;
            if (!clusters.TryGetValue(result.KeeperOf(index), out Cluster? cluster)) work.Keep(row);
            else if (result.IsKept(index)) work.Keep(row.RowWith(Name, What(cluster, "this one", rule)));
            else work.Drop(row.RowWith(Name, What(cluster, cluster.Keeper, rule)), Name, result.IsSameText(index) ? SameText : Near);
        }
        return work.Tally();
    }

    private static string What(Cluster cluster, string keeper, string rule) =>
        string.Create(CultureInfo.InvariantCulture, $"cluster of {cluster.Size}, {keeper} stays ({rule})");
}

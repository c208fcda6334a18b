using Saenggak.Data;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>What a deduplication found of the near-duplicates of a sample, all of which are known.</summary>
/// <param name="Documents">Documents of the sample.</param>
/// <param name="Pairs">Its pairs whose exact Jaccard index reaches the threshold.</param>
/// <param name="Recall">Share of those pairs that are in one cluster; 1 where there are none.</param>
/// <param name="Precision">Of the pairs of the sample in one cluster, the share that a chain of those pairs joins; 1 where there are none.</param>
internal readonly record struct DedupQuality(int Documents, int Pairs, double Recall, double Precision)
{
    /// <summary>Measures a result on the sample of its documents.</summary>
    public static DedupQuality Of(DedupDocuments documents, DedupResult result, int count, DedupOptions options)
    {
        int[] sample = [.. Enumerable.Range(0, count).Where(documents.IsSampled)];
        var pairs = SimilarPairs.Find([.. sample.Select(i => documents[i].Text)], options.GramLength, options.Threshold);
        int found = pairs.Count(pair => result.KeeperOf(sample[pair.First]) == result.KeeperOf(sample[pair.Second]));

        int[] truth = [.. Enumerable.Range(0, sample.Length)];
        int Root(int i) => truth[i] == i ? i : truth[i] = Root(truth[i]);
        foreach (SimilarPair pair in pairs) truth[Root(pair.First)] = Root(pair.Second);

        long joined = 0, right = 0;
        foreach (var cluster in Enumerable.Range(0, sample.Length).GroupBy(i => result.KeeperOf(sample[i])))
        {
            joined += PairsOf(cluster.Count());
            foreach (var part in cluster.GroupBy(Root)) right += PairsOf(part.Count());
        }
        return new(sample.Length, pairs.Count, pairs.Count == 0 ? 1 : (double)found / pairs.Count, joined == 0 ? 1 : (double)right / joined);
    }

    private static long PairsOf(long members) => members * (members - 1) / 2;
}

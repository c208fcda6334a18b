using FsCheck.Fluent;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

public sealed class TokenizationMergeTests
{
    [Fact]
    public void Merge_MatchesPlainBpe_ForShortAndLongWords()
    {
        // Few symbols and many merges, ranks apart from ids, so that words merge over many levels and ties are common.
        var random = new Random(7);
        var ranks = new Dictionary<(int, int), Merge>();
        for (int id = 4; id < 60; id++) ranks.TryAdd((random.Next(id), random.Next(Math.Min(id, 12))), new Merge(random.Next(1000) * 64 + id, id));
        var table = new MergeTable(ranks.Count);
        foreach (((int left, int right), Merge merge) in ranks) table.Set(left, right, merge);
        var merger = new WordMerger(table);

        var words = Gen.Choose(0, 3).ListOf().Select(ids => ids.ToArray()).ToArbitrary();
        TokenizationSamples.ForAll(words, word =>
        {
            int[] ids = [.. word];
            int count = merger.Merge(ids);
            Assert.Equal(Plain(word, ranks), ids[..count]);
        }, tests: 500, size: 400);
    }

    [Fact]
    public void MergeTable_TakesTheLaterOfARepeatedPair()
    {
        var table = new MergeTable(2);
        table.Set(1, 2, new Merge(0, 5));
        table.Set(1, 2, new Merge(1, 6));
        Assert.Equal(new Merge(1, 6), table.Get(1, 2));
        Assert.Equal(MergeTable.NoRank, table.Get(2, 1).Rank);
        Assert.Equal(MergeTable.NoRank, table.Get(0, 0).Rank);
    }

    private static int[] Plain(IReadOnlyList<int> word, Dictionary<(int, int), Merge> ranks)
    {
        List<int> ids = [.. word];
        (Merge Merge, int At) none = (default, -1);
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, ids.Count - 1))
                .Where(i => ranks.ContainsKey((ids[i], ids[i + 1])))
                .Select(i => (Merge: ranks[(ids[i], ids[i + 1])], At: i))
                .OrderBy(one => one.Merge.Rank).ThenBy(one => one.At)
                .FirstOrDefault(none);
            if (best.At < 0) return [.. ids];
            ids[best.At] = best.Merge.Id;
            ids.RemoveAt(best.At + 1);
        }
    }
}

using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class DeduplicatorTests
{
    private static readonly DedupDocument[] Planted = DedupTexts.Planted(10_000);

    [Theory]
    [InlineData(PairCheck.None)]
    [InlineData(PairCheck.Estimate)]
    [InlineData(PairCheck.Exact)]
    public void Run_SameResult_WhateverWorkersAndMemory(PairCheck check)
    {
        int[] expected = DedupTexts.Keepers(Planted, new DedupOptions { Check = check, Workers = 1 });
        foreach ((int workers, long memory) in new[] { (2, 4L << 30), (3, 4L << 30), (1, 100_000L), (3, 50_000L) })
        {
            Assert.Equal(expected, DedupTexts.Keepers(Planted, new DedupOptions { Check = check, Workers = workers, MemoryBytes = memory }));
        }
    }

    [Fact]
    public void Run_LittleMemory_SpillsAndCutsTheKeys()
    {
        using var folder = new TempFolder();
        DedupResult result = Deduplicator.Run(Planted, new DedupOptions { MemoryBytes = 50_000, TempFolder = folder.Path });
        Assert.True(result.SpilledBytes >= 2 * 4096 * 128, $"{result.SpilledBytes} bytes spilled");
        Assert.True(result.Parts > 4, $"{result.Parts} parts");
        Assert.Equal((0L, 1), (Deduplicator.Run(Planted).SpilledBytes, Deduplicator.Run(Planted).Parts));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Add_BlocksOfAnySize_AreTheSame()
    {
        int[] expected = DedupTexts.Keepers(Planted, DedupOptions.Default);
        using var dedup = new Deduplicator();
        int size = 1;
        for (int first = 0; first < Planted.Length; first += size, size = (size * 3) + 1) dedup.Add(Planted[first..Math.Min(first + size, Planted.Length)]);
        DedupResult result = dedup.Finish();
        Assert.Equal(expected, Enumerable.Range(0, result.Documents).Select(result.KeeperOf));
    }

    [Theory]
    [InlineData(PairCheck.Estimate, 0.95, 0.95)]
    [InlineData(PairCheck.Exact, 0.985, 1)]
    public void Run_Planted_RecallAndPrecision(PairCheck check, double leastRecall, double leastPrecision)
    {
        var options = new DedupOptions { Check = check };
        var pairs = SimilarPairs.Find([.. Planted.Select(document => document.Text)], options.GramLength, options.Threshold);
        int[] keepers = DedupTexts.Keepers(Planted, options);
        Assert.InRange(pairs.Count, 4000, 6000);
        Assert.InRange(pairs.Count(pair => keepers[pair.First] == keepers[pair.Second]), leastRecall * pairs.Count, pairs.Count);

        // Every cluster is of one group of ten, and what is in it is joined by pairs that reach the threshold.
        Assert.All(Enumerable.Range(0, keepers.Length), i => Assert.Equal(i / 10, keepers[i] / 10));
        HashSet<int> near = [.. pairs.SelectMany(pair => new[] { pair.First, pair.Second })];
        int[] joined = [.. Enumerable.Range(0, keepers.Length).Where(i => keepers[i] != i)];
        Assert.InRange(joined.Count(near.Contains), leastPrecision * joined.Length, joined.Length);
        Assert.Equal(Planted.Length - Planted.Select(document => TextKey.Exact(document.Text)).Distinct().Count(), Deduplicator.Run(Planted, options).Copies);
    }

    [Fact]
    public void SimilarPairs_AreThoseOfAllPairs()
    {
        string[] texts = [.. Planted.Take(300).Select(document => document.Text), "", "가", "가.", "나"];
        ulong[][] sets = [.. texts.Select(text => NGrams.Distinct(TextKey.Letters(text), 5))];
        var expected = from i in Enumerable.Range(0, texts.Length)
                       from j in Enumerable.Range(i + 1, texts.Length - i - 1)
                       let jaccard = sets[i].Length == 0 || sets[j].Length == 0 ? 0 : NGrams.Jaccard(sets[i], sets[j])
                       where jaccard >= 0.6
                       select new SimilarPair(i, j, jaccard);
        Assert.Equal(expected, SimilarPairs.Find(texts, 5, 0.6));
    }

    [Fact]
    public void Keep_EachRule()
    {
        string text = DedupTexts.Text(1);
        DateTimeOffset day = new(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);
        DedupDocument[] documents =
        [
            new(text, "blog", day),
            new(text + " 끝", "news", null),
            new(text + " 끝\n", "cafe", day.AddDays(1)),
            new(DedupTexts.Text(2), "news", day),
            new(text, "news", new(2024, 5, 2, 9, 0, 0, TimeSpan.FromHours(9))),
        ];
        int Keeper(KeepRule rule, params string[] sources)
        {
            int[] keepers = DedupTexts.Keepers(documents, new DedupOptions { Keep = rule, Sources = sources });
            Assert.Equal(3, keepers[3]);
            Assert.All([0, 1, 2, 4], i => Assert.Equal(keepers[0], keepers[i]));
            return keepers[0];
        }
        Assert.Equal(0, Keeper(KeepRule.First));
        // The white space at the end does not count: a tie, and the first wins.
        Assert.Equal(1, Keeper(KeepRule.Longest));
        // The same moment in another time zone is a tie as well.
        Assert.Equal(2, Keeper(KeepRule.Newest));
        Assert.Equal(1, Keeper(KeepRule.Source, "wiki", "news", "blog"));
        Assert.Equal(0, Keeper(KeepRule.Source, "blog", "news"));
        Assert.Equal(1, Keeper(KeepRule.Source, "wiki"));
    }

    [Fact]
    public void Run_EmptyAndTinyTexts()
    {
        Assert.Empty(DedupTexts.Keepers([], DedupOptions.Default));
        string[] texts = ["", "가", " \n", "...", "가", "나", "!", "가!", "...", "네네", "네네네"];
        int[] keepers = DedupTexts.Keepers(texts.Select(text => new DedupDocument(text)), new DedupOptions { Keep = KeepRule.First });
        // Without letters only the same text is a copy; shorter than a gram, only the same letters are.
        Assert.Equal([0, 1, 0, 3, 1, 5, 6, 1, 3, 9, 10], keepers);
    }

    [Fact]
    public void Run_ExactOnly_LeavesNearOnes()
    {
        string[] texts = ["한 문장이다.", "한  문장이다.\n", "한 문장이다", "한 문장이다.", "\u1112\u1161\u11AB 문장이다."];
        Assert.Equal([0, 0, 2, 0, 0], DedupTexts.Keepers(texts.Select(text => new DedupDocument(text)), new DedupOptions { Near = false, Keep = KeepRule.First }));
    }

    [Theory]
    [InlineData(PairCheck.None)]
    [InlineData(PairCheck.Exact)]
    public void Run_AllTheSame_OneStays(PairCheck check)
    {
        DedupResult result = Deduplicator.Run(Enumerable.Repeat(new DedupDocument(DedupTexts.Text(1)), 50_000), new DedupOptions { Check = check });
        Assert.Equal((1, 1, 50_000, 49_999L, 0L), (result.Kept, result.Clusters, result.Largest, result.Copies, result.Compared));
    }

    [Fact]
    public void Run_Boilerplate_ComparesALinearNumberOfPairs()
    {
        // Half of each text is the same, so all share buckets, and no two are near-duplicates.
        string frame = DedupTexts.Text(1, words: 40);
        DedupResult Of(int count) => Deduplicator.Run(Enumerable.Range(2, count).Select(i => new DedupDocument(frame + " " + DedupTexts.Text((ulong)i, words: 24))));
        DedupResult small = Of(2000), large = Of(8000);
        Assert.True(large.Compared > 8000, "too few pairs to say anything");
        Assert.InRange(large.Compared, 0, 8000L * DedupOptions.Default.Bands * 18);
        Assert.InRange((double)large.Compared / small.Compared, 0.5, 6.0);
        Assert.InRange(large.Removed, 0, 80);
    }

    [Fact]
    public void Run_Chain_IsOneCluster()
    {
        // Each is near the next, the ends share nothing: connected components are one cluster.
        string[] words = DedupTexts.Text(3, words: 200).Split(' ');
        DedupDocument[] chain = [.. Enumerable.Range(0, 15).Select(i => new DedupDocument(string.Join(' ', words.Skip(i * 8).Take(80))))];
        Assert.All(DedupTexts.Keepers(chain, new DedupOptions { Check = PairCheck.Exact, Keep = KeepRule.First }), keeper => Assert.Equal(0, keeper));
        Assert.Equal([0, 1], DedupTexts.Keepers([chain[0], chain[14]], DedupOptions.Default));
    }

    [Fact]
    public void Run_ReaderThrows_SoDoesRun()
    {
        static IEnumerable<DedupDocument> Broken()
        {
            for (int i = 0; i < 20_000; i++) yield return new("가나다");
            throw new InvalidDataException("broken");
        }
        Assert.Equal("broken", Assert.Throws<InvalidDataException>(() => Deduplicator.Run(Broken())).Message);
    }

    [Fact]
    public void Run_BadOption_IsOneClearLine()
    {
        Assert.Equal("dedup: threshold is 1.5; expected above 0, at most 1.", Assert.Throws<InputException>(() => new Deduplicator(new DedupOptions { Threshold = 1.5 })).Message);
        Assert.Throws<InputException>(() => new Deduplicator(new DedupOptions { Keep = KeepRule.Source }));
        Assert.Throws<InputException>(() => new Deduplicator(new DedupOptions { Bands = 0 }));
    }

    [Fact]
    public void Estimate_IsWithinItsError()
    {
        var options = DedupOptions.Default;
        using var store = new SketchStore(options);
        var sketcher = new Sketcher(options);
        double error = 0, off = 0;
        const int Pairs = 300;
        byte[] a = new byte[store.RowBytes], b = new byte[store.RowBytes];
        for (ulong i = 0; i < Pairs; i++)
        {
            string first = DedupTexts.Text(i), second = DedupTexts.Text(i, changed: 0.06);
            sketcher.Sketch(first, a);
            sketcher.Sketch(second, b);
            double exact = NGrams.Jaccard(NGrams.Distinct(TextKey.Letters(first), options.GramLength), NGrams.Distinct(TextKey.Letters(second), options.GramLength));
            double difference = store.Jaccard(a, b) - exact;
            (error, off) = (error + (difference * difference), off + difference);
        }
        // √(j(1 − j) / 110) is at most 0.048; over 300 pairs the mean is off by less than 0.01.
        Assert.InRange(Math.Sqrt(error / Pairs), 0.02, 0.055);
        Assert.InRange(off / Pairs, -0.01, 0.01);
    }
}

namespace Saenggak.Data;

/// <summary>How near-duplicates are told among word problems.</summary>
public sealed record NearDuplicateOptions
{
    /// <summary>Characters in a gram. Three by default: a changed Korean ending spoils few of them even in a short question.</summary>
    public int GramLength { get; init; } = 3;

    /// <summary>Least share of common grams (Jaccard index) that makes two texts near-duplicates.</summary>
    public double Threshold { get; init; } = 0.65;

    /// <summary>Bands of the signature; 25 bands of 4 find 99 % of the pairs at 0.65, and more above.</summary>
    public int Bands { get; init; } = 25;

    /// <summary>Hashes in a band.</summary>
    public int RowsPerBand { get; init; } = 4;
}

/// <summary>
/// Clusters word problems that are nearly the same once numbers and people's names are masked: MinHash finds candidates, the
/// Jaccard index of the gram sets decides, and clusters are the connected components. The result depends on the texts and
/// options only. For documents, and many of them, there is <see cref="Deduplicator"/>.
/// </summary>
public static class NearDuplicates
{
    private const ulong Seed = 0x5AE2;

    /// <summary>Cluster numbers, one a text, from 0 in the order of first members.</summary>
    public static int[] Cluster(IReadOnlyList<string> texts, NearDuplicateOptions? options = null)
    {
        options ??= new();
        var keys = new string[texts.Count];
        Parallel.For(0, keys.Length, i => keys[i] = TemplateMask.Of(texts[i]));

        var sets = new UnionFind(keys.Length);
        int[] distinct = UniteEqual(keys, sets);
        UniteSimilar(keys, distinct, sets, options);
        return sets.ClusterIds();
    }

    // Texts with the same key are one cluster; only the first of each goes on to be compared.
    private static int[] UniteEqual(string[] keys, UnionFind sets)
    {
        var first = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        var distinct = new List<int>();
        for (int i = 0; i < keys.Length; i++)
        {
            if (first.TryAdd(keys[i], i)) distinct.Add(i);
            else sets.Union(first[keys[i]], i);
        }
        return [.. distinct];
    }

    private static void UniteSimilar(string[] keys, int[] distinct, UnionFind sets, NearDuplicateOptions options)
    {
        int bands = options.Bands;
        var hash = new MinHash(bands * options.RowsPerBand, Seed);
        var bandKeys = new ulong[(long)distinct.Length * bands];
        Parallel.For(0, distinct.Length, i =>
            BandKeys(hash, NGrams.Distinct(keys[distinct[i]], options.GramLength), options.RowsPerBand, bandKeys.AsSpan(i * bands, bands)));

        var order = new int[distinct.Length];
        var column = new ulong[distinct.Length];
        for (int band = 0; band < bands; band++)
        {
            for (int i = 0; i < order.Length; i++) (order[i], column[i]) = (distinct[i], bandKeys[(i * bands) + band]);
            Array.Sort(column, order);
            for (int start = 0; start < order.Length;)
            {
                int end = start + 1;
                while (end < order.Length && column[end] == column[start]) end++;
                if (end - start > 1) UniteBucket(order.AsSpan(start, end - start), keys, sets, options);
                start = end;
            }
        }
    }

    private static void BandKeys(MinHash hash, ulong[] grams, int rows, Span<ulong> keys)
    {
        Span<uint> minima = stackalloc uint[hash.Width];
        hash.Minima([.. grams.Select(gram => (uint)(gram >> 32))], minima);
        for (int band = 0; band < keys.Length; band++)
        {
            ulong key = 0;
            foreach (uint minimum in minima.Slice(band * rows, rows)) key = NGrams.Mix(key ^ minimum) * 31;
            keys[band] = key;
        }
    }

    // Each member is compared with the bucket's first and with the one before it: linear in the bucket, and what one
    // bucket misses another of the bands finds.
    private static void UniteBucket(Span<int> bucket, string[] keys, UnionFind sets, NearDuplicateOptions options)
    {
        // The sort by key is not stable.
        bucket.Sort();
        ulong[] first = NGrams.Distinct(keys[bucket[0]], options.GramLength);
        ulong[] before = first;
        for (int i = 1; i < bucket.Length; i++)
        {
            ulong[] grams = NGrams.Distinct(keys[bucket[i]], options.GramLength);
            if (sets.Find(bucket[i]) != sets.Find(bucket[0]) && NGrams.Jaccard(first, grams) >= options.Threshold)
            {
                sets.Union(bucket[0], bucket[i]);
            }
            else if (sets.Find(bucket[i]) != sets.Find(bucket[i - 1]) && NGrams.Jaccard(before, grams) >= options.Threshold)
            {
                sets.Union(bucket[i - 1], bucket[i]);
            }
            before = grams;
        }
    }
}

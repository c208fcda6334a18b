namespace Saenggak.Data;

/// <summary>
/// Compares the documents of a bucket and joins those that are near-duplicates. Which pairs are compared hangs on the bucket
/// alone, so the joined sets are the same whoever does it and when. Each thread has one of its own.
/// </summary>
internal sealed class BucketJoiner(SketchStore store, LetterStore? letters, UnionFind sets, DedupOptions options)
{
    // All pairs of a bucket up to this size; beyond it, each with the leaders and the one before, which is linear.
    private const int Small = 32;

    // Documents of a large bucket that are like no leader before them become leaders while there is room.
    private const int Leaders = 16;

    // At 110 hashes an estimate is rarely off by three standard errors, 0.14: what lies lower is not worth reading letters for.
    private const double ExactMargin = 0.15;

    private readonly byte[] _rows = new byte[Math.Max(Small, Leaders + 2) * store.RowBytes];
    private readonly int[] _documents = new int[Math.Max(Small, Leaders + 2)];
    private readonly ulong[]?[] _grams = new ulong[]?[Math.Max(Small, Leaders + 2)];
    private readonly double _leastEstimate = options.Check == PairCheck.Exact ? options.Threshold - ExactMargin : options.Threshold;

    /// <summary>Pairs whose sketches were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Joins what belongs together in a bucket of two or more.</summary>
    public void Join(Span<int> bucket)
    {
        // The sort by key left them in no order.
        bucket.Sort();
        if (options.Check == PairCheck.None)
        {
            foreach (int document in bucket[1..]) sets.Union(bucket[0], document);
        }
        else if (bucket.Length <= Small)
        {
            for (int i = 0; i < bucket.Length; i++)
            {
                Load(i, bucket[i]);
                for (int j = 0; j < i; j++) Compare(j, i);
            }
        }
        else
        {
            JoinLarge(bucket);
        }
    }

    /// <summary>Joins documents with the very same text in a bucket of their hashes; counts the later ones.</summary>
    public int JoinSame(Span<int> bucket, bool[] settled)
    {
        bucket.Sort();
        int copies = 0;
        for (int i = 1; i < bucket.Length; i++)
        {
            Load(1, bucket[i]);
            // All in one bucket agree in 64 bits of 128, so the first is as good as always the one.
            for (int first = 0; first < i; first++)
            {
                if (sets.Find(bucket[first]) != bucket[first]) continue;
                Load(0, bucket[first]);
                if (!SketchStore.SameText(Row(0), Row(1))) continue;
                sets.Union(bucket[first], bucket[i]);
                settled[bucket[i]] = true;
                copies++;
                break;
            }
        }
        return copies;
    }

    private void JoinLarge(Span<int> bucket)
    {
        int leaders = 0;
        for (int i = 0; i < bucket.Length; i++)
        {
            int slot = Leaders + (i & 1), before = Leaders + (~i & 1);
            Load(slot, bucket[i]);
            bool like = false;
            for (int leader = 0; leader < leaders && !like; leader++) like = Compare(leader, slot);
            if (i > 0) Compare(before, slot);
            if (like || leaders == Leaders) continue;
            Row(slot).CopyTo(Row(leaders));
            (_documents[leaders], _grams[leaders]) = (bucket[i], _grams[slot]);
            leaders++;
        }
    }

    // Whether the estimate allows the pair; that alone decides what is compared next, not what other buckets joined before.
    private bool Compare(int a, int b)
    {
        Compared++;
        if (store.Jaccard(Row(a), Row(b)) < _leastEstimate) return false;
        if (sets.Find(_documents[a]) == sets.Find(_documents[b])) return true;
        if (letters is null || NGrams.Jaccard(Grams(a), Grams(b)) >= options.Threshold) sets.Union(_documents[a], _documents[b]);
        return true;
    }

    private ulong[] Grams(int slot) => _grams[slot] ??= letters!.Grams(_documents[slot]);

    private void Load(int slot, int document)
    {
        store.Copy(document, Row(slot));
        (_documents[slot], _grams[slot]) = (document, null);
    }

    private Span<byte> Row(int slot) => _rows.AsSpan(slot * store.RowBytes, store.RowBytes);
}

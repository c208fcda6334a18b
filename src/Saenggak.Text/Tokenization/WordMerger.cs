namespace Saenggak.Text.Tokenization;

/// <summary>
/// Byte-pair merging of one word (Sennrich et al. 2016): the adjacent pair of lowest rank, leftmost first, is merged
/// until none is left. Holds scratch memory, so one thread at a time.
/// </summary>
internal sealed class WordMerger(MergeTable merges)
{
    // Scanning all pairs is quickest for words; beyond this length its square is dearer than a heap.
    private const int LongestScanned = 96;

    private readonly Merge[] _pairs = new Merge[LongestScanned];
    private readonly PriorityQueue<int, long> _heap = new();
    private int[] _next = [];
    private int[] _previous = [];

    /// <summary>Merges a word in place and returns how many ids are left at its front.</summary>
    public int Merge(Span<int> ids) =>
        ids.Length < 2 ? ids.Length : ids.Length <= LongestScanned ? MergeShort(ids) : MergeLong(ids);

    private int MergeShort(Span<int> ids)
    {
        int count = ids.Length;
        Span<Merge> pairs = _pairs;
        for (int i = 0; i + 1 < count; i++) pairs[i] = merges.Get(ids[i], ids[i + 1]);

        while (true)
        {
            int best = -1;
            int bestRank = MergeTable.NoRank;
            for (int i = 0; i + 1 < count; i++)
            {
                if (pairs[i].Rank < bestRank)
                {
                    bestRank = pairs[i].Rank;
                    best = i;
                }
            }
            if (best < 0) return count;

            ids[best] = pairs[best].Id;
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            count--;
            if (best + 1 < count)
            {
                pairs[(best + 2)..count].CopyTo(pairs[(best + 1)..]);
                pairs[best] = merges.Get(ids[best], ids[best + 1]);
            }
            if (best > 0) pairs[best - 1] = merges.Get(ids[best - 1], ids[best]);
        }
    }

    private int MergeLong(Span<int> ids)
    {
        if (_next.Length < ids.Length)
        {
            _next = new int[ids.Length];
            _previous = new int[ids.Length];
        }
        _heap.Clear();
        for (int i = 0; i < ids.Length; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1;
            Offer(ids, i);
        }

        while (_heap.TryDequeue(out int at, out long priority))
        {
            // An entry is out of date when its left token is gone or its pair has another rank by now.
            if (ids[at] < 0 || _next[at] >= ids.Length) continue;
            int right = _next[at];
            Merge merge = merges.Get(ids[at], ids[right]);
            if (merge.Rank != (int)(priority >> 32)) continue;

            ids[at] = merge.Id;
            ids[right] = -1;
            _next[at] = _next[right];
            if (_next[at] < ids.Length) _previous[_next[at]] = at;
            if (_previous[at] >= 0) Offer(ids, _previous[at]);
            Offer(ids, at);
        }

        int count = 0;
        for (int i = 0; i < ids.Length; i = _next[i]) ids[count++] = ids[i];
        return count;
    }

    private void Offer(ReadOnlySpan<int> ids, int at)
    {
        if (_next[at] >= ids.Length) return;
        int rank = merges.Get(ids[at], ids[_next[at]]).Rank;
        if (rank != MergeTable.NoRank) _heap.Enqueue(at, ((long)rank << 32) | (uint)at);
    }
}

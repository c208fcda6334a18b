using System.Runtime.CompilerServices;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Byte-pair merging of one word (Sennrich et al. 2016): the adjacent pair of lowest rank, leftmost first, is merged
/// until none is left. Holds scratch memory, so one thread at a time.
/// </summary>
internal sealed class WordMerger(MergeTable merges)
{
    // Looking through all pairs is quickest for words; beyond this length its square is dearer than a heap.
    private const int LongestScanned = 1 << PositionBits;
    private const int PositionBits = 7;
    private const int Nothing = int.MaxValue;

    // Of the token that begins at each position: rank and position of the pair with the next token, packed so that the
    // lowest value is the next merge; the id that pair becomes; where the next and the previous token begin.
    private readonly int[] _keys = new int[LongestScanned];
    private readonly int[] _merged = new int[LongestScanned];
    private int[] _next = new int[LongestScanned];
    private int[] _previous = new int[LongestScanned];
    private readonly PriorityQueue<int, long> _heap = new();

    /// <summary>Merges a word in place and returns how many ids are left at its front.</summary>
    public int Merge(Span<int> ids)
    {
        if (ids.Length < 2) return ids.Length;
        if (_next.Length < ids.Length)
        {
            _next = new int[ids.Length];
            _previous = new int[ids.Length];
        }
        for (int i = 0; i < ids.Length; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1;
        }
        if (ids.Length <= LongestScanned) MergeShort(ids);
        else MergeLong(ids);

        int count = 0;
        for (int i = 0; i < ids.Length; i = _next[i]) ids[count++] = ids[i];
        return count;
    }

    private void MergeShort(Span<int> ids)
    {
        Span<int> keys = _keys.AsSpan(0, ids.Length);
        for (int i = 0; i + 1 < ids.Length; i++) Weigh(ids, keys, i, i + 1);
        keys[^1] = Nothing;

        for (int lowest = Lowest(keys); lowest != Nothing; lowest = Lowest(keys))
        {
            int at = lowest & (LongestScanned - 1);
            int right = _next[at];
            int after = _next[right];
            int before = _previous[at];
            ids[at] = _merged[at];
            keys[right] = Nothing;
            _next[at] = after;
            if (before >= 0) Weigh(ids, keys, before, at);
            if (after < ids.Length)
            {
                _previous[after] = at;
                Weigh(ids, keys, at, after);
            }
            else
            {
                keys[at] = Nothing;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Weigh(ReadOnlySpan<int> ids, Span<int> keys, int at, int next)
    {
        Merge merge = merges.Get(ids[at], ids[next]);
        _merged[at] = merge.Id;
        keys[at] = merge.Rank == MergeTable.NoRank ? Nothing : (merge.Rank << PositionBits) | at;
    }

    private static int Lowest(ReadOnlySpan<int> keys)
    {
        int lowest = Nothing;
        foreach (int key in keys) lowest = Math.Min(lowest, key);
        return lowest;
    }

    private void MergeLong(Span<int> ids)
    {
        _heap.Clear();
        for (int i = 0; i < ids.Length; i++) Offer(ids, i);
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
    }

    private void Offer(ReadOnlySpan<int> ids, int at)
    {
        if (_next[at] >= ids.Length) return;
        int rank = merges.Get(ids[at], ids[_next[at]]).Rank;
        if (rank != MergeTable.NoRank) _heap.Enqueue(at, ((long)rank << 32) | (uint)at);
    }
}

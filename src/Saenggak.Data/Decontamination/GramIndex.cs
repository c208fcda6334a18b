using System.Numerics;

namespace Saenggak.Data;

/// <summary>One gram of an item's part: which part, and the number of the gram among the part's own.</summary>
internal readonly record struct GramPosting(int Part, int Ordinal);

/// <summary>Which parts hold a gram. Built once, then read from many threads.</summary>
internal sealed class GramIndex
{
    private readonly ulong[] _filter, _keys;
    private readonly int[] _first, _end;
    private readonly GramPosting[] _postings;
    private readonly int _shift, _filterShift;

    /// <param name="grams">Each with its part; the same gram may come several times with one part, under one ordinal.</param>
    public GramIndex(List<(ulong Gram, GramPosting Posting)> grams)
    {
        grams.Sort(static (a, b) => a.Gram != b.Gram ? a.Gram.CompareTo(b.Gram) : a.Posting.Part != b.Posting.Part ? a.Posting.Part.CompareTo(b.Posting.Part) : a.Posting.Ordinal.CompareTo(b.Posting.Ordinal));
        _postings = [.. grams.Select(gram => gram.Posting)];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * grams.Count));
        _shift = 64 - BitOperations.Log2((uint)size);
        (_keys, _first, _end) = (new ulong[size], new int[size], new int[size]);
        // Most grams of most texts stand in no item; sixteen bits a gram say so without a look at the table.
        int bits = Math.Max(1 << 12, size * 8);
        _filterShift = 64 - BitOperations.Log2((uint)bits);
        _filter = new ulong[bits / 64];
        for (int from = 0; from < grams.Count;)
        {
            int to = from + 1;
            while (to < grams.Count && grams[to].Gram == grams[from].Gram) to++;
            Insert(grams[from].Gram, from, to);
            from = to;
        }
    }

    /// <summary>The parts that hold a gram; empty for most.</summary>
    public ReadOnlySpan<GramPosting> Find(ulong gram)
    {
        ulong bit = (gram * NGrams.Base) >> _filterShift;
        if ((_filter[bit >> 6] & (1UL << (int)(bit & 63))) == 0) return default;
        for (int slot = (int)(gram >> _shift); _end[slot] > 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == gram) return _postings.AsSpan(_first[slot].._end[slot]);
        }
        return default;
    }

    private void Insert(ulong gram, int from, int to)
    {
        ulong bit = (gram * NGrams.Base) >> _filterShift;
        _filter[bit >> 6] |= 1UL << (int)(bit & 63);
        int slot = (int)(gram >> _shift);
        while (_end[slot] > 0) slot = (slot + 1) & (_keys.Length - 1);
        (_keys[slot], _first[slot], _end[slot]) = (gram, from, to);
    }
}

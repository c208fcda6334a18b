using System.Numerics;
using System.Runtime.CompilerServices;

namespace Saenggak.Text.Tokenization;

/// <summary>What a pair of adjacent tokens merges into: the merge's rank (lower goes first) and the id of the result.</summary>
internal readonly record struct Merge(int Rank, int Id);

/// <summary>
/// The merges of a BPE model, from a pair of ids to rank and result. Most pairs asked for do not merge: a bit map, small
/// enough for the second-level cache, answers nearly all of those, an open-addressed table the rest. Pairs of the lowest
/// ids, which are the bytes, have a square table of their own, since every word begins with them.
/// </summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    /// <summary>Ranks lie below this, so that a caller can pack a rank with a position.</summary>
    public const int MaxMerges = 1 << 24;

    private const int LowIds = 256;
    private const int FilterBitsPerSlot = 8;

    private readonly Merge[] _low = new Merge[LowIds * LowIds];
    private readonly Slot[] _slots;
    private readonly ulong[] _filter;

    /// <summary>An empty table with room for a number of merges.</summary>
    public MergeTable(int merges)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)(merges + (merges / 2) + 8))];
        _filter = new ulong[_slots.Length * FilterBitsPerSlot / 64];
        Array.Fill(_low, new Merge(NoRank, -1));
    }

    /// <summary>Enters a merge; a pair entered again takes the later rank, as Hugging Face reads repeated merges.</summary>
    public void Set(int left, int right, Merge merge)
    {
        if ((uint)(left | right) < LowIds)
        {
            _low[(left * LowIds) + right] = merge;
            return;
        }
        ulong key = Key(left, right);
        uint hash = ByteHash.Of(key);
        _filter[FilterWord(hash)] |= 1UL << (int)(hash & 63);
        Find(key, hash) = new Slot(key, merge);
    }

    /// <summary>The merge of a pair; its rank is <see cref="NoRank"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Merge Get(int left, int right)
    {
        if ((uint)(left | right) < LowIds) return _low[(left * LowIds) + right];
        ulong key = Key(left, right);
        uint hash = ByteHash.Of(key);
        return (_filter[FilterWord(hash)] & (1UL << (int)(hash & 63))) == 0 ? new Merge(NoRank, -1) : Search(key, hash);
    }

    private Merge Search(ulong key, uint hash)
    {
        ref Slot slot = ref Find(key, hash);
        return slot.Key == 0 ? new Merge(NoRank, -1) : slot.Merge;
    }

    // Zero marks an empty slot, so a key is never zero.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private int FilterWord(uint hash) => (int)(hash >> 6) & (_filter.Length - 1);

    private ref Slot Find(ulong key, uint hash)
    {
        int mask = _slots.Length - 1;
        int at = (int)hash & mask;
        while (_slots[at].Key != key && _slots[at].Key != 0) at = (at + 1) & mask;
        return ref _slots[at];
    }

    private readonly record struct Slot(ulong Key, Merge Merge);
}

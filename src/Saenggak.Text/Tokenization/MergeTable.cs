using System.Numerics;
using System.Runtime.CompilerServices;

namespace Saenggak.Text.Tokenization;

/// <summary>What a pair of adjacent tokens merges into: the merge's rank (lower goes first) and the id of the result.</summary>
internal readonly record struct Merge(int Rank, int Id);

/// <summary>The merges of a BPE model, from a pair of ids to rank and result, in one open-addressed table.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    private readonly Slot[] _slots;
    private readonly int _mask;

    /// <summary>An empty table with room for a number of merges.</summary>
    public MergeTable(int merges)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)(merges + (merges / 2) + 8))];
        _mask = _slots.Length - 1;
    }

    /// <summary>Enters a merge; a pair entered again takes the later rank, as Hugging Face reads repeated merges.</summary>
    public void Set(int left, int right, Merge merge)
    {
        ref Slot slot = ref Find(Key(left, right));
        slot = new Slot(Key(left, right), merge);
    }

    /// <summary>The merge of a pair; its rank is <see cref="NoRank"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Merge Get(int left, int right)
    {
        ref Slot slot = ref Find(Key(left, right));
        return slot.Key == 0 ? new Merge(NoRank, -1) : slot.Merge;
    }

    // Zero marks an empty slot, so a key is never zero.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private ref Slot Find(ulong key)
    {
        int at = (int)ByteHash.Of(key) & _mask;
        while (_slots[at].Key != key && _slots[at].Key != 0) at = (at + 1) & _mask;
        return ref _slots[at];
    }

    private readonly record struct Slot(ulong Key, Merge Merge);
}

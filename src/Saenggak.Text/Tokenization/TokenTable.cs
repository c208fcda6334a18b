using System.Numerics;

namespace Saenggak.Text.Tokenization;

/// <summary>The bytes of every token by id, and the ids of the model's own tokens by bytes. Filled by one reader, then shared by threads.</summary>
internal sealed class TokenTable
{
    private byte[] _bytes = new byte[1 << 16];
    private (int Start, int Length)[] _places = new (int, int)[1 << 10];
    private int[] _slots = [];
    private int _used;

    /// <summary>Highest id + 1.</summary>
    public int Size { get; private set; }

    /// <summary>The bytes of a token; empty for an id that is not used.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => (uint)id < (uint)Size ? _bytes.AsSpan(_places[id].Start, _places[id].Length) : [];

    /// <summary>The id of a token of the model by its bytes, or -1.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => _slots[SlotOf(bytes)] - 1;

    /// <summary>Memory for the bytes of the token that comes next, valid until <see cref="Set"/>.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _used < bytes) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
        return _bytes.AsSpan(_used);
    }

    /// <summary>Gives a token the first bytes of <see cref="Room"/>.</summary>
    public void Set(int id, int length)
    {
        if (id >= _places.Length) Array.Resize(ref _places, Math.Max(_places.Length * 2, id + 1));
        _places[id] = (_used, length);
        _used += length;
        Size = Math.Max(Size, id + 1);
    }

    /// <summary>Leaves an id without a token.</summary>
    public void Clear(int id) => _places[id] = default;

    /// <summary>Makes these tokens findable by their bytes, in this order; of two with the same bytes the later one stays, the earlier is no token.</summary>
    public void Index(ReadOnlySpan<int> ids)
    {
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(ids.Length * 2) + 2)];
        foreach (int id in ids)
        {
            ref int slot = ref _slots[SlotOf(Bytes(id))];
            if (slot != 0 && slot != id + 1) Clear(slot - 1);
            slot = id + 1;
        }
    }

    private int SlotOf(ReadOnlySpan<byte> bytes)
    {
        int mask = _slots.Length - 1;
        int at = (int)ByteHash.Of(bytes) & mask;
        while (_slots[at] != 0 && !Bytes(_slots[at] - 1).SequenceEqual(bytes)) at = (at + 1) & mask;
        return at;
    }
}

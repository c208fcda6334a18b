using System.Numerics;

namespace Saenggak.Text.Tokenization;

/// <summary>The bytes of every token by id, and the ids of the model's own tokens by bytes. Immutable after construction.</summary>
internal sealed class TokenTable
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _slots;

    /// <summary>Builds the table.</summary>
    /// <param name="tokens">Bytes of each token by id; null where an id is not used.</param>
    /// <param name="reachable">Which ids are found by their bytes (the model's vocabulary, not added tokens).</param>
    public TokenTable(byte[]?[] tokens, bool[] reachable)
    {
        _starts = new int[tokens.Length + 1];
        for (int id = 0; id < tokens.Length; id++) _starts[id + 1] = _starts[id] + (tokens[id]?.Length ?? 0);
        _bytes = new byte[_starts[^1]];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(tokens.Length * 2) + 2)];
        for (int id = 0; id < tokens.Length; id++)
        {
            tokens[id]?.CopyTo(_bytes, _starts[id]);
            if (reachable[id]) _slots[SlotOf(Bytes(id))] = id + 1;
        }
    }

    /// <summary>Highest id + 1.</summary>
    public int Size => _starts.Length - 1;

    /// <summary>The bytes of a token; empty for an id that is not used.</summary>
    public ReadOnlySpan<byte> Bytes(int id) =>
        (uint)id < (uint)Size ? _bytes.AsSpan(_starts[id], _starts[id + 1] - _starts[id]) : [];

    /// <summary>The id of a token of the model by its bytes, or -1.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => _slots[SlotOf(bytes)] - 1;

    private int SlotOf(ReadOnlySpan<byte> bytes)
    {
        int mask = _slots.Length - 1;
        int at = (int)ByteHash.Of(bytes) & mask;
        while (_slots[at] != 0 && !Bytes(_slots[at] - 1).SequenceEqual(bytes)) at = (at + 1) & mask;
        return at;
    }
}

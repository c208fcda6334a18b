using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Remembers the ids of short pre-tokens. Bounded and free of allocation: an entry is one cache line that holds the
/// characters and the ids themselves, a key may lie in one of four neighbouring entries, and a new key replaces one of
/// them in turn. One thread at a time.
/// </summary>
internal sealed class PreTokenCache
{
    private const int EntryCount = 1 << 16;
    private const int Ways = 4;
    private const int MaxChars = 15;
    private const int MaxIds = 7;

    // Hashes lie apart from the entries, so that looking for an unknown key touches one line only.
    private readonly uint[] _hashes = new uint[EntryCount];
    private readonly Entry[] _entries = new Entry[EntryCount];
    private int _turn;

    /// <summary>Hash of a pre-token, or 0 when it is too long to be remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HashOf(ReadOnlySpan<char> word) =>
        word.Length > MaxChars ? 0 : ByteHash.Of(MemoryMarshal.AsBytes(word)) | 1u;

    /// <summary>The remembered ids, valid until the next <see cref="Add"/>; empty when not known.</summary>
    public ReadOnlySpan<int> Get(ReadOnlySpan<char> word, uint hash)
    {
        int set = SetOf(hash);
        for (int i = set; i < set + Ways; i++)
        {
            if (_hashes[i] != hash) continue;
            ref Entry entry = ref _entries[i];
            if (entry.CharCount == word.Length && word.SequenceEqual(((ReadOnlySpan<char>)entry.Word)[..word.Length]))
            {
                return MemoryMarshal.CreateReadOnlySpan(ref entry.Ids[0], entry.IdCount);
            }
        }
        return [];
    }

    /// <summary>Remembers the ids of a pre-token that <see cref="Get"/> did not know; more ids than an entry holds are left out.</summary>
    public void Add(ReadOnlySpan<char> word, uint hash, ReadOnlySpan<int> ids)
    {
        if (ids.Length > MaxIds) return;
        int set = SetOf(hash);
        int victim = set + (_turn++ & (Ways - 1));
        for (int i = set; i < set + Ways; i++)
        {
            if (_hashes[i] == 0)
            {
                victim = i;
                break;
            }
        }
        ref Entry entry = ref _entries[victim];
        _hashes[victim] = hash;
        entry.CharCount = (byte)word.Length;
        entry.IdCount = (byte)ids.Length;
        word.CopyTo(entry.Word);
        ids.CopyTo(entry.Ids);
    }

    // The lowest bit of a hash is always set, so the set is taken from the bits above it.
    private static int SetOf(uint hash) => (int)(hash >> 8) & (EntryCount - Ways);

    private struct Entry
    {
        public byte CharCount;
        public byte IdCount;
        public Chars Word;
        public Numbers Ids;
    }

    [InlineArray(MaxChars)]
    private struct Chars
    {
        private char _first;
    }

    [InlineArray(MaxIds)]
    private struct Numbers
    {
        private int _first;
    }
}

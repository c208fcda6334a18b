using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Saenggak.Data;

/// <summary>Finds texts that are the same after NFC and folding of white space, one at a time, so that a file can be streamed.</summary>
public sealed class ExactDuplicates
{
    // 128 bits of SHA-256 instead of the texts themselves: 16 bytes a row, and no two texts will ever collide.
    private readonly Dictionary<UInt128, int> _first = [];

    /// <summary>Texts seen so far.</summary>
    public int Seen { get; private set; }

    /// <summary>Takes the next text and returns the index of its first occurrence: its own when it is new.</summary>
    public int Add(string text)
    {
        UInt128 key = Hash(TextKey.Exact(text));
        int index = Seen++;
        return _first.TryAdd(key, index) ? index : _first[key];
    }

    /// <summary>The key of a text whose white space is folded already.</summary>
    internal static UInt128 Hash(ReadOnlySpan<char> exact)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(exact), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Cluster numbers of texts, from 0 in the order of first occurrence.</summary>
    public static int[] Cluster(IReadOnlyList<string> texts)
    {
        var seen = new ExactDuplicates();
        var sets = new UnionFind(texts.Count);
        for (int i = 0; i < texts.Count; i++) sets.Union(seen.Add(texts[i]), i);
        return sets.ClusterIds();
    }
}

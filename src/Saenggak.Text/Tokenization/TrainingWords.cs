using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>The distinct words of a corpus as token ids in one array, shortened in place as pairs merge.</summary>
internal sealed class TrainingWords
{
    private readonly int[] _ids;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly long[] _counts;

    /// <summary>Spells each word in bytes; the id of a byte is its place in <paramref name="alphabet"/>.</summary>
    public TrainingWords(IReadOnlyDictionary<string, long> words, ReadOnlySpan<byte> alphabet)
    {
        var idOfByte = new int[256];
        for (int id = 0; id < alphabet.Length; id++) idOfByte[alphabet[id]] = id;

        _starts = new int[words.Count];
        _lengths = new int[words.Count];
        _counts = new long[words.Count];
        long total = words.Keys.Sum(word => (long)Encoding.UTF8.GetByteCount(word));
        _ids = new int[total];
        var bytes = new byte[1024];
        int word = 0;
        int at = 0;
        foreach ((string text, long count) in words)
        {
            int room = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (bytes.Length < room) bytes = new byte[room];
            int length = Encoding.UTF8.GetBytes(text, bytes);
            _starts[word] = at;
            _lengths[word] = length;
            _counts[word] = count;
            for (int i = 0; i < length; i++) _ids[at++] = idOfByte[bytes[i]];
            word++;
        }
    }

    /// <summary>Counts all pairs.</summary>
    public void CountPairs(PairIndex pairs)
    {
        for (int word = 0; word < _counts.Length; word++)
        {
            ReadOnlySpan<int> ids = _ids.AsSpan(_starts[word], _lengths[word]);
            for (int i = 0; i + 1 < ids.Length; i++) pairs.Raise(new Pair(ids[i], ids[i + 1]), _counts[word], word);
        }
    }

    /// <summary>Merges a pair throughout a word, from left to right, and keeps the counts of its neighbours.</summary>
    public void Merge(int word, Pair pair, int merged, PairIndex pairs)
    {
        Span<int> ids = _ids.AsSpan(_starts[word], _lengths[word]);
        long count = _counts[word];
        int kept = 0;
        for (int i = 0; i < ids.Length; kept++)
        {
            if (ids[i] != pair.Left || i + 1 >= ids.Length || ids[i + 1] != pair.Right)
            {
                ids[kept] = ids[i++];
                continue;
            }
            if (kept > 0)
            {
                pairs.Lower(new Pair(ids[kept - 1], pair.Left), count);
                pairs.Raise(new Pair(ids[kept - 1], merged), count, word);
            }
            if (i + 2 < ids.Length)
            {
                pairs.Lower(new Pair(pair.Right, ids[i + 2]), count);
                pairs.Raise(new Pair(merged, ids[i + 2]), count, word);
            }
            ids[kept] = merged;
            i += 2;
        }
        _lengths[word] = kept;
    }
}

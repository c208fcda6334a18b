using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>The scratch memory and pre-token cache with which one thread at a time encodes.</summary>
internal sealed class EncodeWorkspace(TokenizerModel model)
{
    // Split points of an unusually long text are not kept after it.
    private const int KeptEnds = 1 << 20;

    private readonly PreTokenCache _cache = new();
    private readonly WordMerger _merger = new(model.Merges);
    private List<int> _ends = [];
    private List<int> _finerEnds = [];
    private byte[] _bytes = new byte[256];
    private int[] _ids = new int[256];

    /// <summary>Appends the ids of a normalized text without added tokens.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> into)
    {
        Split(text);
        int start = 0;
        foreach (int end in _ends)
        {
            ReadOnlySpan<char> word = text[start..end];
            start = end;
            uint hash = PreTokenCache.HashOf(word);
            if (hash == 0)
            {
                into.AddRange(EncodeWord(word));
                continue;
            }
            ReadOnlySpan<int> ids = _cache.Get(word, hash);
            if (ids.Length == 0)
            {
                ids = EncodeWord(word);
                _cache.Add(word, hash, ids);
            }
            if (ids.Length == 1) into.Add(ids[0]);
            else into.AddRange(ids);
        }
        if (_ends.Capacity > KeptEnds) _ends = [];
        if (_finerEnds.Capacity > KeptEnds) _finerEnds = [];
    }

    private void Split(ReadOnlySpan<char> text)
    {
        _ends.Clear();
        if (model.Splitters.Count == 0)
        {
            _ends.Add(text.Length);
            return;
        }
        model.Splitters[0].Split(text, 0, _ends);
        for (int step = 1; step < model.Splitters.Count; step++)
        {
            _finerEnds.Clear();
            int start = 0;
            foreach (int end in _ends)
            {
                model.Splitters[step].Split(text[start..end], start, _finerEnds);
                start = end;
            }
            (_ends, _finerEnds) = (_finerEnds, _ends);
        }
    }

    private ReadOnlySpan<int> EncodeWord(ReadOnlySpan<char> word)
    {
        int room = Encoding.UTF8.GetMaxByteCount(word.Length);
        if (_bytes.Length < room)
        {
            _bytes = new byte[room];
            _ids = new int[room];
        }
        int length = Encoding.UTF8.GetBytes(word, _bytes);
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, length);
        if (model.IgnoreMerges && model.Tokens.Find(bytes) is >= 0 and var whole)
        {
            _ids[0] = whole;
            return _ids.AsSpan(0, 1);
        }
        for (int i = 0; i < length; i++) _ids[i] = model.ByteIds[bytes[i]];
        return _ids.AsSpan(0, _merger.Merge(_ids.AsSpan(0, length)));
    }
}

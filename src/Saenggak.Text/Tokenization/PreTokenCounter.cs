using System.Runtime.InteropServices;

namespace Saenggak.Text.Tokenization;

/// <summary>Counts the distinct pre-tokens of texts, normalized and split as the trained tokenizer will; keeps the pre-tokens, not the texts.</summary>
internal sealed class PreTokenCounter(IEnumerable<AddedToken> wholeTokens)
{
    private readonly AddedTokenMatcher _matcher = new(wholeTokens);
    private readonly Splitter _splitter = Splitter.ForPattern(Qwen2Splitter.SingleDigitPattern);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<int> _ends = [];

    /// <summary>How often each pre-token was seen.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts one text; special and whole tokens in it teach no merges.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        text = NfcNormalizer.ReplaceLoneSurrogates(text);
        int from = 0;
        while (_matcher.TryFind(text, from, allowSpecial: true, out AddedTokenMatch match))
        {
            AddPlain(text[from..match.Start]);
            from = match.End;
        }
        AddPlain(text[from..]);
    }

    private void AddPlain(ReadOnlySpan<char> text)
    {
        text = NfcNormalizer.Normalize(text);
        _ends.Clear();
        _splitter.Split(text, 0, _ends);
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        int start = 0;
        foreach (int end in _ends)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, text[start..end], out _)++;
            start = end;
        }
    }
}

namespace Saenggak.Data;

/// <summary>Every part of every benchmark, findable by gram, by first symbols, by all letters and by template.</summary>
internal sealed class BenchmarkIndex
{
    private const int Tail = 3;

    private readonly List<BenchmarkPart> _parts = [];
    private readonly Dictionary<ulong, List<int>> _whole = [];
    private readonly Dictionary<string, List<int>> _templates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tails = new(StringComparer.Ordinal);
    private int _longestTemplate;
    private bool _endsInName;

    public BenchmarkIndex(IReadOnlyList<BenchmarkSet> sets, DecontaminationOptions options)
    {
        var masked = new MaskedText();
        List<(ulong, GramPosting)> chars = [], words = [], heads = [];
        for (int set = 0; set < sets.Count; set++)
        {
            int first = _parts.Count;
            for (int item = 0; item < sets[set].Items.Count; item++) _parts.AddRange(BenchmarkPart.Of(sets[set].Items[item], set, item, options));
            AddGrams(first, inWords: false, chars, masked, options);
            AddGrams(first, inWords: true, words, masked, options);
            for (int part = first; part < _parts.Count; part++) AddWhole(part, heads, masked, options);
        }
        (Chars, Words, Heads) = (new GramIndex(chars), new GramIndex(words), new GramIndex(heads));
    }

    public IReadOnlyList<BenchmarkPart> Parts => _parts;

    /// <summary>Grams of characters.</summary>
    public GramIndex Chars { get; }

    /// <summary>Grams of words.</summary>
    public GramIndex Words { get; }

    /// <summary>The first gram of characters of each short item that may be looked for within a text.</summary>
    public GramIndex Heads { get; }

    /// <summary>Symbols of the longest item, beyond which no text is an item.</summary>
    public int LongestSymbols { get; private set; }

    /// <summary>Whether a text may have the template of a question, told without making its template: by length and last symbols.</summary>
    public bool MayBeTemplate(MaskedText text) =>
        text.Text.Length <= _longestTemplate && (_endsInName || (text.Length >= Tail && _tails.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Symbols[^Tail..])));

    /// <summary>Parts whose letters and digits hash to this.</summary>
    public IReadOnlyList<int> Whole(ulong hash) => _whole.TryGetValue(hash, out List<int>? parts) ? parts : [];

    /// <summary>Questions of this template.</summary>
    public IReadOnlyList<int> Templates(string template) => _templates.TryGetValue(template, out List<int>? parts) ? parts : [];

    private void AddWhole(int index, List<(ulong, GramPosting)> heads, MaskedText masked, DecontaminationOptions options)
    {
        BenchmarkPart part = _parts[index];
        masked.Read(part.Text);
        LongestSymbols = Math.Max(LongestSymbols, masked.Length);
        Add(_whole, masked.Hash, index);
        if (part.ShortKey is not null)
        {
            ulong[] hashes = [];
            if (masked.Length >= Math.Max(options.MinContained, options.GramChars) && GramHashes.OfSymbols(masked, options.GramChars, ref hashes) > 0) heads.Add((hashes[0], new GramPosting(index, 0)));
        }
        if (part.Name != BenchmarkPart.Prompt) return;
        string template = TemplateMask.Of(part.Text);
        // «# + #» is the template of every sum.
        if (template.Count(c => c is not (MaskedText.Number or '@')) < options.MinContained) return;
        Add(_templates, template, index);
        // Other numbers and names make a text longer, but not twice as long.
        _longestTemplate = Math.Max(_longestTemplate, 2 * part.Text.Length);
        if (template[^Tail..].Contains('@', StringComparison.Ordinal)) _endsInName = true;
        else _tails.Add(template[^Tail..]);
    }

    private void AddGrams(int first, bool inWords, List<(ulong, GramPosting)> grams, MaskedText masked, DecontaminationOptions options)
    {
        ulong[] hashes = [], words = [];
        var own = new ulong[_parts.Count - first][];
        var holders = new Dictionary<ulong, int>();
        for (int part = first; part < _parts.Count; part++)
        {
            if (_parts[part].ShortKey is not null || _parts[part].InWords != inWords) continue;
            masked.Read(_parts[part].Text);
            int count = inWords ? GramHashes.OfWords(masked, options.GramWords, ref hashes, ref words) : GramHashes.OfSymbols(masked, options.GramChars, ref hashes);
            ulong[] all = hashes[..count];
            ulong[] spoken = [.. all.Where((_, at) => IsSpoken(masked, at, inWords, options)).Distinct()];
            // An item that is nearly all formula has nothing better.
            own[part - first] = spoken.Length >= options.MinGrams / 2 ? spoken : [.. all.Distinct()];
            foreach (ulong gram in own[part - first]) holders[gram] = holders.GetValueOrDefault(gram) + 1;
        }
        for (int part = first; part < _parts.Count; part++)
        {
            if (own[part - first] is not { } all) continue;
            ulong[] telling = [.. all.Where(gram => holders[gram] <= options.MaxItemsPerGram)];
            // What is left of an item made of phrases would be found everywhere.
            if (telling.Length < options.MinGrams / 2) continue;
            _parts[part].Grams = telling.Length;
            for (int i = 0; i < telling.Length; i++) grams.Add((telling[i], new GramPosting(part, i)));
        }
    }

    // «x = 24 * 12» is a gram of every solution: half of the characters must be letters, two of five words longer than one letter.
    private static bool IsSpoken(MaskedText text, int at, bool inWords, DecontaminationOptions options)
    {
        if (!inWords) return 2 * text.Symbols.Slice(at, options.GramChars).Count(MaskedText.Number) <= options.GramChars;
        int spoken = 0;
        for (int word = at; word < at + options.GramWords; word++)
        {
            int end = word + 1 < text.WordCount ? text.Words[word + 1] : text.Length;
            if (end - text.Words[word] > 1) spoken++;
        }
        return 5 * spoken >= 2 * options.GramWords;
    }

    private static void Add<TKey>(Dictionary<TKey, List<int>> index, TKey key, int part) where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<int>? parts)) index[key] = parts = [];
        parts.Add(part);
    }
}

using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>The search of one thread, with its room for one text at a time.</summary>
internal sealed class TextSearch(BenchmarkIndex index, DecontaminationOptions options, IReadOnlyList<BenchmarkSet> sets)
{
    private const int ExcerptChars = 200;

    private readonly MaskedText _text = new();
    private readonly int[] _counts = new int[index.Parts.Count];
    private readonly List<int> _touched = [];
    private readonly List<(int Part, int Place, int Ordinal)> _hits = [];
    private readonly Dictionary<int, (ContaminationKind Kind, double Overlap, int From, int To)> _found = [];
    private ulong[] _hashes = new ulong[1024], _words = new ulong[256];

    public IReadOnlyList<ContaminationMatch> Find(string text)
    {
        _text.Read(text);
        if (_text.Length == 0) return [];
        _found.Clear();
        if (_text.Length <= index.LongestSymbols) FindWhole();
        int grams = GramHashes.OfSymbols(_text, options.GramChars, ref _hashes);
        FindHeads(grams);
        FindGrams(index.Chars, grams, inWords: false);
        FindGrams(index.Words, GramHashes.OfWords(_text, options.GramWords, ref _hashes, ref _words), inWords: true);
        if (index.MayBeTemplate(_text)) FindTemplate();
        return _found.Count == 0 ? [] : Matches();
    }

    private void FindWhole()
    {
        foreach (int part in index.Whole(_text.Hash))
        {
            string item = index.Parts[part].Text;
            if (TextKey.Letters(item) != TextKey.Letters(_text.Text)) continue;
            // Of a short item signs are much of what it says.
            if (index.Parts[part].ShortKey is { } key && MaskedText.Key(Stretch(0, _text.Length)) != key) continue;
            Keep(part, ContaminationKind.Exact, 1, 0, _text.Length);
        }
    }

    private void FindHeads(int grams)
    {
        for (int at = 0; at < grams; at++)
        {
            foreach (GramPosting posting in index.Heads.Find(_hashes[at]))
            {
                BenchmarkPart part = index.Parts[posting.Part];
                int end = at + part.Symbols;
                if (end > _text.Length || MaskedText.Key(Stretch(at, end)) != part.ShortKey) continue;
                if (StartsSentence(at) && EndsSentence(end)) Keep(posting.Part, ContaminationKind.Contained, 1, at, end);
            }
        }
    }

    private void FindGrams(GramIndex grams, int count, bool inWords)
    {
        _hits.Clear();
        _touched.Clear();
        for (int at = 0; at < count; at++)
        {
            foreach (GramPosting posting in grams.Find(_hashes[at]))
            {
                if (_counts[posting.Part]++ == 0) _touched.Add(posting.Part);
                _hits.Add((posting.Part, at, posting.Ordinal));
            }
        }
        foreach (int part in _touched)
        {
            bool many = _counts[part] >= options.MinOverlap * index.Parts[part].Grams;
            _counts[part] = 0;
            if (many) Weigh(part, inWords);
        }
    }

    // The most different grams of the part within one window.
    private void Weigh(int index1, bool inWords)
    {
        BenchmarkPart part = index.Parts[index1];
        (int Part, int Place, int Ordinal)[] hits = [.. _hits.Where(hit => hit.Part == index1)];
        int window = (int)(options.Window * part.Length);
        var inside = new int[part.Grams];
        int different = 0, most = 0, from = 0, to = 0;
        for (int first = 0, last = 0; last < hits.Length; last++)
        {
            if (inside[hits[last].Ordinal]++ == 0) different++;
            while (hits[last].Place - hits[first].Place > window)
            {
                if (--inside[hits[first++].Ordinal] == 0) different--;
            }
            if (different > most) (most, from, to) = (different, hits[first].Place, hits[last].Place);
        }
        double overlap = (double)most / part.Grams;
        if (overlap < options.MinOverlap) return;
        if (inWords)
        {
            int end = to + options.GramWords;
            (from, to) = (_text.Words[from], end < _text.WordCount ? _text.Words[end] : _text.Length);
        }
        else
        {
            to += options.GramChars;
        }
        Keep(index1, HasNumbersOf(part, from, to) ? ContaminationKind.Overlap : ContaminationKind.Template, overlap, from, to);
    }

    private bool HasNumbersOf(BenchmarkPart part, int from, int to)
    {
        if (part.Numbers.Count == 0) return true;
        HashSet<string> numbers = _text.Numbers(from, to);
        return 2 * part.Numbers.Count(numbers.Contains) >= part.Numbers.Count;
    }

    private void FindTemplate()
    {
        foreach (int part in index.Templates(TemplateMask.Of(_text.Text))) Keep(part, ContaminationKind.Template, 0, 0, _text.Length);
    }

    private void Keep(int part, ContaminationKind kind, double overlap, int from, int to)
    {
        if (!_found.TryGetValue(part, out var known) || kind < known.Kind) _found[part] = (kind, overlap, from, to);
    }

    private List<ContaminationMatch> Matches()
    {
        var matches = new List<ContaminationMatch>(_found.Count);
        var seen = new HashSet<(int, int)>();
        // The prompt of an item comes before its solution, so of two equally sure parts the prompt is named.
        foreach ((int index1, var found) in _found.OrderBy(entry => entry.Value.Kind).ThenByDescending(entry => entry.Value.Overlap).ThenBy(entry => entry.Key))
        {
            BenchmarkPart part = index.Parts[index1];
            if (!seen.Add((part.Set, part.Item))) continue;
            matches.Add(new ContaminationMatch
            {
                Benchmark = sets[part.Set].Name,
                BenchmarkIndex = part.Set,
                ItemIndex = part.Item,
                ItemId = sets[part.Set].Items[part.Item].Id,
                Part = part.Name,
                Kind = found.Kind,
                Overlap = found.Overlap,
                ItemExcerpt = Excerpt(part.Text),
                TextExcerpt = Excerpt(Stretch(found.From, found.To)),
            });
        }
        return matches;
    }

    private ReadOnlySpan<char> Stretch(int from, int to) => _text.Text.AsSpan()[_text.Start(from).._text.End(to - 1)];

    // Nothing but white space, or a mark that is no letter, stands before and after a whole sentence on its line.
    private bool StartsSentence(int symbol)
    {
        int at = _text.Start(symbol) - 1;
        while (at >= 0 && _text.Text[at] is ' ' or '\t') at--;
        return at < 0 || !char.IsLetterOrDigit(_text.Text[at]);
    }

    private bool EndsSentence(int symbol)
    {
        int at = _text.End(symbol - 1);
        while (at < _text.Text.Length && _text.Text[at] is ' ' or '\t') at++;
        return at == _text.Text.Length || !char.IsLetterOrDigit(_text.Text[at]);
    }

    private static string Excerpt(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int length = Math.Min(ExcerptChars, text.Length);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
        string start = TextKey.Exact(text[..length].ToString());
        return length < text.Length ? start + " …" : start;
    }
}

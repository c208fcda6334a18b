namespace Saenggak.Data;

/// <summary>In what way a text repeats a benchmark item.</summary>
public enum ContaminationKind
{
    /// <summary>The same letters and digits.</summary>
    Exact,

    /// <summary>Most of the benchmark item's character n-grams stand in the text.</summary>
    Overlap,

    /// <summary>The same once numbers and names are masked: not a leak of the answer, but of the task.</summary>
    Template,
}

/// <summary>A text that repeats a benchmark item.</summary>
/// <param name="TextIndex">Index of the text among those checked.</param>
/// <param name="BenchmarkIndex">Index of the benchmark item.</param>
/// <param name="Kind">In what way.</param>
/// <param name="Overlap">Share of the item's n-grams found in the text; 1 for exact matches, 0 where not measured.</param>
public readonly record struct ContaminationMatch(int TextIndex, int BenchmarkIndex, ContaminationKind Kind, double Overlap);

/// <summary>How contamination is told.</summary>
public sealed record DecontaminationOptions
{
    /// <summary>The defaults.</summary>
    public static DecontaminationOptions Default { get; } = new();

    /// <summary>Characters in a gram, counted without spaces and punctuation. Characters, because Korean words change their endings.</summary>
    public int GramLength { get; init; } = 8;

    /// <summary>Least share of the benchmark item's grams that makes a match.</summary>
    public double MinOverlap { get; init; } = 0.7;
}

/// <summary>What was found in a set of texts.</summary>
public sealed record DecontaminationReport
{
    /// <summary>Exact and overlapping texts, at most one match a text, in text order: these are to be removed.</summary>
    public required IReadOnlyList<ContaminationMatch> Matches { get; init; }

    /// <summary>Texts that share only a template with an item, in text order: reported apart.</summary>
    public required IReadOnlyList<ContaminationMatch> TemplateMatches { get; init; }

    /// <summary>Texts checked.</summary>
    public required int Checked { get; init; }

    /// <summary>Number of exact matches.</summary>
    public int ExactCount => Matches.Count(match => match.Kind == ContaminationKind.Exact);

    /// <summary>Number of matches by overlap.</summary>
    public int OverlapCount => Matches.Count - ExactCount;
}

/// <summary>Looks for benchmark items in training texts. Built once; <see cref="Find"/> may be called from many threads.</summary>
public sealed class Decontaminator
{
    private readonly DecontaminationOptions _options;
    private readonly Dictionary<string, int> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<int>> _grams = [];
    private readonly int[] _gramCounts;

    /// <summary>Indexes the benchmark's questions.</summary>
    public Decontaminator(IReadOnlyList<string> benchmarkTexts, DecontaminationOptions? options = null)
    {
        _options = options ?? DecontaminationOptions.Default;
        _gramCounts = new int[benchmarkTexts.Count];
        for (int i = 0; i < benchmarkTexts.Count; i++)
        {
            string letters = TextKey.Letters(benchmarkTexts[i]);
            if (letters.Length == 0) continue;
            _exact.TryAdd(letters, i);
            _templates.TryAdd(TemplateMask.Of(benchmarkTexts[i]), i);
            // A shorter item would be one gram and match every text that happens to hold it.
            if (letters.Length < 2 * _options.GramLength) continue;
            ulong[] grams = NGrams.Distinct(letters, _options.GramLength);
            _gramCounts[i] = grams.Length;
            foreach (ulong gram in grams)
            {
                if (!_grams.TryGetValue(gram, out List<int>? items)) _grams[gram] = items = [];
                items.Add(i);
            }
        }
    }

    /// <summary>The closest benchmark item; null when the text repeats none.</summary>
    public ContaminationMatch? Find(string text, int textIndex = 0)
    {
        string letters = TextKey.Letters(text);
        if (letters.Length == 0) return null;
        if (_exact.TryGetValue(letters, out int item)) return new(textIndex, item, ContaminationKind.Exact, 1);
        (int closest, double overlap) = Closest(letters);
        if (overlap >= _options.MinOverlap) return new(textIndex, closest, ContaminationKind.Overlap, overlap);
        return _templates.TryGetValue(TemplateMask.Of(text), out item) ? new(textIndex, item, ContaminationKind.Template, 0) : null;
    }

    /// <summary>Checks many texts.</summary>
    public DecontaminationReport Check(IReadOnlyList<string> texts)
    {
        var found = new ContaminationMatch?[texts.Count];
        Parallel.For(0, found.Length, i => found[i] = Find(texts[i], i));
        ContaminationMatch[] matches = [.. found.OfType<ContaminationMatch>()];
        return new DecontaminationReport
        {
            Matches = [.. matches.Where(match => match.Kind != ContaminationKind.Template)],
            TemplateMatches = [.. matches.Where(match => match.Kind == ContaminationKind.Template)],
            Checked = texts.Count,
        };
    }

    private (int Item, double Overlap) Closest(string letters)
    {
        Dictionary<int, int>? shared = null;
        foreach (ulong gram in NGrams.Distinct(letters, _options.GramLength))
        {
            if (!_grams.TryGetValue(gram, out List<int>? items)) continue;
            shared ??= [];
            foreach (int item in items) shared[item] = shared.GetValueOrDefault(item) + 1;
        }
        (int Item, double Overlap) best = (-1, 0);
        foreach ((int item, int count) in shared ?? [])
        {
            double overlap = (double)count / _gramCounts[item];
            // The smaller index wins a tie, whatever the order of the dictionary.
            if (overlap > best.Overlap || (overlap == best.Overlap && item < best.Item)) best = (item, overlap);
        }
        return best;
    }
}

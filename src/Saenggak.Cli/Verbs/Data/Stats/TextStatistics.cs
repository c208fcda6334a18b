using Saenggak.Grading;

namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>A bar of a histogram of lengths.</summary>
/// <param name="From">Least length in characters.</param>
/// <param name="To">First length beyond.</param>
/// <param name="Count">Texts.</param>
internal readonly record struct LengthBar(int From, int To, long Count);

/// <summary>Lengths and language of one part of the rows.</summary>
/// <param name="Count">Texts measured.</param>
/// <param name="TotalChars">Characters in all.</param>
/// <param name="MedianChars">Median length in characters.</param>
/// <param name="P95Chars">Length that one text in twenty is longer than.</param>
/// <param name="MaxChars">Longest, in characters.</param>
/// <param name="KoreanShare">Mean share of Korean among the letters of prose; texts without letters do not count.</param>
/// <param name="Histogram">Texts by length, bars of equal width on a logarithmic scale.</param>
internal sealed record TextStatistics(int Count, long TotalChars, int MedianChars, int P95Chars, int MaxChars, double KoreanShare, IReadOnlyList<LengthBar> Histogram)
{
    /// <summary>Of no text.</summary>
    public static TextStatistics None { get; } = new(0, 0, 0, 0, 0, 0, []);

    /// <summary>Mean length in characters.</summary>
    public double MeanChars => Count == 0 ? 0 : (double)TotalChars / Count;
}

/// <summary>Gathers <see cref="TextStatistics"/>.</summary>
internal sealed class TextSums
{
    // Four bars to a doubling: fine enough to see two heaps, coarse enough for few texts.
    private const int BarsPerOctave = 4;

    private readonly List<int> _lengths = [];
    private double _korean;
    private int _withLetters;

    public void Add(string text)
    {
        _lengths.Add(text.Length);
        if (LanguageConsistency.Score(text) is not { } score) return;
        _korean += score.Share;
        _withLetters++;
    }

    public TextStatistics ToStatistics()
    {
        if (_lengths.Count == 0) return TextStatistics.None;
        _lengths.Sort();
        double korean = _withLetters == 0 ? 0 : _korean / _withLetters;
        int At(double share) => _lengths[Math.Min(_lengths.Count - 1, (int)(_lengths.Count * share))];
        return new TextStatistics(_lengths.Count, _lengths.Sum(length => (long)length), At(0.5), At(0.95), _lengths[^1], korean, Bars());
    }

    private List<LengthBar> Bars()
    {
        var bars = new List<LengthBar>();
        int at = 0;
        for (int i = 0; at < _lengths.Count; i++)
        {
            int from = Edge(i), to = Edge(i + 1), count = 0;
            while (at < _lengths.Count && _lengths[at] < to) (at, count) = (at + 1, count + 1);
            // Bars between short lengths would be narrower than a character.
            if (to > from && (bars.Count > 0 || count > 0)) bars.Add(new LengthBar(from, to, count));
        }
        return bars;
    }

    private static int Edge(int bar) => bar == 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Pow(2, (double)bar / BarsPerOctave)));
}

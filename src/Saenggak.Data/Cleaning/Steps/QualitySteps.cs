using System.Globalization;
using Saenggak.Text.Korean;

namespace Saenggak.Data.Cleaning;

/// <summary>Drops documents with too few or too many letters and digits.</summary>
internal sealed class LengthStep(StepSettings settings) : ICleaningStep
{
    private readonly int _min = settings.Count("min", 10);
    private readonly int _max = settings.Count("max", 1_000_000);

    public string Name => "length";

    public StepResult Apply(Document document)
    {
        int length = 0;
        foreach (char c in document.Text) length += char.IsLetterOrDigit(c) ? 1 : 0;
        return length < _min ? StepResult.Drop("too short") : length > _max ? StepResult.Drop("too long") : StepResult.Unchanged;
    }
}

/// <summary>Drops documents with too little Hangul among the letters of their prose; code and formulas are not counted.</summary>
internal sealed class HangulStep(StepSettings settings) : ICleaningStep
{
    private readonly double _min = settings.Share("min", 0.3);

    // Single jamo are laughter and tears; beside too many of them little is said.
    private readonly double _maxJamo = settings.Share("max_jamo", 0.5);

    public string Name => "hangul";

    public StepResult Apply(Document document)
    {
        ScriptCounts counts = ScriptCounter.Count(Prose.Of(document.Text));
        if (counts.Letters == 0) return StepResult.Drop("no letters");
        if (counts.HangulShare < _min) return StepResult.Drop("too little Hangul");
        return counts.CompatibilityJamo > _maxJamo * counts.Letters ? StepResult.Drop("mostly single jamo") : StepResult.Unchanged;
    }
}

/// <summary>
/// Drops text whose Korean words carry too few particles and endings: lists of keywords, tags and menus. Short texts, where
/// chance rules, pass.
/// </summary>
internal sealed class GrammarStep(StepSettings settings) : ICleaningStep
{
    private readonly double _min = settings.Share("min", 0.2);
    private readonly int _minWords = settings.Count("min_words", 20);

    public string Name => "grammar";

    public StepResult Apply(Document document)
    {
        (int words, int marked) = KoreanGrammar.Count(Prose.Of(document.Text));
        return words >= _minWords && marked < _min * words ? StepResult.Drop("too few particles and endings") : StepResult.Unchanged;
    }
}

/// <summary>Drops text that says the same again and again: by whole lines, and by character n-grams, which see through Korean endings.</summary>
internal sealed class RepetitionStep(StepSettings settings) : ICleaningStep
{
    private const int MinLines = 8;
    private readonly double _maxLines = settings.Share("max_lines", 0.4);
    private readonly double _maxGrams = settings.Share("max_grams", 0.6);
    private readonly int _gram = Math.Max(1, settings.Count("gram", 10));
    private readonly int _minChars = settings.Count("min_chars", 60);

    public string Name => "repetition";

    public StepResult Apply(Document document)
    {
        string prose = Prose.Of(document.Text);
        if (RepeatedLines(prose) > _maxLines) return StepResult.Drop("repeated lines");
        return RepeatedGrams(TextKey.Letters(prose)) > _maxGrams ? StepResult.Drop("repeated phrases") : StepResult.Unchanged;
    }

    // Share of characters that stand in lines said before.
    private static double RepeatedLines(string text)
    {
        var seen = new HashSet<ulong>();
        long all = 0, repeated = 0;
        int lines = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.Trim();
            if (trimmed.IsEmpty) continue;
            lines++;
            all += trimmed.Length;
            if (!seen.Add(Problems.SplitMix64.Hash(trimmed))) repeated += trimmed.Length;
        }
        return lines < MinLines ? 0 : (double)repeated / all;
    }

    private double RepeatedGrams(string letters)
    {
        int grams = letters.Length - _gram + 1;
        if (letters.Length < _minChars || grams < 1) return 0;
        // A long text has a larger share of repeated grams by its mere length; its first part tells.
        grams = Math.Min(grams, 20_000);
        var seen = new HashSet<ulong>(grams);
        for (int i = 0; i < grams; i++) seen.Add(Problems.SplitMix64.Hash(letters.AsSpan(i, _gram)));
        return 1 - (double)seen.Count / grams;
    }
}

/// <summary>Drops notices of sites that are no text (a missing page, a login) where they are short, and text that advertises gambling and the like.</summary>
internal sealed class KeywordStep(StepSettings settings) : ICleaningStep
{
    private readonly WordFinder _notices = new(settings.Words("notices", WordLists.Notices));
    private readonly WordFinder _spam = new(settings.Words("spam", WordLists.Spam));
    private readonly int _noticeChars = settings.Count("notice_chars", 300);
    private readonly int _spamHits = settings.Count("spam_hits", 3);
    private readonly double _spamShare = settings.Share("spam_share", 0.01);

    public string Name => "keywords";

    public StepResult Apply(Document document)
    {
        string text = document.Text;
        if (text.Length <= _noticeChars && _notices.Count(text) > 0) return StepResult.Drop("a notice of the site");
        int hits = _spam.Count(text);
        return hits >= _spamHits && hits >= _spamShare * text.Length / 4 ? StepResult.Drop("advertises") : StepResult.Unchanged;
    }
}

/// <summary>Tells the language by its letters and sets it.</summary>
internal sealed class LanguageStep : ICleaningStep
{
    private const double Most = 0.6, Kana = 0.1;

    public string Name => "language";

    public StepResult Apply(Document document)
    {
        string language = Tell(ScriptCounter.Count(Prose.Of(document.Text)));
        return language == document.Language ? StepResult.Unchanged : StepResult.Change(document with { Language = language }, language);
    }

    // A Korean text with names and terms in Latin letters is Korean; Hangul weighs more, since its syllables hold two or three letters.
    private static string Tell(ScriptCounts counts)
    {
        double all = counts.Letters + counts.Hangul;
        if (all == 0) return "none";
        if (2 * counts.Hangul >= Most * all) return "ko";
        if (counts.Latin >= Most * all) return "en";
        if (counts.Kana >= Kana * all && counts.Kana + counts.Han >= Most * all) return "ja";
        if (counts.Han >= Most * all) return "zh";
        return counts.OtherLetters >= Most * all ? "other" : "mixed";
    }
}

/// <summary>Labels documents that hold words of a list, with how many; nothing is removed.</summary>
internal sealed class WordLabelStep(string name, IReadOnlyList<string> words, IReadOnlyList<string> harmless, StepSettings settings) : ICleaningStep
{
    private readonly WordFinder _finder = new(settings.Words("words", words), harmless);

    public string Name => name;

    public StepResult Apply(Document document)
    {
        int found = _finder.Count(document.Text);
        return found == 0 ? StepResult.Unchanged : StepResult.Label(document, name, found.ToString(CultureInfo.InvariantCulture));
    }
}

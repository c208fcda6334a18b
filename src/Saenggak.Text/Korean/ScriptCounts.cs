namespace Saenggak.Text.Korean;

/// <summary>Letters and digits of a text by script, in Unicode code points. Made by <see cref="ScriptCounter"/>.</summary>
public record struct ScriptCounts
{
    /// <summary>Precomposed Hangul syllables (가–힣).</summary>
    public int HangulSyllables { get; set; }

    /// <summary>Compatibility jamo standing alone (ㅋㅋ, ㅠㅠ), half-width ones included.</summary>
    public int CompatibilityJamo { get; set; }

    /// <summary>Conjoining jamo, a sign of text that is not in NFC.</summary>
    public int ConjoiningJamo { get; set; }

    /// <summary>Latin letters, accented and full-width ones included.</summary>
    public int Latin { get; set; }

    /// <summary>Chinese characters (hanja, kanji, hanzi).</summary>
    public int Han { get; set; }

    /// <summary>Hiragana and katakana.</summary>
    public int Kana { get; set; }

    /// <summary>Letters of every other script (Cyrillic, Greek, Thai …).</summary>
    public int OtherLetters { get; set; }

    /// <summary>Decimal digits of any script.</summary>
    public int Digits { get; set; }

    /// <summary>Syllables and jamo of both kinds.</summary>
    public readonly int Hangul => HangulSyllables + CompatibilityJamo + ConjoiningJamo;

    /// <summary>All letters, digits not among them.</summary>
    public readonly int Letters => Hangul + Latin + Han + Kana + OtherLetters;

    /// <summary>Share of Hangul among the letters, 0..1; 0 for a text without letters.</summary>
    public readonly double HangulShare => Letters == 0 ? 0 : (double)Hangul / Letters;

    /// <summary>Sums two counts, so that a text may be counted in pieces (cut between code points).</summary>
    public static ScriptCounts operator +(ScriptCounts a, ScriptCounts b) => Add(a, b);

    /// <summary>Sums two counts, so that a text may be counted in pieces (cut between code points).</summary>
    public static ScriptCounts Add(ScriptCounts left, ScriptCounts right) => new()
    {
        HangulSyllables = left.HangulSyllables + right.HangulSyllables,
        CompatibilityJamo = left.CompatibilityJamo + right.CompatibilityJamo,
        ConjoiningJamo = left.ConjoiningJamo + right.ConjoiningJamo,
        Latin = left.Latin + right.Latin,
        Han = left.Han + right.Han,
        Kana = left.Kana + right.Kana,
        OtherLetters = left.OtherLetters + right.OtherLetters,
        Digits = left.Digits + right.Digits,
    };
}

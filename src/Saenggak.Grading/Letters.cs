using System.Buffers;
using System.Globalization;
using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Grading;

/// <summary>What a character is to someone who asks for the language of a text.</summary>
internal enum Letter : byte
{
    /// <summary>Punctuation, operators, symbols.</summary>
    None,

    /// <summary>White space.</summary>
    Space,

    /// <summary>Zero-width characters, combining marks, Hangul fillers: they stand inside words and are no letters.</summary>
    Mark,

    /// <summary>A digit of any script.</summary>
    Digit,

    /// <summary>A Hangul syllable, or the lead of one in NFD.</summary>
    Hangul,

    /// <summary>A jamo standing alone (ㅋ, ㅏ).</summary>
    Jamo,

    /// <summary>A Latin letter as keyboards write it, accented ones included.</summary>
    Latin,

    /// <summary>A Latin letter in disguise: full-width, bold or circled.</summary>
    Styled,

    /// <summary>A Greek letter, alone a mathematical name.</summary>
    Greek,

    /// <summary>Every other letter: Chinese characters, kana, Cyrillic …</summary>
    Other,
}

/// <summary>Classifies characters. Look-alikes and invisible characters are told apart, since both serve to hide a language.</summary>
internal static class Letters
{
    private static readonly Letter[] Ascii = MakeAscii();

    /// <summary>The class of the character at this place, how many UTF-16 units it takes, and its plain lower-case form.</summary>
    public static Letter At(ReadOnlySpan<char> text, int at, out int length, out char folded)
    {
        char c = text[at];
        length = 1;
        if (c < 128)
        {
            folded = char.ToLowerInvariant(c);
            return Ascii[c];
        }
        folded = c;
        if (Hangul.IsSyllable(c)) return Letter.Hangul;
        if (char.IsSurrogate(c))
        {
            if (Rune.DecodeFromUtf16(text[at..], out Rune rune, out length) != OperationStatus.Done) return Letter.None;
            return OfRune(rune, ref folded);
        }
        if (Hangul.IsConjoiningJamo(c))
        {
            if (c is not (>= '\u1100' and < '\u115F')) return Letter.Mark;
            return at + 1 < text.Length && text[at + 1] is > '\u1160' and <= '\u11A7' ? Letter.Hangul : Letter.Jamo;
        }
        if (c is '\u3164' or '\uFFA0') return Letter.Mark;
        if (Hangul.IsCompatibilityJamo(c)) return Letter.Jamo;
        return OfBasic(c, ref folded);
    }

    /// <summary>Whether a text holds a letter or digit that can be seen.</summary>
    public static bool AnyVisible(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (At(text, i, out int length, out _) >= Letter.Digit) return true;
            i += length;
        }
        return false;
    }

    private static Letter OfBasic(char c, ref char folded)
    {
        switch (c)
        {
            case >= '\uFF21' and <= '\uFF3A':
                folded = (char)(c - '\uFF21' + 'a');
                return Letter.Styled;
            case >= '\uFF41' and <= '\uFF5A':
                folded = (char)(c - '\uFF41' + 'a');
                return Letter.Styled;
            case >= '\u249C' and <= '\u24E9':
                folded = (char)((c - '\u249C') % 26 + 'a');
                return Letter.Styled;
            case >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF':
                return char.IsLetter(c) ? Letter.Greek : Letter.None;
        }
        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark:
                return Letter.Mark;
            case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control:
                return Letter.Space;
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                return c == '\u3007' ? Letter.Other : Letter.Digit;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter:
                bool latin = c is <= '\u024F' or >= '\u1E00' and <= '\u1EFF' or >= '\u2071' and <= '\u209C' or >= '\u2100' and <= '\u214F';
                return latin ? Letter.Latin : Letter.Other;
            default:
                return Letter.None;
        }
    }

    private static Letter OfRune(Rune rune, ref char folded)
    {
        int value = rune.Value;
        int alphabet = value switch
        {
            >= 0x1D400 and <= 0x1D6A3 => (value - 0x1D400) % 26,
            >= 0x1F110 and <= 0x1F129 => value - 0x1F110,
            >= 0x1F130 and <= 0x1F149 => value - 0x1F130,
            >= 0x1F150 and <= 0x1F169 => value - 0x1F150,
            >= 0x1F170 and <= 0x1F189 => value - 0x1F170,
            >= 0x1F1E6 and <= 0x1F1FF => value - 0x1F1E6,
            _ => -1,
        };
        if (alphabet >= 0)
        {
            folded = (char)('a' + alphabet);
            return Letter.Styled;
        }
        if (value is >= 0x1D6A8 and <= 0x1D7CB) return Letter.Greek;
        if (value is >= 0xE0000 and <= 0xE0FFF) return Letter.Mark;
        return Rune.IsDigit(rune) ? Letter.Digit : Rune.IsLetter(rune) ? Letter.Other : Letter.None;
    }

    private static Letter[] MakeAscii()
    {
        var table = new Letter[128];
        for (char c = '\0'; c < 128; c++)
        {
            table[c] = char.IsAsciiLetter(c) ? Letter.Latin : char.IsAsciiDigit(c) ? Letter.Digit : c <= ' ' || c == 127 ? Letter.Space : Letter.None;
        }
        return table;
    }
}

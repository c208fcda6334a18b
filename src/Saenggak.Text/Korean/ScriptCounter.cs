using System.Buffers;
using System.Text;

namespace Saenggak.Text.Korean;

/// <summary>Counts letters by script. Allocates nothing; a lone surrogate counts as no letter.</summary>
public static class ScriptCounter
{
    /// <summary>Counts <paramref name="text"/> by script.</summary>
    public static ScriptCounts Count(ReadOnlySpan<char> text)
    {
        var counts = new ScriptCounts();
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (Hangul.IsSyllable(c)) counts.HangulSyllables++;
            else if (char.IsAscii(c))
            {
                if (char.IsAsciiLetter(c)) counts.Latin++;
                else if (char.IsAsciiDigit(c)) counts.Digits++;
            }
            else if (char.IsSurrogate(c))
            {
                if (Rune.DecodeFromUtf16(text[i..], out Rune rune, out int taken) == OperationStatus.Done) CountRune(rune, ref counts);
                i += taken;
                continue;
            }
            else CountBasic(c, ref counts);
            i++;
        }
        return counts;
    }

    private static void CountBasic(char c, ref ScriptCounts counts)
    {
        if (Hangul.IsCompatibilityJamo(c)) counts.CompatibilityJamo++;
        else if (Hangul.IsConjoiningJamo(c)) counts.ConjoiningJamo++;
        else if (IsHan(c)) counts.Han++;
        else if (IsKana(c)) counts.Kana++;
        else if (char.IsDigit(c)) counts.Digits++;
        else if (!char.IsLetter(c)) return;
        else if (IsLatin(c)) counts.Latin++;
        else counts.OtherLetters++;
    }

    private static void CountRune(Rune rune, ref ScriptCounts counts)
    {
        if (rune.Value is >= 0x20000 and <= 0x323AF) counts.Han++;
        else if (rune.Value is >= 0x1B000 and <= 0x1B16F) counts.Kana++;
        else if (Rune.IsDigit(rune)) counts.Digits++;
        else if (Rune.IsLetter(rune)) counts.OtherLetters++;
    }

    // 々 and 〇 are written as parts of words in Han script, so they count with it.
    private static bool IsHan(char c) =>
        c is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or >= '\uF900' and <= '\uFAFF' or '\u3005' or '\u3007';

    private static bool IsKana(char c) =>
        c is >= '\u3041' and <= '\u3096' or >= '\u309D' and <= '\u309F' or >= '\u30A1' and <= '\u30FA'
            or >= '\u30FC' and <= '\u30FF' or >= '\u31F0' and <= '\u31FF' or >= '\uFF66' and <= '\uFF9F';

    private static bool IsLatin(char c) =>
        c is >= '\u00AA' and <= '\u02AF' or >= '\u1E00' and <= '\u1EFF' or >= '\uFF21' and <= '\uFF5A'
            or >= '\u2C60' and <= '\u2C7F' or >= '\uA722' and <= '\uA7FF' or >= '\uFB00' and <= '\uFB06';
}

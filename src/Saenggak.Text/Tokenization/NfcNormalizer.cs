using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>Brings text into NFC, leaving text that is already in it untouched.</summary>
internal static class NfcNormalizer
{
    /// <summary>The text in NFC: the span itself when it already is, otherwise a new string.</summary>
    public static ReadOnlySpan<char> Normalize(ReadOnlySpan<char> text) =>
        IsPlainlyComposed(text) || text.IsNormalized(NormalizationForm.FormC)
            ? text
            : text.ToString().Normalize(NormalizationForm.FormC);

    /// <summary>The text with each unpaired surrogate, which no encoding can carry, replaced by U+FFFD.</summary>
    public static ReadOnlySpan<char> ReplaceLoneSurrogates(ReadOnlySpan<char> text)
    {
        int first = IndexOfLoneSurrogate(text, 0);
        if (first < 0) return text;
        char[] repaired = text.ToArray();
        for (int at = first; at >= 0; at = IndexOfLoneSurrogate(repaired, at + 1)) repaired[at] = '\uFFFD';
        return repaired;
    }

    // Code points that never take part in composition: all below U+0300, Hangul syllables, the common ideographs and
    // general punctuation. Text made of them needs no look into the Unicode tables.
    private static bool IsPlainlyComposed(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c >= 0x300 && c is not ((>= '\uAC00' and <= '\uD7A3') or (>= '\u4E00' and <= '\u9FFF') or (>= '\u2010' and <= '\u2027') or (>= '\u3131' and <= '\u318E')))
            {
                return false;
            }
        }
        return true;
    }

    private static int IndexOfLoneSurrogate(ReadOnlySpan<char> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            int skip = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (skip < 0) return -1;
            i += skip;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }
        return -1;
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>Brings text into NFC, leaving text that is already in it untouched.</summary>
internal static class NfcNormalizer
{
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;

    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

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

    // Code points that never take part in composition: all below U+0300, Hangul syllables, the common ideographs,
    // general punctuation and compatibility jamo. Text made of them needs no look into the Unicode tables.
    private static bool IsPlainlyComposed(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        int i = 0;
        for (; i + Vector256<ushort>.Count <= units.Length; i += Vector256<ushort>.Count)
        {
            var block = Vector256.Create(units[i..]);
            var low = Vector256.LessThan(block, Vector256.Create((ushort)0x300));
            var hangul = Vector256.LessThan(block - Vector256.Create((ushort)FirstSyllable), Vector256.Create((ushort)SyllableCount));
            if ((low | hangul) != Vector256<ushort>.AllBitsSet && !AreAllPlain(text.Slice(i, Vector256<ushort>.Count))) return false;
        }
        return AreAllPlain(text[i..]);
    }

    private static bool AreAllPlain(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            bool plain = c < 0x300 || c - FirstSyllable is >= 0 and < SyllableCount
                || c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u2010' and <= '\u2027') or (>= '\u3131' and <= '\u318E');
            if (!plain) return false;
        }
        return true;
    }

    private static int IndexOfLoneSurrogate(ReadOnlySpan<char> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            int skip = text[i..].IndexOfAny(Surrogates);
            if (skip < 0) return -1;
            i += skip;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }
        return -1;
    }
}

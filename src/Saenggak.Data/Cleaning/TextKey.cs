using System.Text;

namespace Saenggak.Data;

/// <summary>The forms in which texts are compared when duplicates are looked for.</summary>
public static class TextKey
{
    /// <summary>NFC with every run of white space folded to one space. Two texts with the same key are the same text.</summary>
    public static string Exact(string text)
    {
        string composed = Nfc(text);
        var key = new StringBuilder(composed.Length);
        bool space = false;
        foreach (char c in composed)
        {
            if (char.IsWhiteSpace(c))
            {
                space = key.Length > 0;
                continue;
            }
            if (space) key.Append(' ');
            space = false;
            key.Append(c);
        }
        return key.ToString();
    }

    /// <summary>Letters and digits only, NFC, lower case: spacing and punctuation, in which Korean copies differ most, do not count.</summary>
    public static string Letters(string text)
    {
        string composed = Nfc(text);
        var key = new StringBuilder(composed.Length);
        foreach (char c in composed)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) key.Append(char.ToLowerInvariant(c));
        }
        return key.ToString();
    }

    /// <summary>Canonical composition; a lone surrogate, on which .NET's own would throw, becomes U+FFFD.</summary>
    public static string Nfc(string text)
    {
        if (IsPlain(text)) return text;
        try
        {
            return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            var wellFormed = new StringBuilder(text.Length);
            foreach (Rune rune in text.EnumerateRunes()) wellFormed.Append(rune.ToString());
            return wellFormed.ToString().Normalize(NormalizationForm.FormC);
        }
    }

    // Nothing below U+0300, no Hangul syllable and no ideograph of the main block changes under NFC; only what stands
    // outside, a combining mark or a conjoining jamo, can change itself or what it follows.
    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is not (< '\u0300' or (>= '\uAC00' and <= '\uD7A3') or (>= '\u4E00' and <= '\u9FFF') or (>= '\u2010' and <= '\u203A') or (>= '\u3131' and <= '\u318E'))) return false;
        }
        return true;
    }
}

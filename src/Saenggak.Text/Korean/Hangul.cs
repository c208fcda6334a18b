namespace Saenggak.Text.Korean;

/// <summary>
/// Arithmetic of Hangul syllables (Unicode 3.12): a syllable is 0xAC00 + (lead · 21 + vowel) · 28 + final.
/// Jamo are given and returned as compatibility jamo (ㄱ, ㅏ, ㄳ), the ones people type and read.
/// </summary>
public static class Hangul
{
    internal const char FirstSyllable = '\uAC00';
    internal const char LastSyllable = '\uD7A3';
    private const char FirstLead = '\u1100', FirstVowel = '\u1161', BeforeFirstFinal = '\u11A7';
    private const int Vowels = 21, Finals = 28, Leads = 19;
    private const string LeadJamo = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private const string VowelJamo = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private const string FinalJamo = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    /// <summary>Whether <paramref name="c"/> is a precomposed syllable (가–힣).</summary>
    public static bool IsSyllable(char c) => c is >= FirstSyllable and <= LastSyllable;

    /// <summary>Whether <paramref name="c"/> is a compatibility jamo (ㄱ–ㆎ) or its half-width form.</summary>
    public static bool IsCompatibilityJamo(char c) => c is >= '\u3131' and <= '\u318E' or >= '\uFFA0' and <= '\uFFDC';

    /// <summary>Whether <paramref name="c"/> is a conjoining jamo, as text in NFD holds, extensions for old Korean included.</summary>
    public static bool IsConjoiningJamo(char c) =>
        c is >= '\u1100' and <= '\u11FF' or >= '\uA960' and <= '\uA97C' or >= '\uD7B0' and <= '\uD7FB';

    /// <summary>Whether the syllable ends in a consonant (강 does, 가 does not); false for anything that is no syllable.</summary>
    public static bool HasFinalConsonant(char syllable) => FinalConsonant(syllable) != '\0';

    /// <summary>The final consonant of a syllable as a compatibility jamo, or <c>'\0'</c> where there is none.</summary>
    public static char FinalConsonant(char syllable) =>
        IsSyllable(syllable) ? FinalJamo[(syllable - FirstSyllable) % Finals] : '\0';

    /// <summary>Splits a syllable: 값 → (ㄱ, ㅏ, ㅄ), 가 → (ㄱ, ㅏ, '\0').</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="syllable"/> is no precomposed syllable.</exception>
    public static (char Lead, char Vowel, char Final) Decompose(char syllable)
    {
        if (!IsSyllable(syllable))
        {
            throw new ArgumentOutOfRangeException(nameof(syllable), $"got U+{(int)syllable:X4}, expected a Hangul syllable U+AC00..U+D7A3.");
        }
        int index = syllable - FirstSyllable;
        return (LeadJamo[index / (Vowels * Finals)], VowelJamo[index / Finals % Vowels], FinalJamo[index % Finals]);
    }

    /// <summary>Joins compatibility jamo to one syllable; a <paramref name="final"/> of <c>'\0'</c> means none.</summary>
    /// <returns>False where a jamo cannot stand in its place (ㅏ as lead, ㄸ as final).</returns>
    public static bool TryCompose(char lead, char vowel, char final, out char syllable)
    {
        int l = LeadJamo.IndexOf(lead), v = VowelJamo.IndexOf(vowel), f = FinalJamo.IndexOf(final);
        bool valid = l >= 0 && v >= 0 && f >= 0;
        syllable = valid ? Syllable(l, v, f) : '\0';
        return valid;
    }

    /// <summary>
    /// Joins conjoining jamo (U+1100..) to syllables, the Hangul part of NFC. It needs no ICU, so it works where the
    /// runtime's normalisation is switched off. Text without conjoining jamo comes back as the same object.
    /// </summary>
    public static string ComposeConjoining(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u1100', '\u11FF')) return text;
        var result = new char[text.Length];
        int n = 0;
        foreach (char c in text)
        {
            char previous = n > 0 ? result[n - 1] : '\0';
            int lead = previous - FirstLead, vowel = c - FirstVowel, final = c - BeforeFirstFinal;
            if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) result[n - 1] = Syllable(lead, vowel, 0);
            else if (final is > 0 and < Finals && IsSyllable(previous) && !HasFinalConsonant(previous)) result[n - 1] = (char)(previous + final);
            else result[n++] = c;
        }
        return new string(result, 0, n);
    }

    private static char Syllable(int lead, int vowel, int final) => (char)(FirstSyllable + (lead * Vowels + vowel) * Finals + final);
}

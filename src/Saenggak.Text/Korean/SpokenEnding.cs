namespace Saenggak.Text.Korean;

/// <summary>How a word ends when a Korean reader says it.</summary>
public enum Ending
{
    /// <summary>In a vowel, or in something with no Korean reading known here.</summary>
    Vowel,

    /// <summary>In a final consonant other than ㄹ.</summary>
    Consonant,

    /// <summary>In ㄹ, which 으로 treats as a vowel.</summary>
    Rieul,
}

/// <summary>
/// Finds how a word ends when read aloud. Hangul by its last syllable; numbers by their Sino-Korean reading, where the last place value
/// that is not zero decides (20 이십, 300 삼백, 40000 사만); fractions written 1/2 by the numerator (이분의 일); units behind a number by
/// their names (5kg 킬로그램); Latin letters by the letter's Korean name (L 엘); single jamo by theirs (ㄹ 리을). Closing quotes and
/// punctuation are passed over, and so is a bracketed gloss behind Hangul: 기관(FBI)은 follows 기관.
/// </summary>
public static class SpokenEnding
{
    /// <summary>Decides the ending of <paramref name="word"/>.</summary>
    public static Ending Of(ReadOnlySpan<char> word)
    {
        word = WithoutTail(word);
        if (word.IsEmpty) return Ending.Vowel;
        char last = word[^1];
        if (Hangul.IsSyllable(last)) return OfJamo(Hangul.FinalConsonant(last));
        if (char.IsAsciiDigit(last)) return OfNumber(word);
        if (char.IsAsciiLetter(last)) return OfUnit(word) ?? OfLetter(char.ToLowerInvariant(last));
        return last switch
        {
            >= '\u11A8' and <= '\u11C2' => last == '\u11AF' ? Ending.Rieul : Ending.Consonant,
            >= 'ㄱ' and <= 'ㅎ' => last == 'ㄹ' ? Ending.Rieul : Ending.Consonant,
            // 엡실론, 오미크론, 입실론: the Greek letters whose names end in a consonant.
            'ε' or 'ο' or 'υ' => Ending.Consonant,
            _ => Ending.Vowel,
        };
    }

    private static ReadOnlySpan<char> WithoutTail(ReadOnlySpan<char> word)
    {
        while (!word.IsEmpty)
        {
            char last = word[^1];
            if (char.IsLetterOrDigit(last) || last is '%' or '°' or '℃') return word;
            word = word[..^1];
            int open = last == ')' ? word.LastIndexOf('(') : -1;
            if (open > 0 && Hangul.IsSyllable(word[open - 1])) return word[..open];
        }
        return word;
    }

    private static Ending OfJamo(char final) => final switch
    {
        '\0' => Ending.Vowel,
        'ㄹ' => Ending.Rieul,
        _ => Ending.Consonant,
    };

    private static Ending OfNumber(ReadOnlySpan<char> word)
    {
        int start = RunStart(word);
        // 3/4 is read 사분의 삼: what is said last is the numerator.
        if (start > 1 && word[start - 1] == '/' && char.IsAsciiDigit(word[start - 2]))
        {
            word = word[..(start - 1)];
            start = RunStart(word);
        }
        ReadOnlySpan<char> number = word[start..];
        bool decimals = number.Contains('.');
        int zeros = 0, i = number.Length - 1;
        if (decimals) return OfDigit(number[^1]);
        for (; i >= 0 && number[i] is '0' or ','; i--)
        {
            if (number[i] == '0') zeros++;
        }
        if (i < 0 || zeros == 0) return OfDigit(number[^1]);
        return zeros switch
        {
            < 4 => Ending.Consonant, // 십, 백, 천
            < 12 => Ending.Consonant, // 만, 억
            >= 16 and < 20 => Ending.Consonant, // 경
            _ => Ending.Vowel, // 조, 해, 자
        };
    }

    private static int RunStart(ReadOnlySpan<char> word)
    {
        int start = word.Length;
        while (start > 0 && (char.IsAsciiDigit(word[start - 1]) || start < word.Length && word[start - 1] is '.' or ',')) start--;
        while (start < word.Length && word[start] is '.' or ',') start++;
        return start;
    }

    private static Ending OfDigit(char digit) => digit switch
    {
        '1' or '7' or '8' => Ending.Rieul, // 일, 칠, 팔
        '0' or '3' or '6' => Ending.Consonant, // 영, 삼, 육
        _ => Ending.Vowel, // 이, 사, 오, 구
    };

    private static Ending OfLetter(char letter) => letter switch
    {
        'l' or 'r' => Ending.Rieul, // 엘, 알
        'm' or 'n' => Ending.Consonant, // 엠, 엔
        _ => Ending.Vowel,
    };

    private static Ending? OfUnit(ReadOnlySpan<char> word)
    {
        int start = word.Length;
        while (start > 0 && char.IsAsciiLetter(word[start - 1])) start--;
        if (start == 0 || !char.IsAsciiDigit(word[start - 1])) return null;
        return word[start..] switch
        {
            "g" or "kg" or "mg" or "t" => Ending.Consonant, // 그램, 톤
            "m" or "cm" or "mm" or "km" or "L" or "l" or "mL" or "ml" or "dL" => Ending.Vowel, // 미터, 리터
            _ => null,
        };
    }
}

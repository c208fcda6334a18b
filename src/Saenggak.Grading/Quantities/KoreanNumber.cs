namespace Saenggak.Grading;

/// <summary>
/// Reads Korean numerals from the front of a text: Sino-Korean words and place names, alone or after digits (삼백이십오, 1만 5천,
/// 3억 2,000만, 1.5만), native words (스물세, 열둘), and «삼점일사».
/// </summary>
internal static class KoreanNumber
{
    private const string SinoDigits = "영일이삼사오육칠팔구";

    private static readonly (string Word, int Value, bool Bound)[] Ones =
    [
        ("하나", 1, false), ("다섯", 5, false), ("여섯", 6, false), ("일곱", 7, false), ("여덟", 8, false), ("아홉", 9, false),
        ("둘", 2, false), ("셋", 3, false), ("넷", 4, false), ("한", 1, true), ("두", 2, true), ("세", 3, true), ("네", 4, true), ("첫", 1, true),
    ];

    private static readonly (string Word, int Value)[] Tens =
    [
        ("열", 10), ("스물", 20), ("스무", 20), ("서른", 30), ("마흔", 40), ("쉰", 50), ("예순", 60), ("일흔", 70), ("여든", 80), ("아흔", 90),
    ];

    /// <summary>Reads as far as the numeral goes.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="value">The number.</param>
    /// <param name="length">Characters read.</param>
    /// <param name="bound">The last word stands only before a unit («세 개»).</param>
    public static bool TryRead(ReadOnlySpan<char> text, out Rational value, out int length, out bool bound)
    {
        (value, length, bound) = (default, 0, false);
        if (text.IsEmpty || !char.IsAsciiDigit(text[0]) && !IsNumeralStart(text[0])) return false;
        Rational total = default, section = default, number = default;
        bool pending = false, any = false, wordDigit = false;
        long lastSmall = 10_000, lastLarge = long.MaxValue;
        int at = 0;
        while (at < text.Length)
        {
            int next = at;
            // «1만 5천»: one space may stand between the parts.
            if (any && text[next] == ' ' && next + 1 < text.Length) next++;
            ReadOnlySpan<char> rest = text[next..];
            long factor = Factor(rest);
            if (factor > 0 && (next == at || !pending))
            {
                // A place without a digit before it counts once: «천», «만»; «억» and above need their digit.
                Rational times = pending ? number : Rational.From(1);
                if (factor < 10_000)
                {
                    if (factor >= lastSmall) break;
                    section += times * Rational.From(factor);
                    lastSmall = factor;
                }
                else
                {
                    if (factor >= lastLarge || (!any && factor > 10_000)) break;
                    Rational whole = pending ? section + number : section.IsZero ? Rational.From(1) : section;
                    if (!pending && section.IsZero && any) break;
                    total += whole * Rational.From(factor);
                    (section, lastSmall, lastLarge) = (default, 10_000, factor);
                }
                (pending, any, wordDigit, bound) = (false, true, false, false);
                (number, at) = (default, next + 1);
                continue;
            }
            if (pending) break;
            if (char.IsAsciiDigit(rest[0]))
            {
                // «5 3» is not one number.
                if (!DecimalText.TryRead(rest, out DecimalText digits)) break;
                if (any && (digits.Value >= Rational.From(lastSmall) || digits.Decimals != 0)) break;
                (number, pending, any, at, bound) = (digits.Value, true, true, next + digits.Length, false);
                continue;
            }
            int digit = SinoDigits.IndexOf(rest[0]);
            bool native = rest.StartsWith("일곱") || rest.StartsWith("일흔");
            if (!native && (digit > 0 || (digit == 0 && !any)))
            {
                // «만 이천»: a word after a space must go on with the numeral, not begin a unit («백 일»).
                if (next > at && Factor(rest[1..]) == 0 && rest.Length > 1 && !IsNumeralStart(rest[1])) break;
                (number, pending, any, wordDigit, bound) = (Rational.From(digit), true, true, true, false);
                at = next + 1;
                continue;
            }
            if (next == at && TryNative(rest, lastSmall, out int counted, out int nativeLength, out bound))
            {
                (number, pending, any) = (Rational.From(counted), true, true);
                at = next + nativeLength;
            }
            break;
        }
        if (!any) return false;
        value = total + section + (pending ? number : default);
        length = at;
        if (wordDigit && at < text.Length) ReadPointWords(text, ref value, ref length);
        return true;
    }

    public static bool IsNumeralStart(char c) => SinoDigits.Contains(c) || Factor([c]) > 0 || "하둘셋넷다여일아한두세네첫열스서마쉰예".Contains(c);

    // «삼점일사»
    private static void ReadPointWords(ReadOnlySpan<char> text, ref Rational value, ref int length)
    {
        if (text[length] != '점') return;
        int at = length + 1;
        Rational scale = Rational.From(1), fraction = default;
        for (; at < text.Length && at < length + 20 && SinoDigits.IndexOf(text[at]) is >= 0 and var digit; at++)
        {
            scale /= Rational.From(10);
            fraction += scale * Rational.From(digit);
        }
        if (at == length + 1) return;
        (value, length) = (value + fraction, at);
    }

    private static bool TryNative(ReadOnlySpan<char> text, long below, out int value, out int length, out bool bound)
    {
        (value, length, bound) = (0, 0, false);
        foreach ((string word, int tens) in Tens)
        {
            if (below < 100 || !text.StartsWith(word, StringComparison.Ordinal)) continue;
            (value, length, bound) = (tens, word.Length, word == "스무");
            break;
        }
        // «서른 여덟»
        int gap = length > 0 && length < text.Length && text[length] == ' ' ? 1 : 0;
        foreach ((string word, int ones, bool before) in Ones)
        {
            if (bound || !text[(length + gap)..].StartsWith(word, StringComparison.Ordinal)) continue;
            (value, length, bound) = (value + ones, length + gap + word.Length, before);
            break;
        }
        return length > 0;
    }

    private static long Factor(ReadOnlySpan<char> text) => text.IsEmpty ? 0 : text[0] switch
    {
        '십' => 10,
        '백' => 100,
        '천' => 1000,
        '만' => 10_000,
        '억' => 100_000_000,
        // «3조각» is three pieces.
        '조' when text.Length == 1 || text[1] != '각' => 1_000_000_000_000,
        '경' when text.Length == 1 || text[1] is not ('기' or '우') => 10_000_000_000_000_000,
        _ => 0,
    };
}

using System.Buffers;

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Resident registration numbers (주민등록번호) and those of foreigners: date of birth, hyphen, a digit of sex and century, six
/// more. Numbers given since October 2020, also to people born earlier who changed theirs, have random digits and no
/// checksum. So with its hyphen a number counts by its date and century alone; without it, where dates and serial numbers
/// look alike, only with the right checksum. Numbers with their end hidden by stars count too: they tell birth and sex.
/// </summary>
internal static class ResidentNumber
{
    private const int Digits = 13;
    private static readonly SearchValues<char> Hidden = SearchValues.Create("*●XxOo○0123456789");

    // Weights of the first twelve digits.
    private static ReadOnlySpan<byte> Weights => [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

    public static int LengthAt(string text, int at)
    {
        if (!DigitGroups.MayStart(text, at) || at + Digits > text.Length || !IsDate(text.AsSpan(at, 6))) return 0;
        int back = at + 6;
        bool spaced = text[back] == ' ';
        if (spaced) back++;
        bool hyphen = back < text.Length && text[back] is '-' or '‐' or '‑' or '–' or '―';
        if (hyphen) back++;
        if (hyphen && spaced && back < text.Length && text[back] == ' ') back++;
        if ((spaced && !hyphen) || back + 7 > text.Length) return 0;
        int end = back + 7;
        ReadOnlySpan<char> rest = text.AsSpan(back, 7);
        if (!char.IsAsciiDigit(rest[0])) return 0;
        if (rest.ContainsAnyExceptInRange('0', '9')) return hyphen && IsMasked(rest) ? end - at : 0;
        if (!DigitGroups.MayEnd(text, end)) return 0;
        if (!IsBornInTime(text.AsSpan(at, 2), rest[0]) || DigitGroups.IsInFormula(text, at, end)) return 0;
        return hyphen || HasChecksum(text.AsSpan(at, 6), rest) ? end - at : 0;
    }

    /// <summary>Whether the last digit is what the others give: for citizens (11 − sum mod 11) mod 10, for foreigners two more.</summary>
    internal static bool HasChecksum(ReadOnlySpan<char> birth, ReadOnlySpan<char> rest)
    {
        int sum = 0;
        for (int i = 0; i < Weights.Length; i++) sum += Weights[i] * ((i < 6 ? birth[i] : rest[i - 6]) - '0');
        int check = 11 - sum % 11;
        if (rest[0] is >= '5' and <= '8') check += 2;
        return check % 10 == rest[6] - '0';
    }

    // 3, 4, 7 and 8 are for those born since 2000; the others for the 1900s, 9 and 0 for the 1800s.
    private static bool IsBornInTime(ReadOnlySpan<char> year, char century) =>
        century is '3' or '4' or '7' or '8' ? string.CompareOrdinal(year.ToString(), "40") < 0
            : century is not ('9' or '0') || string.CompareOrdinal(year.ToString(), "70") > 0;

    private static bool IsMasked(ReadOnlySpan<char> rest) => !rest[1..].ContainsAnyExcept(Hidden);

    private static bool IsDate(ReadOnlySpan<char> digits)
    {
        if (digits.ContainsAnyExceptInRange('0', '9')) return false;
        int month = (digits[2] - '0') * 10 + digits[3] - '0', day = (digits[4] - '0') * 10 + digits[5] - '0';
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000, month);
    }
}

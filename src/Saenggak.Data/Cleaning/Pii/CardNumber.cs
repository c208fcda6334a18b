namespace Saenggak.Data.Cleaning;

/// <summary>Numbers of payment cards: 16 digits as 4-4-4-4 or in one piece, or 15 as 4-6-5, with a known first digit and Luhn's checksum.</summary>
internal static class CardNumber
{
    public static int LengthAt(string text, int at)
    {
        if (!DigitGroups.MayStart(text, at) || text[at] is < '3' or > '9') return 0;
        Span<char> digits = stackalloc char[16];
        int end = at, count = 0, separators = 0;
        while (end < text.Length && count < 16)
        {
            char c = text[end];
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (c is '-' or ' ' && IsGroupEnd(count, text[at] == '3')) separators++;
            else break;
            end++;
        }
        if (!char.IsAsciiDigit(text[end - 1])) (end, separators) = (end - 1, separators - 1);
        bool amex = count == 15 && text[at] == '3' && text[at + 1] is '4' or '7';
        if (count != 16 && !amex || !DigitGroups.MayEnd(text, end) || DigitGroups.IsInFormula(text, at, end)) return 0;
        bool grouped = separators == (amex ? 2 : 3);
        if (!grouped && (separators > 0 || !IsKnownIssuer(digits[..count]))) return 0;
        return HasLuhn(digits[..count]) ? end - at : 0;
    }

    internal static bool HasLuhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1 && (digit *= 2) > 9) digit -= 9;
            sum += digit;
        }
        return sum % 10 == 0 && digits.ContainsAnyExcept(digits[0]);
    }

    private static bool IsGroupEnd(int count, bool mayBeAmex) => count is 4 or 8 or 12 || (mayBeAmex && count is 10);

    // In one piece any sixteen digits may stand, one in ten with Luhn's checksum; the great issuers' first digits narrow it.
    private static bool IsKnownIssuer(ReadOnlySpan<char> digits) =>
        digits[0] is '4' || (digits[0] == '5' && digits[1] is >= '1' and <= '5') || digits.StartsWith("35") || digits.StartsWith("37") || digits.StartsWith("34")
            || digits.StartsWith("62") || digits.StartsWith("65") || digits.StartsWith("94");
}

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Telephone numbers of Korea. Mobile numbers count with and without separators, landlines and 070 or 050 numbers only with them.
/// Numbers of firms for all to call (1588-…) tell nothing of a person, look like spans of years, and stay.
/// </summary>
internal static class PhoneNumber
{
    private const string Country = "+82";

    public static int MobileLengthAt(string text, int at)
    {
        int start = Body(text, at, out bool abroad);
        if (start < 0) return 0;
        int end = DigitGroups.Run(text, start, 0, 16);
        if (!StartsMobile(text, start, abroad)) return 0;
        int prefix = start + (abroad ? 2 : 3);
        if (end == start + (abroad ? 10 : 11) || (end == start + (abroad ? 9 : 10) && text[prefix - 1] != '0')) return Accept(text, at, end);
        return Grouped(text, at, prefix);
    }

    public static int LandlineLengthAt(string text, int at)
    {
        int start = Body(text, at, out bool abroad);
        if (start < 0) return 0;
        int zero = abroad ? 0 : 1;
        if (!abroad && text[start] != '0') return 0;
        ReadOnlySpan<char> code = text.AsSpan(start + zero, Math.Min(3, text.Length - start - zero));
        if (code.Length < 3) return 0;
        int digits = code[0] == '2' && !char.IsAsciiDigit(code[1]) ? 1
            : code[0] is >= '3' and <= '6' && code[1] is >= '1' and <= '5' ? 2
            : code.StartsWith("70") || code.StartsWith("80") ? 2
            : code.StartsWith("50") && code[2] is >= '2' and <= '8' ? 3 : 0;
        return digits == 0 ? 0 : Grouped(text, at, start + zero + digits);
    }

    // The place of the first digit after +82, (0) and an opening bracket.
    private static int Body(string text, int at, out bool abroad)
    {
        abroad = false;
        char c = text[at];
        // «(02) 312-3456»; the bracket of «(010-1234-5678, 저녁에만)» is the sentence's.
        if (c == '(') return at + 1 < text.Length && text[at + 1] == '0' && DigitGroups.Run(text, at + 1, 2, 4) is > 0 and var end && end < text.Length && text[end] == ')' ? at + 1 : -1;
        if (c == '+' && text.AsSpan(at).StartsWith(Country))
        {
            abroad = true;
            int after = DigitGroups.Separator(text, at + Country.Length);
            if (text.AsSpan(after).StartsWith("(0)")) after += 3;
            else if (after < text.Length && text[after] == '0') after++;
            after = DigitGroups.Separator(text, after);
            return after < text.Length && char.IsAsciiDigit(text[after]) ? after : -1;
        }
        return char.IsAsciiDigit(c) && DigitGroups.MayStart(text, at) ? at : -1;
    }

    private static bool StartsMobile(string text, int start, bool abroad)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start);
        if (!abroad && !rest.StartsWith("0")) return false;
        if (!abroad) rest = rest[1..];
        return rest.Length > 2 && rest[0] == '1' && rest[1] is '0' or '1' or '6' or '7' or '8' or '9';
    }

    // Behind the area code: a separator, three or four digits, the same or another separator, four digits.
    private static int Grouped(string text, int at, int code)
    {
        if (code < text.Length && text[code] == ')') code++;
        int middle = DigitGroups.Separator(text, code);
        if (middle == code && text[code - 1] != ')') return 0;
        if (middle < text.Length && text[middle] == ' ' && text[code] != ' ') middle++;
        int gap = DigitGroups.Run(text, middle, 3, 4);
        if (gap < 0)
        {
            int all = DigitGroups.Run(text, middle, 7, 8);
            return all < 0 ? 0 : Accept(text, at, all);
        }
        int last = DigitGroups.Separator(text, gap);
        if (last == gap) return 0;
        if (last < text.Length && text[last] == ' ' && text[gap] != ' ') last++;
        int end = DigitGroups.Run(text, last, 4, 4);
        return end < 0 ? 0 : Accept(text, at, end);
    }

    private static int Accept(string text, int at, int end) =>
        DigitGroups.MayEnd(text, end) && !DigitGroups.IsInFormula(text, at, end) ? end - at : 0;
}

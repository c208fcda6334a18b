namespace Saenggak.Grading;

/// <summary>A number with its unit.</summary>
/// <param name="Value">The number as written; «50%» is 50 with <see cref="IsPercent"/>.</param>
/// <param name="Unit">The measure («cm», «원»), empty for counters and bare numbers.</param>
/// <param name="IsPercent">A per cent sign follows.</param>
/// <param name="Decimals">Decimal places as written, 0 for integers and fractions; 7.38E+19 has −17, for it is known to 10¹⁷.</param>
public readonly record struct Quantity(Rational Value, string Unit, bool IsPercent, int Decimals)
{
    // Exact arithmetic on longer digit strings would let one answer cost seconds.
    private const int MaxLength = 256;

    private static readonly string[] Prefixes = ["총", "모두", "전부", "합계", "US", "₩", "€", "£", "¥", "$", "="];

    /// <summary>
    /// Reads a whole text as one quantity: <c>12</c>, <c>-1,000.5</c>, <c>3/4</c>, <c>1 1/2</c>, <c>\frac{3}{4}</c>, <c>2분의 1</c>,
    /// <c>1만 5천 원</c>, <c>7.38E+19</c>, <c>총 12개</c>, <c>x = 5</c>. False for anything else.
    /// </summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        if (text.Length is 0 or > MaxLength) return false;
        ReadOnlySpan<char> rest = StripOuter(text.AsSpan().Trim());
        rest = SkipPrefixes(rest);
        int sign = ReadSign(ref rest);
        // «-$5»
        rest = SkipPrefixes(rest);
        var plain = new NumberReader(rest);
        if (plain.TryReadPlain() && TryUnit(plain.Rest, out string unit)) return Take(plain, sign, unit, out quantity);
        // «3조각» is three pieces: large Korean numerals are tried only where no unit fits.
        var korean = new NumberReader(rest);
        return korean.TryReadKorean() && TryUnit(korean.Rest, out unit) && Take(korean, sign, unit, out quantity);
    }

    private static bool Take(NumberReader number, int sign, string unit, out Quantity quantity)
    {
        bool percent = unit == Units.Percent;
        quantity = new Quantity(sign < 0 ? -number.Value : number.Value, percent ? "" : unit, percent, number.Decimals);
        return true;
    }

    private static ReadOnlySpan<char> StripOuter(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd(".,;。!").TrimEnd();
        while (text.Length > 2 && text[0] == '(' && text[^1] == ')' && text[1..^1].IndexOfAny('(', ')') < 0) text = text[1..^1].Trim();
        return text;
    }

    private static ReadOnlySpan<char> SkipPrefixes(ReadOnlySpan<char> text)
    {
        for (bool again = true; again;)
        {
            again = false;
            text = text.TrimStart();
            if (text.Length > 2 && char.IsAsciiLetter(text[0]) && text[1..].TrimStart().StartsWith("="))
            {
                text = text[(text.IndexOf('=') + 1)..];
                again = true;
            }
            foreach (string prefix in Prefixes)
            {
                if (!text.StartsWith(prefix, StringComparison.Ordinal)) continue;
                text = text[prefix.Length..];
                again = true;
            }
        }
        return text;
    }

    private static int ReadSign(ref ReadOnlySpan<char> text)
    {
        const string minus = "마이너스";
        int length = text.StartsWith(minus, StringComparison.Ordinal) ? minus.Length : text.StartsWith("-") ? 1 : 0;
        int sign = length > 0 ? -1 : 1;
        if (length == 0 && text.StartsWith("+")) length = 1;
        text = text[length..].TrimStart();
        return sign;
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out string unit)
    {
        text = StripOuter(AnswerSentence.TrimEnding(text.Trim()));
        if (text.IndexOf(' ') < 0) return Units.TryFind(text, out unit);
        Span<char> joined = stackalloc char[MaxLength];
        int length = 0;
        foreach (char c in text)
        {
            if (c != ' ') joined[length++] = c;
        }
        return Units.TryFind(joined[..length], out unit);
    }
}

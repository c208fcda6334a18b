using System.Globalization;
using System.Numerics;

namespace Saenggak.Grading;

/// <summary>An unsigned decimal number read from the front of a text.</summary>
/// <param name="Value">The number.</param>
/// <param name="Length">Characters read.</param>
/// <param name="Decimals">Decimal places as written; 7.38E+19 has −17, for it is known to 10¹⁷.</param>
/// <param name="Digits">Digits as written, leading zeros not counted.</param>
internal readonly record struct DecimalText(Rational Value, int Length, int Decimals, int Digits)
{
    // Exact arithmetic on longer digit strings would let one answer cost seconds.
    private const int MaxDigits = 1000;
    private const int MaxExponent = 400;

    /// <summary>Reads <c>12</c>, <c>1,000.5</c>, <c>1 000 000</c>, <c>.5</c>, <c>7.38E+19</c>.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="number">The number read.</param>
    /// <param name="grouped">Whether a comma or a space before each three digits is a thousands separator.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out DecimalText number, bool grouped = true)
    {
        number = default;
        int whole = grouped ? GroupedLength(text) : DigitRun(text);
        int at = whole, decimals = 0;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            decimals = DigitRun(text[(at + 1)..]);
            at += decimals + 1;
        }
        if (at is 0 or > MaxDigits) return false;
        Span<char> digits = stackalloc char[at];
        int count = 0;
        foreach (char c in text[..at])
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
        }
        ReadOnlySpan<char> significant = digits[..count].TrimStart('0');
        BigInteger value = count <= 18
            ? long.Parse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture)
            : BigInteger.Parse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture);
        Rational scaled = decimals == 0 ? Rational.From(value) : new Rational(value, BigInteger.Pow(10, decimals));
        number = new DecimalText(scaled, at, decimals, significant.Length);
        return TryExponent(text[at..], ref number);
    }

    /// <summary>Length of the ASCII digits at the front.</summary>
    public static int DigitRun(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    // Separators count only between groups of three: «1,000» is a number, «1,22» and «3,5» are not one.
    private static int GroupedLength(ReadOnlySpan<char> text)
    {
        int first = DigitRun(text);
        if (first is 0 or > 3 || first == text.Length || text[0] == '0') return first;
        char separator = text[first];
        if (separator is not (',' or ' ')) return first;
        int at = first;
        while (at < text.Length && text[at] == separator && DigitRun(text[(at + 1)..]) == 3) at += 4;
        // «1 000/3» may be a mixed number or a list; only a comma groups before more arithmetic.
        return separator == ' ' && at < text.Length && text[at] is '/' ? first : at;
    }

    // «1.5e-3», never «2e» or «3 e5».
    private static bool TryExponent(ReadOnlySpan<char> text, ref DecimalText number)
    {
        if (text.Length < 2 || text[0] is not ('e' or 'E')) return true;
        int sign = text[1] is '+' or '-' ? 1 : 0;
        int length = DigitRun(text[(1 + sign)..]);
        if (length == 0) return true;
        if (length > 3 || !int.TryParse(text.Slice(1 + sign, length), NumberStyles.None, CultureInfo.InvariantCulture, out int power) || power > MaxExponent) return false;
        var scale = Rational.From(BigInteger.Pow(10, power));
        bool negative = text[1] == '-';
        number = new DecimalText(
            negative ? number.Value / scale : number.Value * scale,
            number.Length + 1 + sign + length,
            number.Decimals + (negative ? power : -power),
            number.Digits);
        return true;
    }
}

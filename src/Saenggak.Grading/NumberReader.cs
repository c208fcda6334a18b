using System.Globalization;
using System.Numerics;

namespace Saenggak.Grading;

/// <summary>Reads an unsigned number from the front of a text and leaves the rest.</summary>
internal ref struct NumberReader(ReadOnlySpan<char> text)
{
    private const int MaxExponent = 400;

    public ReadOnlySpan<char> Rest { get; private set; } = text;

    public Rational Value { get; private set; }

    public int Decimals { get; private set; }

    /// <summary>An integer, decimal, fraction or mixed number.</summary>
    public bool TryReadPlain()
    {
        if (Rest.StartsWith("\\frac")) return TryReadFraction();
        if (!TryReadDecimal(out Rational first, out bool integer)) return false;
        Value = first;
        ReadOnlySpan<char> next = Rest.TrimStart();
        if (next.StartsWith("\\frac") && integer) return TryMixed(first, next);
        if (next.StartsWith("/")) return TryDivide(first, next[1..], reverse: false);
        if (next.StartsWith("분의")) return TryDivide(first, next[2..], reverse: true);
        if (next.Length > 1 && next[0] is '과' or '와' && integer) return TryMixed(first, next[1..].TrimStart());
        if (next.Length > 0 && char.IsAsciiDigit(next[0]) && Rest.Length > next.Length && integer) return TryMixed(first, next);
        return TryScientific(first, next);
    }

    /// <summary>Digits with 만, 억, 조 and 천, 백, 십: «1만 5천», «3억 2,000만», «1.5만».</summary>
    public bool TryReadKorean()
    {
        Rational total = default, section = default;
        if (!TryReadDecimal(out Rational number, out _)) return false;
        bool pending = true, any = false;
        while (true)
        {
            ReadOnlySpan<char> next = Rest.TrimStart();
            long factor = next.IsEmpty ? 0 : Factor(next[0]);
            if (factor == 0) break;
            if (factor < 10_000)
            {
                section += number * Rational.From(factor);
            }
            else
            {
                total += (pending ? section + number : section) * Rational.From(factor);
                section = default;
            }
            (pending, any) = (false, true);
            Rest = next[1..];
            ReadOnlySpan<char> after = Rest.TrimStart();
            if (after.IsEmpty || !char.IsAsciiDigit(after[0])) continue;
            Rest = after;
            if (!TryReadDecimal(out number, out _)) return false;
            pending = true;
        }
        Value = pending ? total + section + number : total + section;
        Decimals = 0;
        return any;
    }

    private static long Factor(char c) => c switch
    {
        '십' => 10,
        '백' => 100,
        '천' => 1000,
        '만' => 10_000,
        '억' => 100_000_000,
        '조' => 1_000_000_000_000,
        _ => 0,
    };

    private bool TryReadDecimal(out Rational value, out bool integer)
    {
        value = default;
        int whole = WholeLength(Rest);
        int at = whole;
        int decimals = 0;
        if (at + 1 < Rest.Length && Rest[at] == '.' && char.IsAsciiDigit(Rest[at + 1]))
        {
            int end = at + 1;
            while (end < Rest.Length && char.IsAsciiDigit(Rest[end])) end++;
            decimals = end - at - 1;
            at = end;
        }
        integer = decimals == 0;
        if (at == 0) return false;
        Span<char> digits = stackalloc char[at];
        int count = 0;
        foreach (char c in Rest[..at])
        {
            if (c is not (',' or '.')) digits[count++] = c;
        }
        var number = BigInteger.Parse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture);
        value = new Rational(number, BigInteger.Pow(10, decimals));
        Decimals = decimals;
        Rest = Rest[at..];
        return true;
    }

    // Commas count only between groups of three: «1,000» is a number, «1,22» and «3,5» are not one.
    private static int WholeLength(ReadOnlySpan<char> text)
    {
        int first = DigitRun(text);
        if (first is 0 or > 3) return first;
        int at = first;
        while (at < text.Length && text[at] == ',' && DigitRun(text[(at + 1)..]) == 3) at += 4;
        return at;
    }

    private static int DigitRun(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private bool TryMixed(Rational whole, ReadOnlySpan<char> fraction)
    {
        var part = new NumberReader(fraction);
        if (!part.TryReadPlain() || part.Value.IsInteger || part.Value >= Rational.From(1)) return false;
        Value = whole + part.Value;
        Decimals = 0;
        Rest = part.Rest;
        return true;
    }

    private bool TryDivide(Rational first, ReadOnlySpan<char> text, bool reverse)
    {
        var second = new NumberReader(text.TrimStart());
        if (!second.TryReadDecimal(out Rational other, out _)) return false;
        (Rational top, Rational bottom) = reverse ? (other, first) : (first, other);
        if (bottom.IsZero) return false;
        Value = top / bottom;
        Decimals = 0;
        Rest = second.Rest;
        return true;
    }

    private bool TryReadFraction()
    {
        Rest = Rest["\\frac".Length..].TrimStart();
        if (!TryGroup(out Rational top) || !TryGroup(out Rational bottom) || bottom.IsZero) return false;
        Value = top / bottom;
        Decimals = 0;
        return true;
    }

    // «{12}», or, as TeX reads «\frac12», a single digit.
    private bool TryGroup(out Rational value)
    {
        value = default;
        Rest = Rest.TrimStart();
        if (Rest.IsEmpty) return false;
        if (Rest[0] != '{')
        {
            if (!char.IsAsciiDigit(Rest[0])) return false;
            value = Rational.From(Rest[0] - '0');
            Rest = Rest[1..];
            return true;
        }
        int end = Rest.IndexOf('}');
        if (end < 0) return false;
        ReadOnlySpan<char> inside = Rest[1..end].Trim();
        bool negative = inside.StartsWith("-");
        var inner = new NumberReader(negative ? inside[1..].TrimStart() : inside);
        if (!inner.TryReadDecimal(out Rational number, out _) || !inner.Rest.IsWhiteSpace()) return false;
        value = negative ? -number : number;
        Rest = Rest[(end + 1)..];
        return true;
    }

    private bool TryScientific(Rational mantissa, ReadOnlySpan<char> next)
    {
        int skip = next.Length > 1 && next[0] is 'e' or 'E' && (char.IsAsciiDigit(next[1]) || next[1] is '+' or '-') ? 1 : 0;
        if (skip == 0 && next.Length > 1 && next[0] is '×' or '·' or '*')
        {
            ReadOnlySpan<char> power = next[1..].TrimStart();
            if (power.StartsWith("10^")) skip = next.Length - power.Length + 3;
        }
        if (skip == 0) return true;
        ReadOnlySpan<char> exponent = next[skip..].TrimStart("{+");
        bool negative = exponent.StartsWith("-");
        if (negative) exponent = exponent[1..];
        int length = DigitRun(exponent);
        if (length is 0 or > 3 || !int.TryParse(exponent[..length], CultureInfo.InvariantCulture, out int power10) || power10 > MaxExponent) return false;
        var scale = Rational.From(BigInteger.Pow(10, power10));
        Value = negative ? mantissa / scale : mantissa * scale;
        Decimals += negative ? power10 : -power10;
        Rest = exponent[length..].TrimStart('}');
        return true;
    }
}

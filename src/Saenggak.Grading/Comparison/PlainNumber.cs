namespace Saenggak.Grading;

/// <summary>The short way for two plain decimal numbers: compared as text, without arithmetic and without allocation.</summary>
internal static class PlainNumber
{
    /// <summary>True or false where both texts are plain numbers such as <c>-1,000.50</c>; null where one is something else.</summary>
    public static bool? Same(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        TrySplit(a, out Parts left) && TrySplit(b, out Parts right)
            ? left.Negative == right.Negative && left.Whole.SequenceEqual(right.Whole) && left.Fraction.SequenceEqual(right.Fraction)
            : null;

    private static bool TrySplit(ReadOnlySpan<char> text, out Parts parts)
    {
        parts = default;
        text = text.Trim();
        bool negative = text.Length > 1 && text[0] == '-';
        if (negative) text = text[1..];
        int whole = DecimalText.DigitRun(text);
        ReadOnlySpan<char> fraction = default;
        if (whole == 0) return false;
        if (whole < text.Length)
        {
            if (text[whole] != '.') return false;
            fraction = text[(whole + 1)..];
            if (fraction.IsEmpty || DecimalText.DigitRun(fraction) < fraction.Length) return false;
        }
        parts.Whole = text[..whole].TrimStart('0');
        parts.Fraction = fraction.TrimEnd('0');
        parts.Negative = negative && !(parts.Whole.IsEmpty && parts.Fraction.IsEmpty);
        return true;
    }

    private ref struct Parts
    {
        public bool Negative;
        public ReadOnlySpan<char> Whole;
        public ReadOnlySpan<char> Fraction;
    }
}

using System.Numerics;

namespace Saenggak.Grading;

/// <summary>A real number between two bounds, in units of 2^−384. Every operation widens the bounds by its own error.</summary>
internal readonly record struct Enclosure(BigInteger Low, BigInteger High)
{
    private const int MaxBits = 4096;
    private static readonly BigInteger Widest = BigInteger.One << (FixedPoint.Bits - 300);

    public static Enclosure Of(Rational value)
    {
        BigInteger low = (value.Numerator << FixedPoint.Bits) / value.Denominator;
        return new Enclosure(low - 1, low + 1);
    }

    public static Enclosure Near(BigInteger value) => new(value - FixedPoint.Slack, value + FixedPoint.Slack);

    public bool IsPositive => Low.Sign > 0;

    public bool IsNegative => High.Sign < 0;

    public bool HoldsZero => Low.Sign <= 0 && High.Sign >= 0;

    /// <summary>The bounds are known well enough to compare, and not too large to go on with.</summary>
    public bool IsUsable => High.GetBitLength() < MaxBits && Low.GetBitLength() < MaxBits;

    /// <summary>
    /// True where two values are one to within 2^−300, absolutely and relatively; false where they surely differ; null where the
    /// bounds are too wide to say, or the values too small.
    /// </summary>
    public static bool? Agree(Enclosure a, Enclosure b)
    {
        if (a.High < b.Low || b.High < a.Low) return false;
        BigInteger size = BigInteger.Max(FixedPoint.One, BigInteger.Abs(a.High)) >> FixedPoint.Bits;
        if (a.High - a.Low > Widest * size || b.High - b.Low > Widest * size) return null;
        // Two values below 2^−80 may both look like 0; only what touches 0 on both sides is taken for 0.
        bool small = BigInteger.Abs(a.High) < FixedPoint.One >> 80 && BigInteger.Abs(b.High) < FixedPoint.One >> 80;
        return !small || (a.HoldsZero && b.HoldsZero) ? true : null;
    }

    public static Enclosure operator +(Enclosure a, Enclosure b) => new(a.Low + b.Low, a.High + b.High);

    public static Enclosure operator -(Enclosure a) => new(-a.High, -a.Low);

    public static Enclosure operator -(Enclosure a, Enclosure b) => a + -b;

    public static Enclosure operator *(Enclosure a, Enclosure b)
    {
        BigInteger p = a.Low * b.Low, q = a.Low * b.High, r = a.High * b.Low, s = a.High * b.High;
        BigInteger low = BigInteger.Min(BigInteger.Min(p, q), BigInteger.Min(r, s)), high = BigInteger.Max(BigInteger.Max(p, q), BigInteger.Max(r, s));
        return new Enclosure((low >> FixedPoint.Bits) - 1, (high >> FixedPoint.Bits) + 1);
    }

    /// <summary>1/x; null where x may be 0.</summary>
    public Enclosure? Inverse()
    {
        if (HoldsZero) return null;
        BigInteger square = FixedPoint.One << FixedPoint.Bits;
        return new Enclosure((square / High) - 1, (square / Low) + 1);
    }

    public Enclosure Abs() => IsPositive ? this : IsNegative ? -this : new Enclosure(BigInteger.Zero, BigInteger.Max(-Low, High));

    /// <summary>The real root; null where the value may be negative and the degree is even.</summary>
    public Enclosure? Root(int degree)
    {
        if (degree % 2 == 1 && IsNegative) return (-this).Root(degree) is { } turned ? -turned : null;
        if (Low.Sign < 0) return null;
        int shift = FixedPoint.Bits * (degree - 1);
        return new Enclosure(FixedPoint.WholeRoot(Low << shift, degree) - 1, FixedPoint.WholeRoot(High << shift, degree) + 1);
    }

    public Enclosure? Exponential()
    {
        BigInteger most = FixedPoint.One << 9;
        if (High > most || Low < -most) return null;
        BigInteger low = FixedPoint.Exponential(Low), high = FixedPoint.Exponential(High);
        // The error of the series grows with the value.
        BigInteger slack = FixedPoint.Slack * (BigInteger.One + (high >> FixedPoint.Bits));
        return new Enclosure(BigInteger.Max(low - slack, BigInteger.Zero), high + slack);
    }

    public Enclosure? Logarithm() =>
        IsPositive ? new Enclosure(FixedPoint.Logarithm(Low) - FixedPoint.Slack, FixedPoint.Logarithm(High) + FixedPoint.Slack) : null;

    // |sin'| ≤ 1: half the width goes on top of the series' own error. The error of π counts once for each turn.
    public Enclosure? Sine()
    {
        BigInteger most = FixedPoint.One << 40;
        if (High > most || Low < -most) return null;
        BigInteger middle = (Low + High) / 2;
        BigInteger slack = FixedPoint.Slack + (High - Low) + (FixedPoint.Slack * (BigInteger.Abs(middle) >> FixedPoint.Bits));
        BigInteger value = FixedPoint.Sine(middle);
        return new Enclosure(value - slack, value + slack);
    }

    public Enclosure ArcTangent() => new(FixedPoint.ArcTangent(Low) - FixedPoint.Slack, FixedPoint.ArcTangent(High) + FixedPoint.Slack);
}

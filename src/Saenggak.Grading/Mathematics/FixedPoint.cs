using System.Numerics;

namespace Saenggak.Grading;

/// <summary>Constants and elementary functions as whole multiples of 2^−<see cref="Bits"/>; each errs by less than <see cref="Slack"/> of them.</summary>
internal static class FixedPoint
{
    public const int Bits = 384;

    /// <summary>No series here has more than some 200 terms, each wrong by one unit; arguments are halved at most 16 times.</summary>
    public const long Slack = 1L << 40;

    public static readonly BigInteger One = BigInteger.One << Bits;
    public static readonly BigInteger Pi = 4 * ((4 * ArcTangentOfInverse(5)) - ArcTangentOfInverse(239));
    public static readonly BigInteger LogTwo = LogarithmNearOne(2 * One);
    public static readonly BigInteger E = Exponential(One);

    public static BigInteger Multiply(BigInteger a, BigInteger b) => (a * b) >> Bits;

    public static BigInteger Divide(BigInteger a, BigInteger b) => (a << Bits) / b;

    /// <summary>The largest whole number whose power is not above the value.</summary>
    public static BigInteger WholeRoot(BigInteger value, int degree)
    {
        if (value.Sign <= 0) return BigInteger.Zero;
        if (value.IsOne) return value;
        BigInteger guess = RootFromAbove(value, degree);
        while (true)
        {
            BigInteger next = (((degree - 1) * guess) + (value / BigInteger.Pow(guess, degree - 1))) / degree;
            if (next >= guess) return guess;
            guess = next;
        }
    }

    // Nine digits are right, so that few steps of Newton's method are left; from above, it never goes below the root.
    private static BigInteger RootFromAbove(BigInteger value, int degree)
    {
        int cut = (int)Math.Max(0, value.GetBitLength() - 60);
        double log = (Math.Log2((double)(value >> cut)) + cut) / degree;
        int whole = (int)log;
        BigInteger mantissa = (BigInteger)(Math.Pow(2, log - whole) * (1 + 1e-9) * (1L << 52));
        return (whole >= 52 ? mantissa << (whole - 52) : mantissa >> (52 - whole)) + 1;
    }

    public static BigInteger SquareRoot(BigInteger x) => WholeRoot(x << Bits, 2);

    /// <summary>e^x for |x| below 2^12.</summary>
    public static BigInteger Exponential(BigInteger x)
    {
        // e^x = (e^(x/2^k))^(2^k) would double the error k times; 2^n · e^r with r below ln 2 does not.
        BigInteger shift = BigInteger.Zero;
        if (BigInteger.Abs(x) > One)
        {
            shift = x / LogTwo;
            x -= shift * LogTwo;
        }
        BigInteger term = One, sum = One;
        for (int n = 1; !term.IsZero && n < 400; n++)
        {
            term = Multiply(term, x) / n;
            sum += term;
        }
        return shift.Sign >= 0 ? sum << (int)shift : sum >> (int)-shift;
    }

    /// <summary>ln x for x above 0.</summary>
    public static BigInteger Logarithm(BigInteger x)
    {
        int shift = (int)x.GetBitLength() - Bits - 1;
        BigInteger near = shift >= 0 ? x >> shift : x << -shift;
        return LogarithmNearOne(near) + (shift * LogTwo);
    }

    public static BigInteger Sine(BigInteger x)
    {
        BigInteger turn = 2 * Pi;
        x -= turn * (x / turn);
        BigInteger square = Multiply(x, x), term = x, sum = x;
        for (int n = 1; !term.IsZero && n < 200; n++)
        {
            term = -Multiply(term, square) / (2 * n * ((2 * n) + 1));
            sum += term;
        }
        return sum;
    }

    public static BigInteger ArcTangent(BigInteger x)
    {
        // Halved until the series runs fast: atan x = 2 atan(x / (1 + √(1 + x²))).
        int halvings = 0;
        while (BigInteger.Abs(x) > One >> 6 && halvings < 16)
        {
            x = Divide(x, One + SquareRoot(One + Multiply(x, x)));
            halvings++;
        }
        return Odd(x, alternating: true) << halvings;
    }

    // 2 atanh((x−1)/(x+1))
    private static BigInteger LogarithmNearOne(BigInteger x) => 2 * Odd(Divide(x - One, x + One), alternating: false);

    private static BigInteger ArcTangentOfInverse(int n) => Odd(One / n, alternating: true);

    // x ± x³/3 + x⁵/5 ± …
    private static BigInteger Odd(BigInteger x, bool alternating)
    {
        BigInteger square = Multiply(x, x), power = x, sum = x;
        for (int n = 1; !power.IsZero && n < 400; n++)
        {
            power = Multiply(power, square);
            BigInteger term = power / ((2 * n) + 1);
            sum += alternating && n % 2 == 1 ? -term : term;
        }
        return sum;
    }
}

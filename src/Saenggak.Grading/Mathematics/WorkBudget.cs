namespace Saenggak.Grading;

/// <summary>
/// The work one comparison may do, counted in steps and not in time, so that a verdict is the same on every machine. A step is
/// about one product of two machine-word numbers with its bookkeeping; a whole budget is spent in well under a tenth of a second.
/// </summary>
internal sealed class WorkBudget(int steps = WorkBudget.Default)
{
    public const int Default = 100_000;

    /// <summary>Fractions whose numerators and denominators are longer than this together are not calculated with.</summary>
    public const long MaxBits = 40_000;

    private long _left = steps;

    public bool Exhausted => _left < 0;

    /// <summary>Takes steps off; false when the budget is gone.</summary>
    public bool Spend(long steps)
    {
        if (_left >= 0) _left -= steps;
        return _left >= 0;
    }

    /// <summary>
    /// Takes off what a sum, product or quotient of two fractions costs; false when the budget is gone or the result may be too long.
    /// Lowest terms take a time that grows with the square of the length: about 1 µs for 128 bits, 1.6 ms for 40,000.
    /// </summary>
    public bool SpendOn(Rational a, Rational b)
    {
        long bits = Bits(a) + Bits(b), words = bits / 64;
        return bits <= MaxBits && Spend(a.IsInteger && b.IsInteger ? words : words + (words * words / 400));
    }

    /// <summary>The length of a fraction.</summary>
    public static long Bits(Rational value) => value.Numerator.GetBitLength() + value.Denominator.GetBitLength();
}

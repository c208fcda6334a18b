using System.Numerics;

namespace Saenggak.Grading;

/// <summary>Trial division, bounded.</summary>
internal static class Primes
{
    private const int LargestDivisor = 5000;
    private const int MaxBits = 2048;

    /// <summary>
    /// The prime powers of a positive number. What is left after division by all numbers to 5,000 counts as one prime, or as a
    /// power of one where it is an exact square or cube: that keeps values right and may miss an equality.
    /// </summary>
    public static List<(BigInteger Prime, int Power)>? Factor(BigInteger number, WorkBudget budget)
    {
        if (number.Sign <= 0 || number.GetBitLength() > MaxBits) return null;
        var factors = new List<(BigInteger, int)>(2);
        for (int divisor = 2; divisor <= LargestDivisor && !number.IsOne; divisor += divisor == 2 ? 1 : 2)
        {
            if (number < (BigInteger)divisor * divisor)
            {
                factors.Add((number, 1));
                return factors;
            }
            if (!budget.Spend(1 + (number.GetBitLength() / 256))) return null;
            int power = 0;
            while ((number % divisor).IsZero)
            {
                number /= divisor;
                power++;
            }
            if (power > 0) factors.Add((divisor, power));
        }
        if (number.IsOne) return factors;
        for (int root = 3; root >= 2; root--)
        {
            if (FixedPoint.WholeRoot(number, root) is var exact && BigInteger.Pow(exact, root) == number)
            {
                factors.Add((exact, root));
                return factors;
            }
        }
        factors.Add((number, 1));
        return factors;
    }
}

namespace Saenggak.Grading;

/// <summary>A product of atoms with rational exponents, sorted by atom; <c>default</c> is 1. The atoms' meaning is kept by <see cref="Algebra"/>.</summary>
internal readonly struct Monomial(Monomial.Factor[] factors) : IEquatable<Monomial>, IComparable<Monomial>
{
    public ReadOnlySpan<Factor> Factors => factors;

    public bool IsOne => Factors.IsEmpty;

    public bool Equals(Monomial other) => Factors.SequenceEqual(other.Factors);

    /// <summary>Some order of its own, 1 before all others.</summary>
    public int CompareTo(Monomial other) => Factors.SequenceCompareTo(other.Factors);

    public override bool Equals(object? obj) => obj is Monomial other && Equals(other);

    public override int GetHashCode() => Factors.IsEmpty ? 0 : HashCode.Combine(Factors.Length, Factors[0]);

    /// <summary>One atom with its exponent, in lowest terms and not 0.</summary>
    internal readonly record struct Factor(int Atom, int Top, int Bottom) : IComparable<Factor>
    {
        public int CompareTo(Factor other) => (Atom, Top, Bottom).CompareTo((other.Atom, other.Top, other.Bottom));
    }
}

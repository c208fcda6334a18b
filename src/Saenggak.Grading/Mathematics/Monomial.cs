namespace Saenggak.Grading;

/// <summary>A product of atoms with rational exponents, sorted by atom. The atoms' meaning is kept by <see cref="Algebra"/>.</summary>
internal sealed class Monomial : IEquatable<Monomial>
{
    public static readonly Monomial One = new([]);

    private readonly int _hash;

    public Monomial(Factor[] factors)
    {
        Factors = factors;
        var hash = default(HashCode);
        foreach (Factor factor in factors) hash.Add(factor);
        _hash = hash.ToHashCode();
    }

    public Factor[] Factors { get; }

    public bool IsOne => Factors.Length == 0;

    public bool Equals(Monomial? other) => other is not null && _hash == other._hash && Factors.AsSpan().SequenceEqual(other.Factors);

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode() => _hash;

    /// <summary>One atom with its exponent, in lowest terms and not 0.</summary>
    internal readonly record struct Factor(int Atom, int Top, int Bottom);
}

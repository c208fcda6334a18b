using System.Globalization;
using System.Text;

namespace Saenggak.Grading;

/// <summary>A sum of monomials with rational coefficients, none of them zero.</summary>
internal sealed class Polynomial
{
    public static readonly Polynomial Zero = new();
    public static readonly Polynomial One = Of(Rational.From(1));

    public Dictionary<Monomial, Rational> Terms { get; } = [];

    public bool IsZero => Terms.Count == 0;

    public static Polynomial Of(Rational value) => Of(Monomial.One, value);

    public static Polynomial Of(Monomial monomial, Rational coefficient)
    {
        var result = new Polynomial();
        result.Add(monomial, coefficient);
        return result;
    }

    /// <summary>The value where the polynomial is one rational number.</summary>
    public bool IsConstant(out Rational value)
    {
        value = default;
        return IsZero || (Terms.Count == 1 && Terms.TryGetValue(Monomial.One, out value));
    }

    /// <summary>The one term of a polynomial that has one.</summary>
    public bool IsTerm(out Monomial monomial, out Rational coefficient)
    {
        (monomial, coefficient) = (Monomial.One, default);
        if (Terms.Count != 1) return false;
        KeyValuePair<Monomial, Rational> only = Terms.First();
        (monomial, coefficient) = (only.Key, only.Value);
        return true;
    }

    public void Add(Monomial monomial, Rational coefficient)
    {
        if (coefficient.IsZero) return;
        Rational sum = Terms.TryGetValue(monomial, out Rational known) ? known + coefficient : coefficient;
        if (sum.IsZero) Terms.Remove(monomial);
        else Terms[monomial] = sum;
    }

    /// <summary>The same terms.</summary>
    public bool Same(Polynomial other)
    {
        if (Terms.Count != other.Terms.Count) return false;
        foreach ((Monomial monomial, Rational coefficient) in Terms)
        {
            if (!other.Terms.TryGetValue(monomial, out Rational theirs) || theirs != coefficient) return false;
        }
        return true;
    }

    public Polynomial Scaled(Rational factor)
    {
        var result = new Polynomial();
        foreach ((Monomial monomial, Rational coefficient) in Terms) result.Add(monomial, coefficient * factor);
        return result;
    }

    /// <summary>One text for equal polynomials over the same atoms.</summary>
    public string Key()
    {
        var terms = new List<string>(Terms.Count);
        var text = new StringBuilder();
        foreach ((Monomial monomial, Rational coefficient) in Terms)
        {
            text.Clear();
            foreach (Monomial.Factor factor in monomial.Factors) text.Append(CultureInfo.InvariantCulture, $"{factor.Atom}^{factor.Top}/{factor.Bottom}.");
            terms.Add(text.Append('*').Append(coefficient).ToString());
        }
        terms.Sort(StringComparer.Ordinal);
        return string.Join('+', terms);
    }
}

/// <summary>A quotient of two polynomials.</summary>
internal readonly record struct Form(Polynomial Top, Polynomial Bottom)
{
    public static Form Of(Rational value) => new(Polynomial.Of(value), Polynomial.One);

    public static Form Of(Polynomial top) => new(top, Polynomial.One);

    public bool IsConstant(out Rational value)
    {
        value = default;
        return Bottom.IsConstant(out Rational bottom) && bottom == Rational.From(1) && Top.IsConstant(out value);
    }

    public string Key() => Top.Key() + "//" + Bottom.Key();
}

using System.Globalization;
using System.Text;

namespace Saenggak.Grading;

/// <summary>A sum of monomials with rational coefficients, none of them zero, in the monomials' order.</summary>
internal sealed class Polynomial
{
    public static readonly Polynomial Zero = new([]);
    public static readonly Polynomial One = Of(Rational.From(1));

    private readonly Term[] _terms;

    private Polynomial(Term[] terms) => _terms = terms;

    /// <summary>A monomial with its coefficient.</summary>
    internal readonly record struct Term(Monomial Monomial, Rational Coefficient) : IComparable<Term>
    {
        public int CompareTo(Term other) => Monomial.CompareTo(other.Monomial);
    }

    public ReadOnlySpan<Term> Terms => _terms;

    public bool IsZero => _terms.Length == 0;

    public static Polynomial Of(Rational value) => Of(new Term(default, value));

    public static Polynomial Of(Term term) => term.Coefficient.IsZero ? Zero : new([term]);

    /// <summary>The sum of terms in any order, null beyond the budget; the array is the polynomial's from now on.</summary>
    public static Polynomial? Sum(Term[] terms, WorkBudget budget)
    {
        Array.Sort(terms);
        int count = 0;
        for (int i = 0; i < terms.Length;)
        {
            Term sum = terms[i];
            while (++i < terms.Length && terms[i].Monomial.Equals(sum.Monomial))
            {
                if (!budget.SpendOn(sum.Coefficient, terms[i].Coefficient)) return null;
                sum = sum with { Coefficient = sum.Coefficient + terms[i].Coefficient };
            }
            if (!sum.Coefficient.IsZero) terms[count++] = sum;
        }
        Array.Resize(ref terms, count);
        return new Polynomial(terms);
    }

    /// <summary>The value where the polynomial is one rational number.</summary>
    public bool IsConstant(out Rational value)
    {
        value = default;
        return IsZero || (_terms.Length == 1 && TryCoefficient(default, out value));
    }

    /// <summary>The one term of a polynomial that has one.</summary>
    public bool IsTerm(out Monomial monomial, out Rational coefficient)
    {
        (monomial, coefficient) = _terms.Length == 1 ? _terms[0] : default;
        return _terms.Length == 1;
    }

    /// <summary>The coefficient of a monomial that the polynomial has.</summary>
    public bool TryCoefficient(Monomial monomial, out Rational coefficient)
    {
        int at = Array.BinarySearch(_terms, new Term(monomial, default));
        coefficient = at < 0 ? default : _terms[at].Coefficient;
        return at >= 0;
    }

    /// <summary>The same terms.</summary>
    public bool Same(Polynomial other) => Terms.SequenceEqual(other.Terms);

    /// <summary>The polynomial times a number that is not zero; null beyond the budget.</summary>
    public Polynomial? Scaled(Rational factor, WorkBudget budget)
    {
        Term[] scaled = [.. _terms];
        foreach (ref Term term in scaled.AsSpan())
        {
            if (!budget.SpendOn(term.Coefficient, factor)) return null;
            term = term with { Coefficient = term.Coefficient * factor };
        }
        return new Polynomial(scaled);
    }

    /// <summary>The polynomial times −1.</summary>
    public Polynomial Negated()
    {
        Term[] negated = [.. _terms];
        foreach (ref Term term in negated.AsSpan()) term = term with { Coefficient = -term.Coefficient };
        return new Polynomial(negated);
    }

    /// <summary>One text for equal polynomials over the same atoms.</summary>
    public string Key()
    {
        var terms = new List<string>(_terms.Length);
        var text = new StringBuilder();
        foreach ((Monomial monomial, Rational coefficient) in _terms)
        {
            text.Clear();
            foreach (Monomial.Factor factor in monomial.Factors) text.Append(CultureInfo.InvariantCulture, $"{factor.Atom}^{factor.Top}/{factor.Bottom}.");
            // Hexadecimal, since decimal digits of a long number cost the square of their count.
            terms.Add(text.Append(CultureInfo.InvariantCulture, $"*{coefficient.Numerator:X}/{coefficient.Denominator:X}").ToString());
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

using System.Numerics;

namespace Saenggak.Grading;

/// <summary>
/// Exact arithmetic on quotients of polynomials over atoms: variables, roots of primes (√6 = 2^½·3^½), π, e, i, logarithms of
/// primes, and whatever else has no closed rule («√(1+√2)», «sin 1»). Atoms are treated as independent, so two values
/// found equal are equal; two found different are different for certain only while no atom of the last kind stands in them.
/// All work is taken from a budget; null means beyond it, or undefined.
/// </summary>
internal sealed class Algebra(WorkBudget budget)
{
    private const int MaxTerms = 1500;
    private const int MaxExponent = 100_000;

    private readonly List<Atom> _atoms = [];

    /// <summary>True once an atom without a closed rule was met: unequal forms may then be equal values.</summary>
    public bool Open { get; private set; }

    public WorkBudget Budget => budget;

    public Form? Symbol(string name) => name switch
    {
        "i" => AtomForm(AtomKind.Imaginary, "i"),
        "e" => AtomForm(AtomKind.Positive, "e"),
        "pi" => AtomForm(AtomKind.Positive, "pi"),
        _ => AtomForm(AtomKind.Variable, name),
    };

    /// <summary>A value without a closed rule, told from others by its key.</summary>
    public Form? Opaque(string key)
    {
        Open = true;
        return AtomForm(AtomKind.Opaque, key);
    }

    public Form? LogarithmOfPrime(BigInteger prime) => AtomForm(AtomKind.Positive, "ln " + prime);

    public Form? Add(Form a, Form b)
    {
        if (ReferenceEquals(a.Bottom, b.Bottom)) return Sum(a.Top, b.Top) is { } same ? Checked(new Form(same, a.Bottom)) : null;
        if (Multiply(a.Top, b.Bottom) is not { } left || Multiply(b.Top, a.Bottom) is not { } right) return null;
        return Sum(left, right) is { } top && Multiply(a.Bottom, b.Bottom) is { } bottom ? Checked(new Form(top, bottom)) : null;
    }

    public static Form Negate(Form a) => new(a.Top.Negated(), a.Bottom);

    public Form? Multiply(Form a, Form b) =>
        Multiply(a.Top, b.Top) is { } top && Multiply(a.Bottom, b.Bottom) is { } bottom ? Checked(new Form(top, bottom)) : null;

    public Form? Divide(Form a, Form b) => Invert(b) is { } inverse ? Multiply(a, inverse) : null;

    /// <summary>1/a; null for 0.</summary>
    public Form? Invert(Form a)
    {
        if (a.Top.IsZero) return null;
        if (!a.Top.IsTerm(out Monomial monomial, out Rational coefficient)) return new Form(a.Bottom, a.Top);
        // A single term goes upstairs: 1/√2 = √2/2, 1/i = −i.
        if (!budget.SpendOn(coefficient, Rational.From(1))) return null;
        Monomial.Factor[] turned = monomial.Factors.ToArray();
        foreach (ref Monomial.Factor factor in turned.AsSpan()) factor = factor with { Top = -factor.Top };
        return Normalise(turned, Rational.From(1) / coefficient) is { } inverse && Multiply(Polynomial.Of(inverse), a.Bottom) is { } top ? Form.Of(top) : null;
    }

    public Form? Power(Form a, int exponent)
    {
        if (exponent < 0) return Invert(a) is { } inverse && exponent > int.MinValue ? Power(inverse, -exponent) : null;
        if (exponent > MaxExponent) return null;
        if (a.IsConstant(out Rational value))
        {
            long bits = WorkBudget.Bits(value) * exponent;
            return bits <= WorkBudget.MaxBits && budget.Spend(bits / 16)
                ? Form.Of(new Rational(BigInteger.Pow(value.Numerator, exponent), BigInteger.Pow(value.Denominator, exponent)))
                : null;
        }
        Form? result = Form.Of(Rational.From(1));
        Form? square = a;
        for (int rest = exponent; rest > 0 && result is not null; rest >>= 1)
        {
            if ((rest & 1) == 1) result = square is { } factor ? Multiply(result.Value, factor) : null;
            if (rest > 1) square = square is { } half ? Multiply(half, half) : null;
            if (square is null) return null;
        }
        return result;
    }

    /// <summary>The real index-th root, as far as it has a closed rule; a root of anything else is an atom of its own.</summary>
    public Form? Root(Form a, int index)
    {
        if (a.Top.IsZero) return a;
        if (index is < 2 or > 64) return null;
        if (!a.Bottom.IsConstant(out Rational bottom) || bottom != Rational.From(1))
        {
            return a.Bottom.IsTerm(out _, out _) || Root(Form.Of(a.Bottom), index) is not { } under || Root(Form.Of(a.Top), index) is not { } over ? null : Divide(over, under);
        }
        if (Content(a.Top) is not { } content) return null;
        bool term = a.Top.IsTerm(out Monomial monomial, out Rational coefficient);
        if (term) content = coefficient;
        bool negative = content < default(Rational);
        if (RootOfRational(negative ? -content : content, index) is not { } result) return null;
        if (negative)
        {
            if (index % 2 == 0 && (index != 2 || !term)) return null;
            Form? sign = index == 2 ? Symbol("i") : Form.Of(Rational.From(-1));
            if (sign is null || Multiply(result, sign.Value) is not { } signed) return null;
            result = signed;
        }
        if (term) return RootOfMonomial(monomial, index) is { } rest ? Multiply(result, rest) : null;
        return a.Top.Scaled(Rational.From(1) / content, budget) is { } primitive && Opaque($"root {index} of {primitive.Key()}") is { } atom ? Multiply(result, atom) : null;
    }

    private Form? RootOfMonomial(Monomial monomial, int index)
    {
        var positive = new List<Monomial.Factor>();
        var rest = new List<Monomial.Factor>();
        foreach (Monomial.Factor factor in monomial.Factors)
        {
            // √(x²) is |x|, not x: only what is known to be positive, and x alone, may leave the root.
            bool free = _atoms[factor.Atom].Kind is AtomKind.Positive or AtomKind.Prime
                || (monomial.Factors.Length == 1 && factor is { Top: 1, Bottom: 1 } && _atoms[factor.Atom].Kind == AtomKind.Variable);
            if (free) positive.Add(new Monomial.Factor(factor.Atom, factor.Top, checked(factor.Bottom * index)));
            else rest.Add(factor);
        }
        if (Normalise([.. positive], Rational.From(1)) is not { } term) return null;
        Form outside = Form.Of(Polynomial.Of(term));
        if (rest.Count == 0) return outside;
        return Opaque($"root {index} of {Polynomial.Of(new Polynomial.Term(new Monomial([.. rest]), Rational.From(1))).Key()}") is { } atom ? Multiply(outside, atom) : null;
    }

    private Form? RootOfRational(Rational value, int index)
    {
        var factors = new List<Monomial.Factor>();
        foreach ((BigInteger part, int sign) in (ReadOnlySpan<(BigInteger, int)>)[(value.Numerator, 1), (value.Denominator, -1)])
        {
            if (Primes.Factor(part, budget) is not { } primes) return null;
            foreach ((BigInteger prime, int power) in primes) factors.Add(new Monomial.Factor(AtomId(AtomKind.Prime, "", prime), sign * power, index));
        }
        factors.Sort();
        return Normalise([.. factors], Rational.From(1)) is { } root ? Form.Of(Polynomial.Of(root)) : null;
    }

    // The greatest rational that divides all coefficients, positive.
    private Rational? Content(Polynomial polynomial)
    {
        BigInteger top = BigInteger.Zero, bottom = BigInteger.One;
        foreach ((_, Rational coefficient) in polynomial.Terms)
        {
            if (!budget.SpendOn(coefficient, new Rational(BigInteger.One, bottom))) return null;
            top = BigInteger.GreatestCommonDivisor(top, coefficient.Numerator);
            bottom = bottom / BigInteger.GreatestCommonDivisor(bottom, coefficient.Denominator) * coefficient.Denominator;
        }
        return new Rational(top, bottom);
    }

    public Polynomial? Sum(Polynomial a, Polynomial b)
    {
        return budget.Spend(a.Terms.Length + b.Terms.Length) ? Bounded(Polynomial.Sum([.. a.Terms, .. b.Terms], budget)) : null;
    }

    public Polynomial? Multiply(Polynomial a, Polynomial b)
    {
        if (ReferenceEquals(a, Polynomial.One)) return b;
        if (ReferenceEquals(b, Polynomial.One)) return a;
        int count = 0;
        if (!budget.Spend(4L * a.Terms.Length * b.Terms.Length)) return null;
        var products = new Polynomial.Term[a.Terms.Length * b.Terms.Length];
        foreach (ref readonly Polynomial.Term left in a.Terms)
        {
            foreach (ref readonly Polynomial.Term right in b.Terms)
            {
                if (Multiply(left, right) is not { } product) return null;
                products[count++] = product;
            }
        }
        return Bounded(Polynomial.Sum(products, budget));
    }

    private static Polynomial? Bounded(Polynomial? polynomial) => polynomial?.Terms.Length <= MaxTerms ? polynomial : null;

    private Polynomial.Term? Multiply(in Polynomial.Term a, in Polynomial.Term b)
    {
        if (!budget.SpendOn(a.Coefficient, b.Coefficient)) return null;
        Rational coefficient = a.Coefficient * b.Coefficient;
        if (a.Monomial.IsOne || b.Monomial.IsOne) return new(a.Monomial.IsOne ? b.Monomial : a.Monomial, coefficient);
        return Merge(a.Monomial.Factors, b.Monomial.Factors) is { } merged ? Normalise(merged, coefficient) : null;
    }

    private static Monomial.Factor[]? Merge(ReadOnlySpan<Monomial.Factor> a, ReadOnlySpan<Monomial.Factor> b)
    {
        var factors = new Monomial.Factor[a.Length + b.Length];
        int count = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            int order = i == a.Length ? 1 : j == b.Length ? -1 : a[i].Atom.CompareTo(b[j].Atom);
            if (order != 0)
            {
                factors[count++] = order < 0 ? a[i++] : b[j++];
                continue;
            }
            Monomial.Factor x = a[i++], y = b[j++];
            long top = ((long)x.Top * y.Bottom) + ((long)y.Top * x.Bottom);
            long bottom = (long)x.Bottom * y.Bottom;
            if (Math.Abs(top) > int.MaxValue || bottom > int.MaxValue) return null;
            factors[count++] = new Monomial.Factor(x.Atom, (int)top, (int)bottom);
        }
        Array.Resize(ref factors, count);
        return factors;
    }

    // Lowest terms; whole powers of primes into the coefficient, i² = −1.
    private Polynomial.Term? Normalise(Monomial.Factor[] factors, Rational coefficient)
    {
        if (!budget.Spend(2 + factors.Length)) return null;
        if (IsNormal(factors)) return new(new Monomial(factors), coefficient);
        int count = 0;
        foreach (Monomial.Factor raw in factors)
        {
            int divisor = (int)BigInteger.GreatestCommonDivisor(raw.Top, raw.Bottom);
            (int top, int bottom) = divisor == 0 ? (0, 1) : (raw.Top / divisor, raw.Bottom / divisor);
            if (top == 0) continue;
            if (Math.Abs(top) > MaxExponent) return null;
            Atom atom = _atoms[raw.Atom];
            if (atom.Kind == AtomKind.Prime)
            {
                int whole = (int)Math.Floor((double)top / bottom);
                if (Math.Abs(whole) * (long)atom.Value.GetBitLength() > WorkBudget.MaxBits) return null;
                var power = Rational.From(BigInteger.Pow(atom.Value, Math.Abs(whole)));
                if (!budget.SpendOn(coefficient, whole < 0 ? Rational.From(1) / power : power)) return null;
                coefficient = whole < 0 ? coefficient / power : coefficient * power;
                top -= whole * bottom;
            }
            else if (atom.Kind == AtomKind.Imaginary)
            {
                int turns = ((top % 4) + 4) % 4;
                if (turns >= 2) coefficient = -coefficient;
                top = turns % 2;
            }
            if (top != 0) factors[count++] = new Monomial.Factor(raw.Atom, top, bottom);
        }
        Array.Resize(ref factors, count);
        return new(new Monomial(factors), coefficient);
    }

    private bool IsNormal(Monomial.Factor[] factors)
    {
        foreach (Monomial.Factor factor in factors)
        {
            if (factor.Bottom != 1 || factor.Top == 0 || Math.Abs(factor.Top) > MaxExponent || _atoms[factor.Atom].Kind is AtomKind.Prime or AtomKind.Imaginary) return false;
        }
        return true;
    }

    private static Form? Checked(Form form)
    {
        if (form.Bottom.IsZero) return null;
        return form.Top.IsZero ? Form.Of(Polynomial.Zero) : form;
    }

    private Form? AtomForm(AtomKind kind, string name) =>
        Form.Of(Polynomial.Of(new Polynomial.Term(new Monomial([new Monomial.Factor(AtomId(kind, name, default), 1, 1)]), Rational.From(1))));

    private int AtomId(AtomKind kind, string name, BigInteger value)
    {
        // Few enough to be looked through.
        int id = _atoms.IndexOf(new Atom(kind, name, value));
        if (id >= 0) return id;
        _atoms.Add(new Atom(kind, name, value));
        return _atoms.Count - 1;
    }

    private enum AtomKind
    {
        Variable, Prime, Positive, Imaginary, Opaque,
    }

    private readonly record struct Atom(AtomKind Kind, string Name, BigInteger Value);
}

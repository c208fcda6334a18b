using System.Numerics;

namespace Saenggak.Grading;

/// <summary>Brings a scalar node into <see cref="Algebra"/>'s canonical form.</summary>
internal readonly struct Canonical(Algebra algebra)
{
    private const int MaxFactorial = 500;
    private const int MaxFallingFactors = 12;
    private const int MaxBinomial = 1000;

    /// <summary>The form; null where the value is undefined, has none here, or costs too much.</summary>
    public Form? Of(Node node)
    {
        if (!algebra.Budget.Spend(2)) return null;
        switch (node.Kind)
        {
            case NodeKind.Number:
                return Form.Of(node.Value);
            case NodeKind.Symbol:
                return algebra.Symbol(node.Name);
            case NodeKind.Negative:
                return Of(node[0]) is { } inner ? Algebra.Negate(inner) : null;
            case NodeKind.Sum:
            case NodeKind.Product:
                return Joined(node);
            case NodeKind.Quotient:
                return Of(node[0]) is { } top && Of(node[1]) is { } bottom ? algebra.Divide(top, bottom) : null;
            case NodeKind.Power:
                return Power(node[0], node[1]);
            case NodeKind.Root:
                return Of(node[1]) is { } index && index.IsConstant(out Rational degree) && degree.IsInteger && degree > Rational.From(1) && degree <= Rational.From(64)
                    && Of(node[0]) is { } radicand ? algebra.Root(radicand, (int)degree.Numerator) : null;
            case NodeKind.Abs:
                return Of(node[0]) is not { } inside ? null
                    : inside.IsConstant(out Rational value) ? Form.Of(value < default(Rational) ? -value : value)
                    : algebra.Opaque($"abs {inside.Key()}");
            case NodeKind.Factorial:
                return Whole(node[0], MaxFactorial) is { } n && algebra.Budget.Spend(n) ? Form.Of(Rational.From(Factorial(n))) : Opaque("factorial", node.Args);
            case NodeKind.Measured when node.Unit!.IsShare:
                return Of(node[0]) is { } share ? algebra.Multiply(share, Form.Of(node.Unit.Factor)) : null;
            case NodeKind.Measured when node.Unit!.Name == "°":
                return Of(Radians(node)) is { } angle ? angle : null;
            case NodeKind.Call:
                return Call(node);
            default:
                return null;
        }
    }

    private static Node Radians(Node degrees) =>
        new(NodeKind.Product, degrees[0], Node.Of(new Rational(1, 180)), Node.Symbol("pi"));

    private Form? Joined(Node node)
    {
        Form? result = node.Args.Length == 0 ? null : Of(node[0]);
        for (int i = 1; i < node.Args.Length && result is { } left; i++)
        {
            result = Of(node[i]) is not { } right ? null : node.Kind == NodeKind.Sum ? algebra.Add(left, right) : algebra.Multiply(left, right);
        }
        return result;
    }

    private Form? Power(Node root, Node exponent)
    {
        if (Of(root) is not { } radix || Of(exponent) is not { } power) return null;
        if (power.IsConstant(out Rational value))
        {
            if (value.IsZero) return radix.Top.IsZero ? null : Form.Of(Rational.From(1));
            BigInteger top = value.Numerator;
            if (BigInteger.Abs(top) > 1_000_000 || value.Denominator > 64) return null;
            // A root of x first, then its power: (x^⅓)² and not (x²)^⅓.
            Form? part = value.IsInteger ? radix : algebra.Root(radix, (int)value.Denominator);
            return part is { } found ? algebra.Power(found, (int)top) : null;
        }
        bool natural = root is { Kind: NodeKind.Symbol, Name: "e" };
        if (natural && algebra.Symbol("i") is { } i && algebra.Divide(power, i) is { } angle && Turns(angle) is not null)
        {
            return Sine(angle, 0) is { } sine && Sine(angle, 6) is { } cosine && algebra.Multiply(i, sine) is { } turned ? algebra.Add(cosine, turned) : null;
        }
        // a^(r + f) = a^r · a^f, with a^f an atom.
        if (!radix.IsConstant(out Rational number) && !natural) return algebra.Opaque($"{radix.Key()} to {power.Key()}");
        Rational whole = default;
        bool plain = power.Bottom.IsConstant(out Rational bottom) && bottom == Rational.From(1) && power.Top.TryCoefficient(default, out whole);
        if (!plain || !(number > default(Rational)) || !whole.IsInteger || BigInteger.Abs(whole.Numerator) > 1000) return algebra.Opaque($"{radix.Key()} to {power.Key()}");
        Form? outside = algebra.Power(radix, (int)whole.Numerator);
        return outside is not null && algebra.Add(power, Form.Of(-whole)) is { } rest && algebra.Opaque($"{radix.Key()} to {rest.Key()}") is { } atom
            ? algebra.Multiply(outside.Value, atom)
            : null;
    }

    private Form? Call(Node node)
    {
        switch (node.Name)
        {
            case "sin" or "cos" or "tan" or "cot" or "sec" or "csc":
                return Trigonometric(node);
            case "ln":
                return Logarithm(node[0], node);
            case "lg":
                return LogarithmTo(node, Node.Of(10));
            case "log":
                return LogarithmTo(node, node.Args.Length > 1 ? node[1] : Node.Of(10));
            case "exp":
                return Power(Node.Symbol("e"), node[0]);
            case "abs":
                return Of(new Node(NodeKind.Abs, node[0]));
            case "binom":
                return Binomial(node);
            case "floor" or "ceil":
                return Of(node[0]) is { } value && value.IsConstant(out Rational exact)
                    ? Form.Of(Rational.From(node.Name == "floor" ? exact.Floor() : -(-exact).Floor()))
                    : Opaque(node.Name, node.Args);
            case "max" or "min" or "gcd" or "lcm":
                return Among(node);
            default:
                return Opaque(node.Name, node.Args);
        }
    }

    // n(n−1)/2 for binomial n over 2; factorials where the lower number has variables too.
    private Form? Binomial(Node node)
    {
        int? below = Whole(node[1], MaxBinomial);
        if (below is { } k && Whole(node[0], MaxBinomial) is { } n) return algebra.Budget.Spend(Math.Min(n, k)) ? Form.Of(Rational.From(Binomial(n, k))) : null;
        if (below is null)
        {
            Node rest = new(NodeKind.Sum, node[0], new Node(NodeKind.Negative, node[1]));
            return Of(new Node(NodeKind.Quotient, Factorial(node[0]), new Node(NodeKind.Product, Factorial(node[1]), Factorial(rest))));
        }
        if (below > MaxFallingFactors || Of(node[0]) is not { } top) return Opaque("binom", node.Args);
        Form? result = Form.Of(Rational.From(1));
        for (int i = 0; i < below && result is not null; i++)
        {
            result = algebra.Add(top, Form.Of(Rational.From(-i))) is { } factor && algebra.Divide(factor, Form.Of(Rational.From(i + 1))) is { } part
                ? algebra.Multiply(result.Value, part)
                : null;
        }
        return result;
    }

    private static Node Factorial(Node node) => new(NodeKind.Factorial, node);

    private Form? Opaque(string name, Node[] args)
    {
        var keys = new string[args.Length];
        for (int i = 0; i < args.Length; i++)
        {
            if (Of(args[i]) is not { } form) return null;
            keys[i] = form.Key();
        }
        return algebra.Opaque($"{name} {string.Join(';', keys)}");
    }

    // tan, cot, sec and csc are written with sin and cos.
    private Form? Trigonometric(Node node)
    {
        if (Of(node[0]) is not { } angle) return null;
        bool inverted = node.Name is "cot" or "sec" or "csc";
        Form? sine = node.Name is "cos" or "sec" ? null : Sine(angle, 0);
        Form? cosine = node.Name is "sin" or "csc" ? null : Sine(angle, 6);
        Form? value = node.Name is "tan" or "cot"
            ? (sine, cosine) is ({ } s, { } c) ? algebra.Divide(inverted ? c : s, inverted ? s : c) : null
            : sine ?? cosine;
        return inverted && node.Name != "cot" && value is { } whole ? algebra.Invert(whole) : value;
    }

    // sin(angle + shift·15°); exact at multiples of 15°.
    private Form? Sine(Form angle, int shift)
    {
        if (Turns(angle) is not { } steps) return algebra.Opaque($"{(shift == 0 ? "sin" : "cos")} {angle.Key()}");
        int at = (int)((((steps + shift) % 24) + 24) % 24);
        bool negative = at >= 12;
        at %= 12;
        if (at > 6) at = 12 - at;
        Form? value = at switch
        {
            0 => Form.Of(default(Rational)),
            1 => Surds(6, -1, 2, 4),
            2 => Form.Of(new Rational(1, 2)),
            3 => Surds(2, 0, 2, 2),
            4 => Surds(3, 0, 2, 2),
            5 => Surds(6, 1, 2, 4),
            _ => Form.Of(Rational.From(1)),
        };
        return negative && value is { } found ? Algebra.Negate(found) : value;
    }

    // (√a + sign·√b) / divisor
    private Form? Surds(int a, int sign, int b, int divisor) =>
        algebra.Root(Form.Of(Rational.From(a)), 2) is { } first && algebra.Root(Form.Of(Rational.From(b)), 2) is { } second
        && algebra.Multiply(second, Form.Of(Rational.From(sign))) is { } signed && algebra.Add(first, signed) is { } sum
            ? algebra.Multiply(sum, Form.Of(new Rational(1, divisor)))
            : null;

    // The angle in steps of π/12, where it is a whole number of them.
    private BigInteger? Turns(Form angle)
    {
        if (algebra.Symbol("pi") is not { } pi || algebra.Divide(angle, pi) is not { } turns || !turns.IsConstant(out Rational value)) return null;
        Rational steps = value * Rational.From(12);
        return steps.IsInteger ? steps.Numerator % 24 : null;
    }

    private Form? Logarithm(Node argument, Node whole)
    {
        if (Of(argument) is not { } form) return null;
        if (form.Top.Key() == algebra.Symbol("e")!.Value.Top.Key() && form.Bottom.IsConstant(out Rational one) && one == Rational.From(1)) return Form.Of(Rational.From(1));
        if (!form.IsConstant(out Rational value)) return Opaque("ln", [whole[0]]);
        if (value <= default(Rational)) return null;
        Form result = Form.Of(default(Rational));
        foreach ((BigInteger part, int sign) in (ReadOnlySpan<(BigInteger, int)>)[(value.Numerator, 1), (value.Denominator, -1)])
        {
            if (Primes.Factor(part, algebra.Budget) is not { } primes) return null;
            foreach ((BigInteger prime, int power) in primes)
            {
                if (algebra.LogarithmOfPrime(prime) is not { } ln || algebra.Multiply(ln, Form.Of(Rational.From(sign * power))) is not { } term
                    || algebra.Add(result, term) is not { } sum) return null;
                result = sum;
            }
        }
        return result;
    }

    private Form? LogarithmTo(Node node, Node radix) =>
        Logarithm(node[0], node) is { } top && Logarithm(radix, Node.Call("ln", radix)) is { } bottom ? algebra.Divide(top, bottom) : null;

    private Form? Among(Node node)
    {
        var values = new List<Rational>(node.Args.Length);
        foreach (Node arg in node.Args)
        {
            if (Of(arg) is not { } form || !form.IsConstant(out Rational value)) return null;
            values.Add(value);
        }
        if (node.Name is "max" or "min") return Form.Of(node.Name == "max" ? values.Max() : values.Min());
        if (values.Any(value => !value.IsInteger || value.IsZero)) return null;
        BigInteger result = BigInteger.Abs(values[0].Numerator);
        foreach (Rational value in values)
        {
            // Charged as the fraction of the two would be.
            if (!algebra.Budget.SpendOn(Rational.From(result), new Rational(BigInteger.One, value.Numerator))) return null;
            BigInteger shared = BigInteger.GreatestCommonDivisor(result, value.Numerator);
            result = node.Name == "gcd" ? shared : BigInteger.Abs(result / shared * value.Numerator);
        }
        return Form.Of(Rational.From(result));
    }

    private int? Whole(Node node, int most) =>
        Of(node) is { } form && form.IsConstant(out Rational value) && value.IsInteger && value >= default(Rational) && value <= Rational.From(most)
            ? (int)value.Numerator
            : null;

    private static BigInteger Factorial(int n)
    {
        BigInteger result = BigInteger.One;
        for (int i = 2; i <= n; i++) result *= i;
        return result;
    }

    private static BigInteger Binomial(int n, int k)
    {
        if (k > n) return BigInteger.Zero;
        BigInteger result = BigInteger.One;
        for (int i = 1; i <= Math.Min(k, n - k); i++) result = result * (n - i + 1) / i;
        return result;
    }
}

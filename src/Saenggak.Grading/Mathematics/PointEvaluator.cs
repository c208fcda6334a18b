using System.Numerics;

namespace Saenggak.Grading;

/// <summary>
/// The value of a scalar node with its variables set to rational numbers: exactly where only the four operations and whole powers
/// occur, as an enclosure otherwise. Null where the value is undefined, not real, or beyond the budget.
/// </summary>
internal readonly struct PointEvaluator(WorkBudget budget, int point)
{
    private const int MaxExactBits = 20_000;

    // An elementary function to 384 bits costs about as much as this many steps.
    private const int FunctionCost = 400;

    /// <summary>The exact value.</summary>
    public Rational? Exact(Node node)
    {
        if (!budget.Spend(2)) return null;
        Rational? value = node.Kind switch
        {
            NodeKind.Number => node.Value,
            NodeKind.Symbol => node.Name is "pi" or "e" or "i" ? null : Point(node.Name),
            NodeKind.Negative => Exact(node[0]) is { } inner ? -inner : null,
            NodeKind.Sum => Fold(node.Args, default, (a, b) => a + b),
            NodeKind.Product => Fold(node.Args, Rational.From(1), (a, b) => a * b),
            NodeKind.Quotient => Exact(node[0]) is { } top && Exact(node[1]) is { IsZero: false } bottom && budget.SpendOn(top, bottom) ? top / bottom : null,
            NodeKind.Power => Exact(node[0]) is { } root && Exact(node[1]) is { IsInteger: true } exponent ? Power(root, exponent.Numerator) : null,
            NodeKind.Abs => Exact(node[0]) is { } inside ? inside < default(Rational) ? -inside : inside : null,
            NodeKind.Measured when node.Unit!.IsShare => Exact(node[0]) is { } share ? share * node.Unit.Factor : null,
            _ => null,
        };
        return value is { } exact && WorkBudget.Bits(exact) > MaxExactBits ? null : value;
    }

    /// <summary>Bounds of the value.</summary>
    public Enclosure? Bounds(Node node)
    {
        if (!budget.Spend(20)) return null;
        Enclosure? value = node.Kind switch
        {
            NodeKind.Number => Enclosure.Of(node.Value),
            NodeKind.Symbol => node.Name switch
            {
                "pi" => Enclosure.Near(FixedPoint.Pi),
                "e" => Enclosure.Near(FixedPoint.E),
                "i" => null,
                _ => Enclosure.Of(Point(node.Name)),
            },
            NodeKind.Negative => Bounds(node[0]) is { } inner ? -inner : null,
            NodeKind.Sum => FoldBounds(node.Args, Enclosure.Of(default), (a, b) => a + b),
            NodeKind.Product => FoldBounds(node.Args, Enclosure.Of(Rational.From(1)), (a, b) => a * b),
            NodeKind.Quotient => Bounds(node[0]) is { } top && Bounds(node[1])?.Inverse() is { } under ? top * under : null,
            NodeKind.Power => PowerBounds(node[0], node[1]),
            NodeKind.Root => node[1] is { IsNumber: true } degree && degree.Value.IsInteger && degree.Value > Rational.From(1) && degree.Value <= Rational.From(32)
                && budget.Spend(Math.Max(FunctionCost, 25 * (long)degree.Value.Numerator)) ? Bounds(node[0])?.Root((int)degree.Value.Numerator) : null,
            NodeKind.Abs => Bounds(node[0])?.Abs(),
            NodeKind.Measured when node.Unit!.IsShare => Bounds(node[0]) is { } share ? share * Enclosure.Of(node.Unit.Factor) : null,
            NodeKind.Measured when node.Unit!.Name == "°" => Bounds(node[0]) is { } angle ? angle * Enclosure.Near(FixedPoint.Pi / 180) : null,
            NodeKind.Call => Call(node),
            _ => null,
        };
        return value is { IsUsable: true } ? value : null;
    }

    private Rational? Fold(Node[] args, Rational start, Func<Rational, Rational, Rational> join)
    {
        Rational result = start;
        foreach (Node arg in args)
        {
            if (Exact(arg) is not { } next) return null;
            if (WorkBudget.Bits(next) + WorkBudget.Bits(result) > MaxExactBits || !budget.Spend(1) || !budget.SpendOn(result, next)) return null;
            result = join(result, next);
        }
        return result;
    }

    private Enclosure? FoldBounds(Node[] args, Enclosure start, Func<Enclosure, Enclosure, Enclosure> join)
    {
        Enclosure result = start;
        foreach (Node arg in args)
        {
            if (Bounds(arg) is not { } next) return null;
            result = join(result, next);
            if (!result.IsUsable) return null;
        }
        return result;
    }

    private Rational? Power(Rational root, BigInteger exponent)
    {
        if (BigInteger.Abs(exponent) > 4096 || (root.IsZero && exponent.Sign <= 0)) return null;
        int times = (int)BigInteger.Abs(exponent);
        long bits = (root.Numerator.GetBitLength() + root.Denominator.GetBitLength()) * times;
        if (bits > MaxExactBits || !budget.Spend(1 + (bits / 16))) return null;
        var power = new Rational(BigInteger.Pow(root.Numerator, times), BigInteger.Pow(root.Denominator, times));
        return exponent.Sign < 0 ? Rational.From(1) / power : power;
    }

    private Enclosure? PowerBounds(Node root, Node exponent)
    {
        if (Exact(exponent) is { IsInteger: true } whole)
        {
            if (BigInteger.Abs(whole.Numerator) > 512 || Bounds(root) is not { } radix) return null;
            Enclosure result = Enclosure.Of(Rational.From(1));
            int times = (int)BigInteger.Abs(whole.Numerator);
            for (int i = 0; i < times; i++)
            {
                result *= radix;
                if (!budget.Spend(10) || !result.IsUsable) return null;
            }
            return whole.Numerator.Sign < 0 ? result.Inverse() : result;
        }
        if (!budget.Spend(2 * FunctionCost)) return null;
        return Bounds(root)?.Logarithm() is { } log && Bounds(exponent) is { } power ? (log * power).Exponential() : null;
    }

    private Enclosure? Call(Node node)
    {
        if (node.Args.Length == 0 || !budget.Spend(FunctionCost) || Bounds(node[0]) is not { } x) return null;
        Enclosure Quarter() => Enclosure.Near(FixedPoint.Pi / 2);
        switch (node.Name)
        {
            case "sin":
                return x.Sine();
            case "cos":
                return (x + Quarter()).Sine();
            case "csc":
                return x.Sine()?.Inverse();
            case "sec":
                return (x + Quarter()).Sine()?.Inverse();
            case "tan" or "cot":
                Enclosure? sine = x.Sine(), cosine = (x + Quarter()).Sine();
                if (node.Name == "cot") (sine, cosine) = (cosine, sine);
                return sine is { } over && cosine?.Inverse() is { } under ? over * under : null;
            case "exp":
                return x.Exponential();
            case "ln":
                return x.Logarithm();
            case "lg" or "log":
                Enclosure? radix = node.Args.Length > 1 ? Bounds(node[1]) : Enclosure.Of(Rational.From(10));
                return x.Logarithm() is { } log && radix?.Logarithm()?.Inverse() is { } scale ? log * scale : null;
            case "arctan":
                return x.ArcTangent();
            case "arcsin" or "arccos":
                Enclosure one = Enclosure.Of(Rational.From(1));
                if (((one - (x * x)).Root(2))?.Inverse() is not { } slope) return null;
                Enclosure angle = (x * slope).ArcTangent();
                return node.Name == "arcsin" ? angle : Quarter() - angle;
            case "sinh" or "cosh" or "tanh":
                if (x.Exponential() is not { } grow || (-x).Exponential() is not { } fall) return null;
                Enclosure half = Enclosure.Of(new Rational(1, 2));
                return node.Name == "sinh" ? (grow - fall) * half
                    : node.Name == "cosh" ? (grow + fall) * half
                    : (grow + fall).Inverse() is { } divisor ? (grow - fall) * divisor : null;
            default:
                return null;
        }
    }

    // Fractions between −60 and 60, of both signs, from the variable's name and the point's number alone.
    private Rational Point(string name)
    {
        ulong state = 0x9E3779B97F4A7C15UL * (ulong)(point + 1);
        foreach (char c in name) state = (state ^ c) * 0xBF58476D1CE4E5B9UL;
        state ^= state >> 29;
        state *= 0x94D049BB133111EBUL;
        state ^= state >> 32;
        long top = (long)(state % 113) + 3;
        long bottom = (long)((state >> 20) % 9) + 2;
        // The first points are positive, where roots and logarithms have values.
        bool negative = point % 3 == 2 || (point > 3 && (state >> 40) % 2 == 0);
        return new Rational(negative ? -top : top, bottom);
    }
}

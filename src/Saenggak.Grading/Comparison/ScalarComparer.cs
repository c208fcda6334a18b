namespace Saenggak.Grading;

/// <summary>
/// Decides whether two scalars are equal: canonical forms first, which decide exactly for everything made of rationals, roots, π, e,
/// i and variables; then values at pseudo-random rational points.
/// </summary>
internal sealed class ScalarComparer(WorkBudget budget)
{
    private const int PointsTried = 12;
    private const int PointsNeeded = 4;
    private const int MaxFractionBits = 2048;

    // Canonical forms have a budget of their own, so that points remain where a form grows too large.
    private Algebra? _algebra;

    public Algebra Algebra => _algebra ??= new Algebra(new WorkBudget());

    public Form? Form(Node node) => new Canonical(Algebra).Of(node);

    public bool Same(Node a, Node b)
    {
        if (a.IsNumber && b.IsNumber) return a.Value == b.Value;
        if (Node.SameTree(a, b)) return true;
        if (a.Kind == NodeKind.Infinity || b.Kind == NodeKind.Infinity) return a.Kind == b.Kind;
        if (a.Kind == NodeKind.Negative && b.Kind == NodeKind.Negative) return Same(a[0], b[0]);
        if (IsFraction(a, out Rational x) && IsFraction(b, out Rational y)) return x == y;
        if (Form(a) is { } left && Form(b) is { } right)
        {
            bool? same = ReferenceEquals(left.Bottom, right.Bottom) ? left.Top.Same(right.Top)
                : Algebra.Add(left, Algebra.Negate(right)) is { } difference ? difference.Top.IsZero : null;
            if (same == true || (same == false && !Algebra.Open)) return same.Value;
        }
        return SameAtPoints(a, b);
    }

    /// <summary>The value as a fraction, where it is one.</summary>
    public bool IsRational(Node node, out Rational value)
    {
        return IsFraction(node, out value) || (Form(node) is { } form && form.IsConstant(out value));
    }

    // The four operations on numbers need no canonical form.
    private bool IsFraction(Node node, out Rational value)
    {
        value = node.Value;
        if (node.IsNumber) return true;
        if (!budget.Spend(1)) return false;
        switch (node.Kind)
        {
            case NodeKind.Negative when IsFraction(node[0], out Rational inner):
                value = -inner;
                return true;
            case NodeKind.Quotient when IsFraction(node[0], out Rational top) && IsFraction(node[1], out Rational bottom) && !bottom.IsZero:
                if (!budget.SpendOn(top, bottom)) return false;
                value = top / bottom;
                return IsSmall(value);
            case NodeKind.Sum or NodeKind.Product:
                bool sum = node.Kind == NodeKind.Sum;
                value = sum ? default : Rational.From(1);
                foreach (Node arg in node.Args)
                {
                    if (!IsFraction(arg, out Rational part) || !budget.SpendOn(value, part)) return false;
                    value = sum ? value + part : value * part;
                    if (!IsSmall(value)) return false;
                }
                return true;
            default:
                return false;
        }
    }

    private static bool IsSmall(Rational value) => value.Numerator.GetBitLength() <= MaxFractionBits && value.Denominator.GetBitLength() <= MaxFractionBits;

    /// <summary>Bounds of a value without variables.</summary>
    public Enclosure? Bounds(Node node) => HasVariable(node) ? null : new PointEvaluator(budget, 0).Bounds(node);

    public static bool HasVariable(Node node)
    {
        if (node.Kind == NodeKind.Symbol) return node.Name is not ("pi" or "e" or "i");
        foreach (Node arg in node.Args)
        {
            if (HasVariable(arg)) return true;
        }
        return false;
    }

    // Two different expressions of this size that agree to 2^-300 at four points are not met by chance; the points are fixed.
    private bool SameAtPoints(Node a, Node b)
    {
        int needed = HasVariable(a) || HasVariable(b) ? PointsNeeded : 1;
        int agreed = 0;
        for (int i = 0; i < PointsTried && agreed < needed; i++)
        {
            var evaluator = new PointEvaluator(budget, i);
            if (evaluator.Exact(a) is { } x && evaluator.Exact(b) is { } y)
            {
                if (x != y) return false;
                agreed++;
                continue;
            }
            if (evaluator.Bounds(a) is not { } left || evaluator.Bounds(b) is not { } right)
            {
                if (needed == 1 || budget.Exhausted) return false;
                continue;
            }
            if (Enclosure.Agree(left, right) is not { } same) continue;
            if (!same) return false;
            agreed++;
        }
        return agreed == needed;
    }
}

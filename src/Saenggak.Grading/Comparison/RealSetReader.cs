namespace Saenggak.Grading;

/// <summary>Reads intervals, unions, inequalities in one variable and set builders as sets of real numbers.</summary>
internal sealed class RealSetReader(ScalarComparer scalars)
{
    /// <summary>The variable of the inequalities read; null where none was.</summary>
    public string? Variable { get; private set; }

    /// <summary>The set; null where the node is none or its ends cannot be ordered.</summary>
    public RealSet? Read(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Interval:
                return Interval(node[0], node.Name[0] == '[', node[1], node.Name[1] == ']');
            case NodeKind.Tuple when node.Args.Length == 2 && node.Name != "parts":
                return Interval(node[0], false, node[1], false);
            case NodeKind.Set:
                return Points(node.Args);
            case NodeKind.Union:
                return Read(node[0]) is { } a && Read(node[1]) is { } b ? RealSet.Union(a, b, scalars) : null;
            case NodeKind.Intersection:
                return Read(node[0]) is { } left && Read(node[1]) is { } right ? RealSet.Intersect(left, right, scalars) : null;
            case NodeKind.Difference:
                return Read(node[0]) is { } from && Read(node[1])?.Complement(scalars) is { } outside ? RealSet.Intersect(from, outside, scalars) : null;
            case NodeKind.Relation:
                return Chain(node);
            case NodeKind.Builder:
                return Read(node[1]);
            case NodeKind.List:
                return Several(node);
            default:
                return null;
        }
    }

    // (3, 1) is a point and [3, 1] a slip; neither is the empty set.
    private RealSet? Interval(Node low, bool lowClosed, Node high, bool highClosed) =>
        RealSet.Between(IsInfinite(low) ? null : low, lowClosed, IsInfinite(high) ? null : high, highClosed, scalars) is { Pieces.Count: > 0 } set ? set : null;

    private static bool IsInfinite(Node node) =>
        node.Kind == NodeKind.Infinity || (node is { Kind: NodeKind.Negative or NodeKind.Sum, Args.Length: 1 } && node[0].Kind == NodeKind.Infinity);

    private RealSet? Points(Node[] values)
    {
        RealSet? set = new([]);
        foreach (Node value in values)
        {
            set = set is not null && RealSet.Between(value, true, value, true, scalars) is { } point ? RealSet.Union(set, point, scalars) : null;
        }
        return set;
    }

    // «x < 1 or x > 3» is a union; «x > 1, x < 3» is an intersection, which is what is meant where the union would be everything
    // and no "or" stands between them.
    private RealSet? Several(Node list)
    {
        RealSet? union = null, intersection = null;
        foreach (Node element in list.Args)
        {
            if (element.Kind is not (NodeKind.Relation or NodeKind.Interval or NodeKind.Union) || Read(element) is not { } set) return null;
            union = union is null ? set : RealSet.Union(union, set, scalars);
            intersection = intersection is null ? set : RealSet.Intersect(intersection, set, scalars);
            if (union is null || intersection is null) return null;
        }
        return union!.IsAll && list.Name != Node.Either ? intersection : union;
    }

    private RealSet? Chain(Node relation)
    {
        RealSet? result = null;
        for (int i = 0; i < relation.Name.Length; i++)
        {
            RealSet? link = relation.Name[i] is '∈' ? Member(relation[i], relation[i + 1]) : Link(relation[i], relation.Name[i], relation[i + 1]);
            if (link is null) return null;
            result = result is null ? link : RealSet.Intersect(result, link, scalars);
            if (result is null) return null;
        }
        return result;
    }

    private RealSet? Member(Node variable, Node set) => variable.Kind == NodeKind.Symbol && IsVariable(variable.Name) ? Read(set) : null;

    private bool IsVariable(string name)
    {
        if (Variable is null && name is not ("pi" or "e" or "i")) Variable = name;
        return Variable == name;
    }

    private RealSet? Link(Node left, char sign, Node right)
    {
        if (left.Kind == NodeKind.Symbol && IsVariable(left.Name)) return Ray(sign, right);
        if (right.Kind == NodeKind.Symbol && IsVariable(right.Name)) return Ray(Turned(sign), left);
        if (left.Kind == NodeKind.Abs) return Absolute(left[0], sign, right);
        if (right.Kind == NodeKind.Abs) return Absolute(right[0], Turned(sign), left);
        return Linear(left, right, out Rational slope, out Rational constant)
            ? Ray(slope < default(Rational) ? Turned(sign) : sign, Node.Of(-constant / slope))
            : null;
    }

    private static char Turned(char sign) => sign switch { '<' => '>', '>' => '<', '≤' => '≥', '≥' => '≤', _ => sign };

    private RealSet? Ray(char sign, Node end) => IsInfinite(end) ? new RealSet([new RealSet.Piece(default, default)]) : sign switch
    {
        '<' or '≤' => RealSet.Between(null, false, end, sign == '≤', scalars),
        '>' or '≥' => RealSet.Between(end, sign == '≥', null, false, scalars),
        '=' => end.IsScalar ? RealSet.Between(end, true, end, true, scalars) : Read(end),
        '≠' => RealSet.Between(end, true, end, true, scalars)?.Complement(scalars),
        _ => null,
    };

    // |f| < c is −c < f < c; |f| > c is f < −c or f > c.
    private RealSet? Absolute(Node inside, char sign, Node bound)
    {
        if (sign is not ('<' or '>' or '≤' or '≥') || scalars.Bounds(bound) is not { IsPositive: true }) return null;
        RealSet? below = Link(inside, sign is '<' or '>' ? '<' : '≤', sign is '<' or '≤' ? bound : Node.Negate(bound));
        RealSet? above = Link(inside, sign is '<' or '>' ? '>' : '≥', sign is '<' or '≤' ? Node.Negate(bound) : bound);
        if (below is null || above is null) return null;
        return sign is '<' or '≤' ? RealSet.Intersect(below, above, scalars) : RealSet.Union(below, above, scalars);
    }

    // left − right = slope · x + constant, with rational numbers.
    private bool Linear(Node left, Node right, out Rational slope, out Rational constant)
    {
        (slope, constant) = (default, default);
        Form? form = scalars.Form(new Node(NodeKind.Sum, left, new Node(NodeKind.Negative, right)));
        if (form is not { } difference || !difference.Bottom.IsConstant(out Rational one) || one != Rational.From(1) || FirstVariable(left, right) is not { } name || !IsVariable(name)) return false;
        if (scalars.Algebra.Symbol(name) is not { } symbol || !symbol.Top.IsTerm(out Monomial variable, out _)) return false;
        int rest = difference.Top.Terms.Length;
        if (difference.Top.TryCoefficient(variable, out slope)) rest--;
        if (difference.Top.TryCoefficient(default, out constant)) rest--;
        return rest == 0 && !slope.IsZero;
    }

    private static string? FirstVariable(params Node[] nodes)
    {
        foreach (Node node in nodes)
        {
            if (node.Kind == NodeKind.Symbol && node.Name is not ("pi" or "e" or "i")) return node.Name;
            if (FirstVariable(node.Args) is { } name) return name;
        }
        return null;
    }
}

namespace Saenggak.Grading;

internal sealed partial class ValueComparer
{
    private Outcome Statements(Node gold, Node answer)
    {
        bool goldNamed = IsLabelled(gold), answerNamed = IsLabelled(answer);
        if (goldNamed && answerNamed)
        {
            bool sameNames = Node.SameTree(gold[0], answer[0]);
            if (sameNames && Values(gold[1], answer[1]) is { Same: true } values) return values;
            return sameNames && !(IsPlain(gold) && IsPlain(answer)) ? Values(gold[1], answer[1]) : Equations(gold, answer);
        }
        // «k = 1» answers 1 and the other way round; «2x + z = 1» does not.
        if (goldNamed && answer.Kind != NodeKind.Relation) return Values(gold[1], answer);
        if (answerNamed && gold.Kind != NodeKind.Relation) return Values(gold, answer[1]);
        if (Regions(gold, answer) is { } region && (IsInequality(gold) || IsInequality(answer))) return region;
        if (gold.Kind != NodeKind.Relation || answer.Kind != NodeKind.Relation) return new Outcome(false, $"{Name(answer)} in place of {Name(gold)}");
        return Equations(gold, answer);
    }

    private static bool IsPlain(Node relation) => relation.Args.Length == 2 && relation[0].IsScalar && relation[1].IsScalar;

    private static bool IsInequality(Node node) =>
        node.Kind != NodeKind.Relation || node.Name.AsSpan().ContainsAnyExcept('=', '≈');

    // Equal up to a factor: left − right on one side is a number times left − right on the other; positive where the sign counts.
    private Outcome Equations(Node gold, Node answer)
    {
        if (gold.Name.Length != answer.Name.Length) return new Outcome(false, "different statement");
        if (gold.Name.Length != 1 || !IsPlain(gold) || !IsPlain(answer))
        {
            return gold.Name == answer.Name ? Ordered(gold.Args, answer.Args, "statement") : new Outcome(false, "different statement");
        }
        (char wanted, Node a) = Oriented(gold);
        (char given, Node b) = Oriented(answer);
        bool equation = wanted is '=' or '≠';
        if (wanted != given) return new Outcome(false, "different statement");
        if (Scalars.Form(a) is not { } p || Scalars.Form(b) is not { } q)
        {
            return Outcome.Of(gold.Name == answer.Name && Scalars.Same(gold[0], answer[0]) && Scalars.Same(gold[1], answer[1]), "statement");
        }
        bool same = Factor(p.Top, q.Top, out Rational factor) && (equation || (factor > default(Rational) && SameBottoms(p, q)));
        return Outcome.Of(same, equation ? "equation" : "inequality");
    }

    private static bool SameBottoms(Form a, Form b) => a.Bottom.IsConstant(out Rational x) && b.Bottom.IsConstant(out Rational y) && x == y;

    // «a > b» as «b < a».
    private static (char Sign, Node Difference) Oriented(Node relation)
    {
        char sign = relation.Name[0];
        bool turn = sign is '>' or '≥';
        Node left = turn ? relation[1] : relation[0], right = turn ? relation[0] : relation[1];
        return (sign switch { '>' => '<', '≥' => '≤', '≈' => '=', _ => sign }, new Node(NodeKind.Sum, left, new Node(NodeKind.Negative, right)));
    }

    // q = factor · p, with a factor that is not 0.
    private static bool Factor(Polynomial p, Polynomial q, out Rational factor)
    {
        factor = default;
        if (p.IsZero || q.IsZero || p.Terms.Length != q.Terms.Length) return p.IsZero && q.IsZero;
        foreach ((Monomial monomial, Rational coefficient) in p.Terms)
        {
            if (!q.TryCoefficient(monomial, out Rational other)) return false;
            Rational ratio = other / coefficient;
            if (factor.IsZero) factor = ratio;
            else if (factor != ratio) return false;
        }
        return true;
    }

    // A chain of equals ends in its value: «x = 5 + 6 = 11» says x = 11, «5 + 6 = 11» says 11, «x = 1/3 ≈ 0.33» says x = 1/3.
    private static Node Concluded(Node relation)
    {
        string signs = relation.Name;
        if (signs.AsSpan().ContainsAnyExcept('=', '≈'))
        {
            return signs == "∈" && IsLabel(relation[0]) && relation[1].Kind != NodeKind.Symbol ? Named(relation[0], relation[1]) : relation;
        }
        int equals = signs.LastIndexOf('=');
        int last = equals >= 0 ? equals + 1 : relation.Args.Length - 1;
        Node value = relation[last];
        if (IsLabel(relation[0])) return Named(relation[0], value);
        bool numbers = true;
        for (int i = 0; i <= last; i++) numbers &= IsQuantity(relation[i]) && !ScalarComparer.HasVariable(relation[i]);
        if (numbers) return equals < 0 ? relation[0] : value;
        // «A = B = 12 = h» and the like stay statements of their first and last sides.
        return new Node(NodeKind.Relation, relation[0], value) { Name = "=" };
    }

    private static Node Named(Node label, Node value) => new(NodeKind.Relation, label, value) { Name = "=" };

    private static bool IsLabelled(Node node) => node is { Kind: NodeKind.Relation, Name: "=", Args.Length: 2 } && IsLabel(node[0]);

    // What an answer is given for: x, f(x), |AB|, A:B, NO/BO, (p, q), «넓이»; never a sum or anything with a number in it.
    private static bool IsLabel(Node node) => node.Kind switch
    {
        NodeKind.Symbol => node.Name is not ("pi" or "e" or "i"),
        NodeKind.Text => true,
        NodeKind.Product or NodeKind.Quotient or NodeKind.Ratio or NodeKind.Abs or NodeKind.Tuple => Array.TrueForAll(node.Args, IsLabel),
        NodeKind.Call => Array.TrueForAll(node.Args, arg => IsLabel(arg) || arg.IsNumber),
        _ => false,
    };
}

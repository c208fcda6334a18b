namespace Saenggak.Grading;

internal sealed partial class ValueComparer
{
    // An answer in decimals stands for a value that has none, and a gold in decimals for one, only with this many digits.
    private const int ManyDigits = 6;

    private Outcome Quantities(Node gold, Node answer)
    {
        if (gold.Kind == NodeKind.Clock || answer.Kind == NodeKind.Clock) return Clocks(gold, answer);
        if (gold.Kind == NodeKind.Based || answer.Kind == NodeKind.Based)
        {
            bool same = gold.Kind == answer.Kind && gold.Columns == answer.Columns && gold.Name == answer.Name;
            return Outcome.Of(same, gold.Kind == answer.Kind && gold.Columns == answer.Columns ? "numeral" : "base");
        }
        if (gold.Kind == NodeKind.Ratio || answer.Kind == NodeKind.Ratio) return Ratios(gold, answer);
        (Unit? wanted, Unit? given) = (gold.Unit, answer.Unit);
        if (wanted is null && given is null) return Numbers(gold, answer);
        (gold, answer) = (Bare(gold, given is null && ScalarComparer.HasVariable(answer)), Bare(answer, wanted is null && ScalarComparer.HasVariable(gold)));
        if (wanted is null || given is null) return OneUnit(gold, answer, wanted, given);
        if (wanted.Contradicts(given)) return new Outcome(false, "different unit");
        if (wanted.Name == given.Name || !wanted.SameKind(given)) return Numbers(gold, answer);
        bool equal = Scalars.Same(Times(gold, wanted.Factor), Times(answer, given.Factor));
        return equal ? new Outcome(true, $"same quantity, {given.Name} as {wanted.Name}") : new Outcome(false, "different quantity");
    }

    // «2m» is two metres beside 200 cm and the product of 2 and m beside other letters.
    private static Node Bare(Node node, bool asProduct) => node switch
    {
        { Kind: NodeKind.Measured, Unit.Name.Length: 1 } when asProduct && char.IsAsciiLetter(node.Unit!.Name[0]) =>
            new Node(NodeKind.Product, node[0], Node.Symbol(node.Unit.Name)),
        { Kind: NodeKind.Measured } => node[0],
        _ => node,
    };

    // A unit on one side only is taken off; a share may also be meant as its value.
    private Outcome OneUnit(Node gold, Node answer, Unit? wanted, Unit? given)
    {
        Outcome plain = Numbers(gold, answer);
        if (plain.Same) return plain;
        Unit unit = wanted ?? given!;
        if (unit.IsShare)
        {
            bool share = wanted is null ? Scalars.Same(gold, Times(answer, unit.Factor)) : Scalars.Same(Times(gold, unit.Factor), answer);
            return share ? new Outcome(true, "same number, as per cent") : plain;
        }
        if (unit.Name != "°") return plain;
        Units.TryFind("°", out Unit degrees);
        bool radians = wanted is null ? Scalars.Same(gold, Node.Measured(answer, degrees)) : Scalars.Same(Node.Measured(gold, degrees), answer);
        return radians ? new Outcome(true, "same angle, in radians") : plain;
    }

    private static Node Times(Node value, Rational factor) => new(NodeKind.Product, value, Node.Of(factor));

    private Outcome Numbers(Node gold, Node answer)
    {
        if (gold.IsNumber && answer.IsNumber && gold.Value == answer.Value) return new Outcome(true, "same number");
        if (Scalars.Same(gold, answer)) return new Outcome(true, gold.IsNumber ? "same number" : "same value");
        if (roundToGold && gold.IsNumber && gold.Decimals != 0 && Scalars.IsRational(answer, out Rational value) && value.Round(gold.Decimals) == gold.Value)
        {
            return new Outcome(true, "same number when rounded");
        }
        if (IsRounded(gold, answer) || IsRounded(answer, gold)) return new Outcome(true, "same number to its many digits");
        return new Outcome(false, gold.IsNumber && answer.IsNumber ? "different number" : "different value");
    }

    // 4.123105625617661 for √17, 0.333333 for 1/3: six digits or more, rightly rounded, of a number that no decimal equals.
    private bool IsRounded(Node written, Node exact)
    {
        if (!written.IsNumber || written.Digits < ManyDigits || written.Decimals < 2 || (exact.IsNumber && exact.Digits > 0)) return false;
        if (Scalars.IsRational(exact, out Rational value)) return !IsDecimal(value) && value.Round(written.Decimals) == written.Value;
        if (Scalars.Bounds(exact) is not { } bounds) return false;
        var half = new Rational(1, 2 * System.Numerics.BigInteger.Pow(10, written.Decimals));
        return bounds.Low > Enclosure.Of(written.Value - half).High && bounds.High < Enclosure.Of(written.Value + half).Low;
    }

    // A finite decimal has no prime but 2 and 5 below.
    private static bool IsDecimal(Rational value)
    {
        System.Numerics.BigInteger rest = value.Denominator;
        if (rest.GetBitLength() > 512) return false;
        while ((rest % 2).IsZero) rest /= 2;
        while ((rest % 5).IsZero) rest /= 5;
        return rest.IsOne;
    }

    private Outcome Ratios(Node gold, Node answer)
    {
        Node[] wanted = Terms(gold), given = Terms(answer);
        if (wanted.Length != given.Length) return new Outcome(false, "different ratio");
        bool same = true;
        for (int i = 1; same && i < wanted.Length; i++)
        {
            same = TermsAgree(wanted[i], wanted[0]) && TermsAgree(given[i], given[0])
                && !Scalars.Same(given[0], Node.Of(0))
                && Scalars.Same(new Node(NodeKind.Product, Bare(wanted[i], false), Bare(given[0], false)), new Node(NodeKind.Product, Bare(given[i], false), Bare(wanted[0], false)));
        }
        return Outcome.Of(same, "ratio");
    }

    private static bool TermsAgree(Node a, Node b) => a.IsScalar && b.IsScalar || (a.Unit is { } x && b.Unit is { } y && x.Name == y.Name);

    // A ratio of two terms is also its value: 2:3 = 2/3.
    private static Node[] Terms(Node node) => node.Kind == NodeKind.Ratio ? node.Args : node.Kind == NodeKind.Measured ? [] : [node, Node.Of(1)];

    private Outcome Clocks(Node gold, Node answer)
    {
        (Node? wanted, Node? given) = (AsClock(gold), AsClock(answer));
        if (wanted is not null && given is not null)
        {
            bool half = wanted.Name == "half";
            Rational day = Rational.From(half ? 720 : 1440);
            Rational difference = wanted.Value - given.Value;
            if ((half || given.Name == "day") && (difference / day).IsInteger) return new Outcome(true, "same time");
            bool bothRatios = wanted.Args.Length > 0 && given.Args.Length > 0 && wanted[0].Name.Length == 0 && given[0].Name.Length == 0;
            if (!bothRatios) return new Outcome(false, "different time");
        }
        bool ratios = IsRatio(gold) && IsRatio(answer);
        return ratios ? Ratios(gold.Kind == NodeKind.Clock ? gold[0] : gold, answer.Kind == NodeKind.Clock ? answer[0] : answer) : new Outcome(false, "not a time");
    }

    private static bool IsRatio(Node node) => node.Kind == NodeKind.Clock ? node.Args.Length > 0 && node[0].Name.Length == 0 : node.IsScalar || node.Kind == NodeKind.Ratio;

    // «15시» and «오후 3시» are both times of day.
    private static Node? AsClock(Node node)
    {
        if (node.Kind == NodeKind.Clock) return node;
        if (node is not { Kind: NodeKind.Measured, Unit.Name: "시" } || !node[0].IsNumber) return null;
        return new NumberNode(NodeKind.Clock, node[0].Value * Rational.From(60)) { Name = node[0].Value > Rational.From(12) ? "day" : "half" };
    }
}

namespace Saenggak.Grading;

/// <summary>Compares two parsed answers by kind. One instance serves one comparison and holds its budget.</summary>
internal sealed partial class ValueComparer(bool roundToGold)
{
    // A list is matched element by element; the product of the lengths is bounded.
    private const int MaxPairs = 4000;

    private readonly WorkBudget _budget = new();
    private ScalarComparer? _scalars;

    private ScalarComparer Scalars => _scalars ??= new ScalarComparer(_budget);

    /// <summary>Compares an answer with the gold.</summary>
    public Outcome Compare(Node gold, Node answer)
    {
        Outcome outcome = Values(Expanded(gold), Expanded(answer));
        return !outcome.Same && _budget.Exhausted ? new Outcome(false, "too much work to compare") : outcome;
    }

    private Outcome Values(Node gold, Node answer)
    {
        if (!_budget.Spend(4)) return new Outcome(false, "too much work to compare");
        gold = Simplified(gold);
        answer = Simplified(answer);
        if (gold.Kind == NodeKind.Relation || answer.Kind == NodeKind.Relation) return Statements(gold, answer);
        if (IsQuantity(gold) && IsQuantity(answer)) return Quantities(gold, answer);
        if (gold.Kind == NodeKind.Text || answer.Kind == NodeKind.Text)
        {
            return gold.Kind == answer.Kind ? Outcome.Of(TextAnswer.Same(gold.Name, answer.Name), "text") : new Outcome(false, "a word beside a value");
        }
        return Collections(gold, answer);
    }

    private static bool IsQuantity(Node node) => node.IsScalar || node.Kind is NodeKind.Measured or NodeKind.Clock or NodeKind.Ratio or NodeKind.Based;

    // 1 ± √19 is the list of its two values.
    private static Node Expanded(Node node)
    {
        if (!node.Contains(NodeKind.PlusMinus)) return node;
        if (node.Kind is NodeKind.List or NodeKind.Set)
        {
            var elements = new List<Node>();
            foreach (Node arg in node.Args)
            {
                Node expanded = Expanded(arg);
                if (expanded.Kind == NodeKind.List) elements.AddRange(expanded.Args);
                else elements.Add(expanded);
            }
            return node.With([.. elements]);
        }
        return new Node(NodeKind.List, Chosen(node, plus: true), Chosen(node, plus: false));
    }

    private static Node Chosen(Node node, bool plus)
    {
        Node[] args = [.. node.Args.Select(arg => Chosen(arg, plus))];
        if (node.Kind == NodeKind.PlusMinus) return plus ? args[0] : Node.Negate(args[0]);
        return args.Length == 0 ? node : node.With(args);
    }

    // A set or list of one is its element; a matrix of one row or column is a tuple.
    private static Node Simplified(Node node) => node switch
    {
        { Kind: NodeKind.List or NodeKind.Set, Args.Length: 1 } when node[0].Kind != NodeKind.Set => Simplified(node[0]),
        { Kind: NodeKind.Relation } => Concluded(node),
        _ => node,
    };
}

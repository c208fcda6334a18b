namespace Saenggak.Grading;

internal sealed partial class ValueComparer
{
    private Outcome Collections(Node gold, Node answer)
    {
        if (gold.Kind == NodeKind.Matrix || answer.Kind == NodeKind.Matrix || MatrixMath.HasMatrix(gold) || MatrixMath.HasMatrix(answer)) return Matrices(gold, answer);
        if (gold.Kind is NodeKind.List or NodeKind.Set && answer.Kind is NodeKind.List or NodeKind.Set)
        {
            // «x > 3, x < 5» is not «x > 3 or x < 5».
            bool bounds = gold.Name != answer.Name && Array.TrueForAll(gold.Args, IsBound) && Array.TrueForAll(answer.Args, IsBound);
            return bounds && Regions(gold, answer) is { } joined ? joined : Unordered(gold, answer);
        }
        if (gold.Kind == NodeKind.Tuple && answer.Kind == NodeKind.Tuple) return Ordered(gold.Args, answer.Args, "tuple");
        // A bare «1, 3» is read as the tuple (1, 3) where the other side is one.
        if ((gold.Kind, answer.Kind) is (NodeKind.Tuple, NodeKind.List) or (NodeKind.List, NodeKind.Tuple))
        {
            // «x = 1 or x = 3» has two values of one name and is no point.
            return OneName(gold) || OneName(answer) ? new Outcome(false, "a tuple beside a list") : Ordered(gold.Args, answer.Args, "tuple");
        }
        if (Regions(gold, answer) is { } region) return region;
        if (gold.Kind == NodeKind.Interval && answer.Kind == NodeKind.Interval && gold.Name == answer.Name) return Ordered(gold.Args, answer.Args, "interval");
        if (gold.Kind == answer.Kind && gold.Kind is NodeKind.Union or NodeKind.Intersection or NodeKind.Difference or NodeKind.Builder) return Ordered(gold.Args, answer.Args, "set");
        return new Outcome(false, $"{Name(answer)} in place of {Name(gold)}");
    }

    private Outcome? Regions(Node gold, Node answer)
    {
        if (!IsRegion(gold) && !IsRegion(answer)) return null;
        RealSetReader wanted = new(Scalars), given = new(Scalars);
        if (wanted.Read(gold) is not { } a || given.Read(answer) is not { } b) return null;
        bool sameVariable = wanted.Variable is null || given.Variable is null || wanted.Variable == given.Variable || gold.Kind == NodeKind.Builder;
        return Outcome.Of(sameVariable && RealSet.Same(a, b, Scalars), "set of numbers");
    }

    private static bool IsRegion(Node node) =>
        node.Kind is NodeKind.Interval or NodeKind.Union or NodeKind.Intersection or NodeKind.Difference or NodeKind.Builder or NodeKind.Relation
        || (node.Kind == NodeKind.List && Array.TrueForAll(node.Args, IsRegion));

    private static bool IsBound(Node node) => node.Kind == NodeKind.Relation && IsInequality(node);

    private Outcome Ordered(Node[] gold, Node[] answer, string what)
    {
        if (gold.Length != answer.Length) return new Outcome(false, "different number of values");
        for (int i = 0; i < gold.Length; i++)
        {
            if (!Values(gold[i], answer[i]).Same) return Outcome.Of(false, what);
        }
        return Outcome.Of(true, what);
    }

    // Each gold element finds one of its own. A label on the first element or on all («x = 3, 4») is taken off.
    private Outcome Unordered(Node gold, Node answer)
    {
        Node[] wanted = gold.Args, given = answer.Args;
        bool sets = gold.Kind == NodeKind.Set || answer.Kind == NodeKind.Set;
        // An element of a set or a solution (x, y) named twice is named once; the numbers 1, 1, 2 are three.
        bool solutions = wanted.Length != given.Length && Array.TrueForAll(wanted, element => element.Kind == NodeKind.Tuple);
        if (sets || solutions) (wanted, given) = (Distinct(wanted), Distinct(given));
        if (wanted.Length != given.Length) return new Outcome(false, "different number of values");
        if ((long)wanted.Length * given.Length > MaxPairs) return new Outcome(false, "too many values");
        bool wantedNamed = Unlabelled(ref wanted, out Node? wantedName), givenNamed = Unlabelled(ref given, out Node? givenName);
        if (wantedNamed != givenNamed)
        {
            // Values under different names answer bare ones in order only, and those of one name under its subscripts only.
            Node? name = wantedName ?? givenName;
            if (name is null) return Ordered(Array.ConvertAll(wanted, Value), Array.ConvertAll(given, Value), "list");
            if ((wantedNamed ? wanted : given).Any(element => !element[0].Name.StartsWith(name.Name + "_", StringComparison.Ordinal))) return Outcome.Of(false, "list");
            (wanted, given) = (Array.ConvertAll(wanted, Value), Array.ConvertAll(given, Value));
        }
        var free = new bool[given.Length];
        foreach (Node element in wanted)
        {
            int found = -1;
            for (int i = 0; i < given.Length && found < 0; i++)
            {
                if (!free[i] && Values(element, given[i]).Same) found = i;
            }
            if (found < 0) return Outcome.Of(false, sets ? "set" : "list");
            free[found] = true;
        }
        return Outcome.Of(true, sets ? "set" : "list");
    }

    private Node[] Distinct(Node[] elements)
    {
        Node[] kept = [.. elements];
        int count = 0;
        foreach (Node element in elements)
        {
            int known = (long)count * elements.Length > MaxPairs ? count : 0;
            while (known < count && !Values(kept[known], element).Same) known++;
            if (known == count) kept[count++] = element;
        }
        Array.Resize(ref kept, count);
        return kept;
    }

    // True where the elements carry names of their own that say which value is which.
    private static bool Unlabelled(ref Node[] elements, out Node? name)
    {
        name = null;
        if (!Array.Exists(elements, element => element.Kind == NodeKind.Relation)) return false;
        Node[] concluded = Array.ConvertAll(elements, element => element.Kind == NodeKind.Relation ? Concluded(element) : element);
        int labelled = concluded.Count(IsLabelled);
        bool one = labelled == 1 && IsLabelled(concluded[0]);
        bool all = labelled == concluded.Length && concluded.All(element => Node.SameTree(element[0], concluded[0][0]));
        name = labelled > 0 && (one || all) ? concluded[0][0] : null;
        elements = one || all ? Array.ConvertAll(concluded, Value) : concluded;
        return !one && !all && labelled == concluded.Length && labelled > 0;
    }

    private static bool OneName(Node list) => Array.TrueForAll(list.Args, IsLabelled) && Array.TrueForAll(list.Args, element => Node.SameTree(element[0], list[0][0]));

    private static Node Value(Node node) => IsLabelled(node) ? node[1] : node;

    private Outcome Matrices(Node gold, Node answer)
    {
        if (MatrixMath.Evaluate(gold) is not { } wanted || MatrixMath.Evaluate(answer) is not { } given)
        {
            // A column of numbers is also written as a tuple.
            Node? matrix = gold.Kind == NodeKind.Matrix ? gold : answer;
            Node tuple = ReferenceEquals(matrix, gold) ? answer : gold;
            bool vector = matrix.Kind == NodeKind.Matrix && tuple.Kind == NodeKind.Tuple && (matrix.Columns == 1 || matrix.Columns == matrix.Args.Length);
            return vector ? Ordered(gold.Args, answer.Args, "vector") : new Outcome(false, $"{Name(answer)} in place of {Name(gold)}");
        }
        return wanted.Columns == given.Columns ? Ordered(wanted.Args, given.Args, "matrix") : new Outcome(false, "different matrix");
    }

    private static string Name(Node node) => node.Kind switch
    {
        NodeKind.List or NodeKind.Tuple => "several values",
        NodeKind.Set or NodeKind.Interval or NodeKind.Union or NodeKind.Intersection or NodeKind.Difference or NodeKind.Builder => "a set",
        NodeKind.Matrix => "a matrix",
        NodeKind.Relation => "a statement",
        NodeKind.Text => "words",
        _ => "one value",
    };
}

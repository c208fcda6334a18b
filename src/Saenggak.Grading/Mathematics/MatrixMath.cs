namespace Saenggak.Grading;

/// <summary>Sums, products and multiples of matrices, entry by entry as expressions.</summary>
internal static class MatrixMath
{
    private const int MaxEntries = 256;

    public static bool HasMatrix(Node node) => node.Contains(NodeKind.Matrix);

    /// <summary>The matrix that an expression of matrices stands for; null where it is none or the shapes do not fit.</summary>
    public static Node? Evaluate(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Matrix:
                return node.Args.Length <= MaxEntries ? node : null;
            case NodeKind.Negative:
                return Evaluate(node[0]) is { } inner ? inner.With([.. inner.Args.Select(Node.Negate)]) : null;
            case NodeKind.Sum:
                return Fold(node.Args, Add);
            case NodeKind.Product:
                return Fold(node.Args, Multiply);
            case NodeKind.Quotient when !HasMatrix(node[1]):
                return Evaluate(node[0]) is { } top ? top.With([.. top.Args.Select(entry => new Node(NodeKind.Quotient, entry, node[1]))]) : null;
            default:
                return null;
        }
    }

    private static Node? Fold(Node[] args, Func<Node, Node, Node?> join)
    {
        Node? result = null;
        foreach (Node arg in args)
        {
            Node? next = HasMatrix(arg) ? Evaluate(arg) : arg;
            if (next is null || !next.IsScalar && next.Kind != NodeKind.Matrix) return null;
            result = result is null ? next : join(result, next);
            if (result is null) return null;
        }
        return result?.Kind == NodeKind.Matrix ? result : null;
    }

    private static Node? Add(Node a, Node b)
    {
        if (a.Kind != NodeKind.Matrix || b.Kind != NodeKind.Matrix || a.Columns != b.Columns || a.Args.Length != b.Args.Length) return null;
        return a.With([.. a.Args.Select((entry, i) => new Node(NodeKind.Sum, entry, b[i]))]);
    }

    private static Node? Multiply(Node a, Node b)
    {
        if (a.Kind != NodeKind.Matrix && b.Kind != NodeKind.Matrix) return new Node(NodeKind.Product, a, b);
        if (a.Kind != NodeKind.Matrix) return b.With([.. b.Args.Select(entry => new Node(NodeKind.Product, a, entry))]);
        if (b.Kind != NodeKind.Matrix) return a.With([.. a.Args.Select(entry => new Node(NodeKind.Product, entry, b))]);
        int inner = a.Columns, columns = b.Columns, rows = a.Args.Length / inner;
        if (b.Args.Length / columns != inner || rows * columns * inner > MaxEntries) return null;
        var entries = new Node[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                var terms = new Node[inner];
                for (int k = 0; k < inner; k++) terms[k] = new Node(NodeKind.Product, a[(row * inner) + k], b[(k * columns) + column]);
                entries[(row * columns) + column] = new Node(NodeKind.Sum, terms);
            }
        }
        return new Node(NodeKind.Matrix, entries) { Columns = columns };
    }
}

namespace Saenggak.Grading;

internal enum NodeKind
{
    // Scalars.
    Number, Symbol, Infinity, Sum, Product, Quotient, Negative, Power, Root, Call, Abs, Factorial, PlusMinus,

    // Scalars in dress: a base-5 numeral, a number with a unit, a time of day, a ratio.
    Based, Measured, Clock, Ratio,

    // Collections. A list has no brackets («-2, 1») and no order; a tuple has an order.
    List, Tuple, Set, Interval, Union, Intersection, Difference, Matrix,

    // Statements: 2x + z = 1, -2 ≤ x < 7, x ∈ S; Name holds the signs in order.
    Relation, Builder,

    Text,
}

/// <summary>One node of a parsed answer. Immutable.</summary>
internal class Node(NodeKind kind, params Node[] args)
{
    /// <summary>The name of a list whose elements are joined by "or".</summary>
    public const string Either = "or";

    public static readonly Node Infinity = new(NodeKind.Infinity);
    public static readonly Node Empty = new(NodeKind.Set);
    public static readonly Node Reals = new(NodeKind.Interval, new Node(NodeKind.Negative, Infinity), Infinity) { Name = "()" };
    public static readonly Node Half = Of(new Rational(1, 2));
    public static readonly Node Two = Of(2);

    // Most numbers in answers are small; these are made once.
    private static readonly Node[] Small = [.. Enumerable.Range(0, 100).Select(n => new NumberNode(NodeKind.Number, Rational.From(n), 0, n == 0 ? 0 : n < 10 ? 1 : 2))];

    public NodeKind Kind { get; } = kind;

    public Node[] Args { get; private set; } = args;

    /// <summary>A symbol's or function's name, a relation's signs, a text's equality form, an interval's two brackets.</summary>
    public string Name { get; init; } = "";

    /// <summary>A number's value, a time's minutes since midnight.</summary>
    public virtual Rational Value => default;

    /// <summary>Decimal places as written, 0 for integers; 7.38E+19 has −17.</summary>
    public virtual int Decimals => 0;

    /// <summary>Digits as written, without leading zeros; 0 where the number was not written as a decimal.</summary>
    public virtual int Digits => 0;

    /// <summary>A matrix's columns; a numeral's base.</summary>
    public int Columns { get; init; }

    public virtual Unit? Unit => null;

    public Node this[int index] => Args[index];

    public static Node Of(Rational value) => new NumberNode(NodeKind.Number, value);

    public static Node Of(long value) => Of(Rational.From(value));

    /// <summary>A number with its digits as written.</summary>
    public static Node Literal(DecimalText number)
    {
        bool small = number is { Decimals: 0, Digits: 1 or 2, Value: { IsInteger: true } value } && value < Rational.From(Small.Length);
        Node? known = small ? Small[(int)number.Value.Numerator] : null;
        return known?.Digits == number.Digits ? known : new NumberNode(NodeKind.Number, number.Value, number.Decimals, number.Digits);
    }

    public static Node Symbol(string name) => new(NodeKind.Symbol) { Name = name };

    public static Node Call(string name, params Node[] args) => new(NodeKind.Call, args) { Name = name };

    public static Node Negate(Node node) =>
        node.Kind == NodeKind.Number ? new NumberNode(NodeKind.Number, -node.Value, node.Decimals, node.Digits) : new Node(NodeKind.Negative, node);

    public static Node Measured(Node value, Unit unit) => new MeasuredNode(value, unit);

    public bool IsNumber => Kind == NodeKind.Number;

    /// <summary>True where the node is one value and no collection, statement or text.</summary>
    public bool IsScalar => Kind <= NodeKind.PlusMinus;

    /// <summary>True when the node or one below it is of a kind. The tree's depth is bounded by its parser.</summary>
    public bool Contains(NodeKind kind)
    {
        if (Kind == kind) return true;
        foreach (Node arg in Args)
        {
            if (arg.Contains(kind)) return true;
        }
        return false;
    }

    /// <summary>The same node with other children.</summary>
    public Node With(Node[] args)
    {
        var other = (Node)MemberwiseClone();
        other.Args = args;
        return other;
    }

    /// <summary>True for two trees that are the same in every node.</summary>
    public static bool SameTree(Node a, Node b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Kind != b.Kind || a.Name != b.Name || a.Value != b.Value || a.Columns != b.Columns || a.Unit != b.Unit || a.Args.Length != b.Args.Length) return false;
        for (int i = 0; i < a.Args.Length; i++)
        {
            if (!SameTree(a[i], b[i])) return false;
        }
        return true;
    }
}

/// <summary>A number as it was written, or a time of day.</summary>
internal sealed class NumberNode(NodeKind kind, Rational value, int decimals = 0, int digits = 0, params Node[] args) : Node(kind, args)
{
    public override Rational Value => value;

    public override int Decimals => decimals;

    public override int Digits => digits;
}

/// <summary>A value with its unit.</summary>
internal sealed class MeasuredNode(Node value, Unit unit) : Node(NodeKind.Measured, value)
{
    public override Unit? Unit => unit;
}

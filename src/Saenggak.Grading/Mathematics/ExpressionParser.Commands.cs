namespace Saenggak.Grading;

internal ref partial struct ExpressionParser
{
    private Node? Command(string name)
    {
        switch (name)
        {
            case "frac":
                return Argument() is { } top && Argument() is { } bottom ? new Node(NodeKind.Quotient, top, bottom) : null;
            case "binom":
                return Argument() is { } n && Argument() is { } k ? Node.Call("binom", n, k) : null;
            case "cbrt":
                return Radicand() is { } cube ? new Node(NodeKind.Root, cube, Node.Of(3)) : null;
            case "sqrt":
                Node? index = Node.Two;
                if (Accept('[') && ((index = Sum()) is null || !Accept(']'))) return null;
                return Radicand() is { } inside ? new Node(NodeKind.Root, inside, index) : null;
            case "begin":
                return Environment();
            default:
                return null;
        }
    }

    // ₅C₂, ₅P₂ and ₄H₂, as Korean textbooks write them; looked at without parsing.
    private bool IsCounted()
    {
        int n = IndexLength(1);
        return n > 0 && Ahead(1 + n) == Token.Letter && _tokens[_at + 1 + n].Text is "C" or "P" or "H" && Ahead(2 + n) == '_' && IndexLength(3 + n) > 0;
    }

    // «5», «n» or a group without groups inside.
    private int IndexLength(int ahead)
    {
        if (Ahead(ahead) != '{') return Ahead(ahead) is Token.Numeral or Token.Letter ? 1 : 0;
        for (int i = 1; i < 12; i++)
        {
            if (Ahead(ahead + i) == '}') return i > 1 ? i + 1 : 0;
            if (Ahead(ahead + i) is '{' or Token.End0) return 0;
        }
        return 0;
    }

    private Node? Counted()
    {
        _at++;
        if (Argument() is not { } n) return null;
        string kind = _tokens[_at].Text;
        _at += 2;
        if (Argument() is not { } k) return null;
        return kind switch
        {
            "C" => Node.Call("binom", n, k),
            "P" => new Node(NodeKind.Product, Node.Call("binom", n, k), new Node(NodeKind.Factorial, k)),
            _ => Node.Call("binom", new Node(NodeKind.Sum, n, k, Node.Of(-1)), k),
        };
    }

    // \frac12 takes one digit for each place, \frac{1}{2} a group.
    private Node? Argument()
    {
        Token token = _tokens[_at];
        if (token.Kind == Token.Numeral && token.End - token.Start > 1 && char.IsAsciiDigit(_source[token.Start]))
        {
            ReadOnlySpan<char> rest = _source[(token.Start + 1)..token.End];
            if (!DecimalText.TryRead(rest, out DecimalText number) || number.Length != rest.Length) return null;
            _tokens[_at] = token with { Start = token.Start + 1, Number = Node.Literal(number) };
            return Node.Of(_source[token.Start] - '0');
        }
        return ++_depth > MaxDepth ? null : Leave(Primary());
    }

    private Node? Radicand() => ++_depth > MaxDepth ? null : Leave(Kind == '-' ? null : Primary());

    private Node? Leave(Node? node)
    {
        _depth--;
        return node;
    }

    private Node? Function(string name)
    {
        Node? power = null, index = null;
        for (bool more = true; more;)
        {
            more = false;
            if (power is null && Accept('^'))
            {
                bool negative = Accept('-');
                if ((power = Argument()) is null) return null;
                if (negative) power = Node.Negate(power);
                more = true;
            }
            else if (index is null && Accept('_'))
            {
                if ((index = Argument()) is null) return null;
                more = true;
            }
        }
        if (++_depth > MaxDepth) return null;
        Node? argument = Kind is '(' or '[' or '{' ? Primary() : Applied();
        _depth--;
        if (argument is null || (index is not null && name != "log")) return null;
        // sin^{-1} is the inverse function, not 1/sin.
        if (power is { IsNumber: true } && power.Value == Rational.From(-1))
        {
            if (name is not ("sin" or "cos" or "tan")) return null;
            (name, power) = ("arc" + name, null);
        }
        Node[] args = argument.Kind == NodeKind.Tuple ? argument.Args : index is null ? [argument] : [argument, index];
        Node call = Node.Call(name, args);
        return power is null ? call : new Node(NodeKind.Power, call, power);
    }

    // «\sin 2x», «\cos \frac{\pi}{3}», «2\sin b \cos a»: factors up to the next function or sign.
    private Node? Applied()
    {
        bool negative = Accept('-');
        Node? result = Factor();
        while (result is not null && Kind != Token.Function && Kind != '(' && StartsFactor(afterFactor: true))
        {
            result = Factor() is { } factor ? new Node(NodeKind.Product, result, factor) : null;
        }
        return negative && result is not null ? Node.Negate(result) : result;
    }

    private Node? Environment()
    {
        if (!EnvironmentName(out string name)) return null;
        if (name is "array" or "tabular" && (Kind != '{' || !Subscript(out _))) return null;
        if (!name.EndsWith("matrix", StringComparison.Ordinal) && name is not ("array" or "cases")) return null;
        var cells = new List<Node>();
        int columns = 0, row = 0;
        while (Kind != Token.Command || _tokens[_at].Text != "end")
        {
            if (Statement() is not { } cell) return null;
            cells.Add(cell);
            if (Accept('&')) continue;
            while (Kind is Token.Separator) _at++;
            bool broken = Accept(Token.RowBreak);
            if (broken ? !RowEnds(cells.Count, ref row, ref columns) : Kind != Token.Command) return null;
        }
        _at++;
        if (cells.Count > row && !RowEnds(cells.Count, ref row, ref columns)) return null;
        return EnvironmentName(out string end) && end == name && cells.Count > 0 ? Cells([.. cells], columns, name) : null;
    }

    // All rows have as many cells as the first.
    private static bool RowEnds(int cells, ref int row, ref int columns)
    {
        int length = cells - row;
        if (columns == 0) columns = length;
        row = cells;
        return length == columns;
    }

    private static Node? Cells(Node[] cells, int columns, string environment) => environment switch
    {
        "vmatrix" => Determinant(cells, columns),
        "cases" => columns == 1 ? new Node(NodeKind.List, cells) : null,
        _ => new Node(NodeKind.Matrix, cells) { Columns = columns },
    };

    // |a b; c d| is a number. Larger ones than 3 by 3 are left unread.
    private static Node? Determinant(Node[] cells, int columns)
    {
        if (columns > 3 || cells.Length != columns * columns || !Array.TrueForAll(cells, cell => cell.IsScalar)) return null;
        if (columns == 1) return cells[0];
        var terms = new Node[columns];
        for (int column = 0; column < columns; column++)
        {
            Node[] rest = [.. cells.Skip(columns).Where((_, i) => i % columns != column)];
            var term = new Node(NodeKind.Product, cells[column], Determinant(rest, columns - 1)!);
            terms[column] = column % 2 == 0 ? term : Node.Negate(term);
        }
        return new Node(NodeKind.Sum, terms);
    }

    private bool EnvironmentName(out string name)
    {
        name = "";
        if (Kind != '{' || Ahead(1) != Token.Word || Ahead(2) != '}') return false;
        name = _tokens[_at + 1].Text.TrimEnd('*');
        _at += 3;
        return true;
    }
}

namespace Saenggak.Grading;

internal ref partial struct ExpressionParser
{
    private const int MaxElements = 200;
    private const int MostSpare = 256;

    // The thread's next answer is cut into the same list; who parses meanwhile takes one of his own.
    [ThreadStatic]
    private static List<Token>? _spare;

    /// <summary>Parses a whole normalised answer: a value, a statement, or several of them; null where it is none.</summary>
    public static Node? Parse(ReadOnlySpan<char> text)
    {
        List<Token> tokens = _spare ?? [];
        _spare = null;
        Node? answer = Tokeniser.Run(text, tokens) && tokens.Count > 1 ? new ExpressionParser(text, tokens).Whole() : null;
        tokens.Clear();
        if (tokens.Capacity <= MostSpare) _spare = tokens;
        return answer;
    }

    private Node? Whole()
    {
        Node? answer = ListUntil(Token.End0);
        return Kind == Token.End0 ? answer : null;
    }

    private Node? ListUntil(char close)
    {
        if (++_depth > MaxDepth) return null;
        Node? only = null;
        List<Node>? elements = null;
        bool separated = true, either = false;
        while (Kind != close)
        {
            if (Kind is Token.Separator or Token.Gap or Token.RowBreak)
            {
                separated = true;
                either |= _tokens[_at].Text.Length > 0;
                _at++;
                continue;
            }
            if (!separated || elements is { Count: MaxElements } || Element() is not { } element) return null;
            if (only is null) only = element;
            else (elements ??= [only]).Add(element);
            separated = false;
        }
        _depth--;
        return elements is null ? only : new Node(NodeKind.List, [.. elements]) { Name = either ? Node.Either : "" };
    }

    // A quantity in words where there are words («3명», «1시간 30분»), a statement otherwise.
    private Node? Element()
    {
        // «= 5» and «≈ 3.46» are values that the left side was forgotten of.
        if (Kind is '=' or '≈') _at++;
        int start = _at;
        int end = ElementEnd(out bool words);
        if (words && end > start)
        {
            string plain = LatexText.Plain(_source[_tokens[start].Start.._tokens[end - 1].End]);
            if (QuantityReader.Read(plain) is { } quantity)
            {
                _at = end;
                return quantity;
            }
        }
        return Statement();
    }

    private int ElementEnd(out bool words)
    {
        words = false;
        int depth = 0, at = _at;
        for (; ; at++)
        {
            char kind = _tokens[at].Kind;
            if (kind == Token.End0 || (depth == 0 && kind is Token.Separator or Token.Gap or Token.RowBreak)) return at;
            if (kind is '(' or '[' or '{' or '⦃') depth++;
            if (kind is ')' or ']' or '}' or '⦄' && --depth < 0) return at;
            words |= kind is Token.Word or '°';
            // A statement's sides are read one by one.
            if (kind is '=' or '<' or '>' or '≤' or '≥' or '∈' or '≈' or '≠') return _at;
        }
    }

    private Node? Statement()
    {
        if (++_depth > MaxDepth) return null;
        if (Sides() is not { } first) return null;
        string signs = "";
        List<Node>? sides = null;
        while (Kind is '=' or '<' or '>' or '≤' or '≥' or '≠' or '≈' or '∈')
        {
            signs += Kind;
            _at++;
            int start = _at;
            int end = ElementEnd(out bool words);
            Node? quantity = words && end > start ? QuantityReader.Read(LatexText.Plain(_source[_tokens[start].Start.._tokens[end - 1].End])) : null;
            if (quantity is not null) _at = end;
            if ((quantity ?? Sides()) is not { } side) return null;
            (sides ??= [first]).Add(side);
        }
        if (signs == "=" && Modulus() is { } modulus) sides![1] = Residue(sides[1], modulus);
        _depth--;
        return sides is null ? first : new Node(NodeKind.Relation, [.. sides]) { Name = signs };
    }

    // «x ≡ 2 \pmod{5}», «x ≡ 2 (mod 5)».
    private Node? Modulus()
    {
        int open = Kind == '(' ? 1 : 0;
        if (Ahead(open) != Token.Command || _tokens[_at + open].Text != "pmod") return null;
        _at += open + 1;
        return (open == 0 ? Argument() : Sum()) is { } modulus && (open == 0 || Accept(')')) ? modulus : null;
    }

    // Residues of whole numbers are equal when their remainders are.
    private static Node Residue(Node value, Node modulus)
    {
        bool whole = value.IsNumber && modulus.IsNumber && value.Value.IsInteger && modulus.Value.IsInteger && modulus.Value > default(Rational);
        if (whole) value = Node.Of(value.Value - ((value.Value / modulus.Value).Floor() is var times ? Rational.From(times) * modulus.Value : default));
        return Node.Call("residue", value, modulus);
    }

    // One side of a statement: sets joined by ∪ ∩ ∖, a ratio, a value with its unit, or words.
    private Node? Sides()
    {
        Node? left = Kind == Token.Word && !StartsFactor(afterFactor: true) ? Words() : Sum();
        while (left is not null && Kind is '∪' or '∩' or '∖')
        {
            NodeKind kind = Kind == '∪' ? NodeKind.Union : Kind == '∩' ? NodeKind.Intersection : NodeKind.Difference;
            _at++;
            left = Sum() is { } right ? new Node(kind, left, right) : null;
        }
        if (left is null) return null;
        if (left.Kind == NodeKind.Text && Accept(':'))
        {
            // «약수: 6» names its value.
            return Sides() is { } value ? new Node(NodeKind.Relation, left, value) { Name = "=" } : null;
        }
        if (Kind == ':' && !_inSet) left = Ratio(left);
        return left is not null && Kind is Token.Word or Token.Letter ? WithUnit(left) : left;
    }

    private Node? Ratio(Node first)
    {
        var terms = new List<Node> { first };
        while (Accept(':'))
        {
            if (Sum() is not { } term) return null;
            terms.Add(term);
        }
        return new Node(NodeKind.Ratio, [.. terms]);
    }

    private Node? Words()
    {
        int start = _at;
        while (Kind == Token.Word) _at++;
        ReadOnlySpan<char> text = _source[_tokens[start].Start.._tokens[_at - 1].End];
        return new Node(NodeKind.Text) { Name = AnswerText.EqualityForm(LatexText.Plain(text)) };
    }

    // «2\sqrt{3}\text{ cm}», «15\mbox{ cm}^2», «\frac{1}{3} meters per second».
    private Node? WithUnit(Node value)
    {
        int start = _at;
        while (Kind is Token.Word or Token.Letter or '^' or Token.Numeral or '/' or '{' or '}' && !(Kind == '}' && Closes(start))) _at++;
        string text = AnswerText.FoldSpaces(LatexText.Plain(_source[_tokens[start].Start.._tokens[_at - 1].End])).Replace(" per ", "/", StringComparison.Ordinal);
        text = AnswerText.WithoutEnding(text).ToString();
        if (Units.TryFind(text.Replace(" ^", "^", StringComparison.Ordinal), out Unit unit)) return Node.Measured(value, unit);
        return QuantityReader.Read("1 " + text) is { Kind: NodeKind.Measured } counted && counted[0].Value == Rational.From(1)
            ? Node.Measured(value, counted.Unit!)
            : null;
    }

    // A closing brace that was opened before the unit began.
    private bool Closes(int start)
    {
        int depth = 0;
        for (int i = start; i < _at; i++) depth += _tokens[i].Kind == '{' ? 1 : _tokens[i].Kind == '}' ? -1 : 0;
        return depth == 0;
    }

    private Node? Brackets()
    {
        char open = Kind;
        if (open is not ('(' or '[' or '⦃' or '⟨' or '⌊' or '⌈')) return null;
        if (++_depth > MaxDepth) return null;
        _at++;
        (int bars, bool inSet) = (_bars, _inSet);
        (_bars, _inSet) = (0, open == '⦃');
        Node? inside = BracketBody(open);
        (_bars, _inSet) = (bars, inSet);
        _depth--;
        return inside;
    }

    private Node? BracketBody(char open)
    {
        if (open == '⦃' && Accept('⦄')) return Node.Empty;
        var elements = new List<Node>(2);
        do
        {
            if (elements.Count == MaxElements || Element() is not { } element) return null;
            elements.Add(element);
            if (open == '⦃' && elements.Count == 1 && Kind is '|' or ':') return Builder(element);
            while (Kind == Token.Gap) _at++;
        }
        while (Accept(Token.Separator));
        char close = Kind;
        if (close == Token.End0) return null;
        _at++;
        return (open, close) switch
        {
            ('⦃', '⦄') => new Node(NodeKind.Set, [.. elements]),
            ('⟨', '⟩') => new Node(NodeKind.Tuple, [.. elements]),
            ('⌊', '⌋') when elements.Count == 1 => Node.Call("floor", elements[0]),
            ('⌈', '⌉') when elements.Count == 1 => Node.Call("ceil", elements[0]),
            ('(', ')') or ('[', ']') when elements.Count == 1 => elements[0],
            ('(', ')') => new Node(NodeKind.Tuple, [.. elements]),
            ('(', ']') or ('[', ')') or ('[', ']') when elements.Count == 2 => new Node(NodeKind.Interval, [.. elements]) { Name = $"{open}{close}" },
            ('[', ']') => new Node(NodeKind.Tuple, [.. elements]),
            _ => null,
        };
    }

    // { x | x > 2 }, { x ∈ ℝ : x ≠ 0 }
    private Node? Builder(Node variable)
    {
        _at++;
        Node? condition = ListUntil('⦄');
        return condition is not null && Accept('⦄') ? new Node(NodeKind.Builder, variable, condition) : null;
    }
}

namespace Saenggak.Grading;

/// <summary>
/// Recursive descent over the tokens of a formula. Null means that the text is no formula of this subset. Depth is bounded, so
/// 10⁵ open braces come back at once.
/// </summary>
internal ref partial struct ExpressionParser
{
    private const int MaxDepth = 48;

    private readonly ReadOnlySpan<char> _source;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _bars;
    private bool _inSet;

    private ExpressionParser(ReadOnlySpan<char> source, List<Token> tokens)
    {
        _source = source;
        _tokens = tokens;
    }

    private char Kind => _tokens[_at].Kind;

    private char Ahead(int count) => _at + count < _tokens.Count ? _tokens[_at + count].Kind : Token.End0;

    private bool Accept(char kind)
    {
        if (Kind != kind) return false;
        _at++;
        return true;
    }

    private Node? Sum()
    {
        if (++_depth > MaxDepth) return null;
        Node? first = null;
        List<Node>? terms = null;
        while (first is null || Kind is '+' or '-' or '±' or '∓')
        {
            char sign = Kind is '+' or '-' or '±' or '∓' ? Kind : '+';
            if (Kind == sign) _at++;
            if (Product() is not { } term) return null;
            term = sign switch
            {
                '-' => Node.Negate(term),
                '±' => new Node(NodeKind.PlusMinus, term),
                '∓' => new Node(NodeKind.Negative, new Node(NodeKind.PlusMinus, term)),
                _ => term,
            };
            if (first is null) first = term;
            else (terms ??= [first]).Add(term);
        }
        // {n \choose k} takes all of its group.
        if (Kind == Token.Command && _tokens[_at].Text == "choose")
        {
            _at++;
            Node top = terms is null ? first : new Node(NodeKind.Sum, [.. terms]);
            return Leave(Sum() is { } bottom ? Node.Call("binom", top, bottom) : null);
        }
        _depth--;
        // ℝ − {1} is a difference of sets.
        if (terms is [{ Kind: NodeKind.Interval or NodeKind.Set } set, { Kind: NodeKind.Negative } taken] && taken[0].Kind is NodeKind.Interval or NodeKind.Set)
        {
            return new Node(NodeKind.Difference, set, taken[0]);
        }
        return terms is null ? first : new Node(NodeKind.Sum, [.. terms]);
    }

    private Node? Product()
    {
        if (Signed() is not { } result) return null;
        while (true)
        {
            Node? factor;
            if (Accept('*'))
            {
                if ((factor = Signed()) is null) return null;
            }
            else if (Accept('/'))
            {
                if ((factor = Signed()) is null) return null;
                result = new Node(NodeKind.Quotient, result, factor);
                continue;
            }
            else if (!StartsFactor(afterFactor: true))
            {
                return result;
            }
            else
            {
                bool number = Kind == Token.Numeral;
                if (MixedPart(result) is { } mixed)
                {
                    result = Kind == '%' && Units.TryFind("%", out Unit percent) && _at++ >= 0 ? Node.Measured(mixed, percent) : Kind == '°' ? Degrees(mixed)! : mixed;
                    continue;
                }
                // «5 3» is neither a product nor a number.
                if (number && result.IsNumber) return null;
                if ((factor = Factor()) is null) return null;
            }
            result = result.Kind == NodeKind.Product ? new Node(NodeKind.Product, [.. result.Args, factor]) : new Node(NodeKind.Product, result, factor);
        }
    }

    // «2\frac{1}{2}» and «2 1/2»: a whole number before a proper fraction of whole numbers.
    private Node? MixedPart(Node whole)
    {
        if (!whole.IsNumber || !whole.Value.IsInteger || whole.Decimals != 0) return null;
        int start = _at;
        Node? part = null;
        if (Kind == Token.Command && _tokens[_at].Text == "frac" && IsPlainArgument(1, out int after) && IsPlainArgument(after, out _))
        {
            part = Primary();
        }
        else if (Kind == Token.Numeral && Ahead(1) == '/' && Ahead(2) == Token.Numeral && _tokens[_at].Start > _tokens[_at - 1].End)
        {
            part = new Node(NodeKind.Quotient, _tokens[_at].Number!, _tokens[_at + 2].Number!);
            _at += 3;
        }
        bool proper = part is { Kind: NodeKind.Quotient } && part[0].IsNumber && part[1].IsNumber && part[0].Value.IsInteger && part[1].Value.IsInteger
            && part[0].Value > default(Rational) && part[0].Value < part[1].Value;
        if (proper) return Node.Of(whole.Value + (part![0].Value / part[1].Value));
        _at = start;
        return null;
    }

    // Looked at without parsing: what is parsed twice at each level would double its cost at each level.
    private bool IsPlainArgument(int ahead, out int after)
    {
        bool braced = Ahead(ahead) == '{' && Ahead(ahead + 1) == Token.Numeral && Ahead(ahead + 2) == '}';
        bool digits = Ahead(ahead) == Token.Numeral;
        bool two = digits && _tokens[_at + ahead].End - _tokens[_at + ahead].Start > 1;
        after = ahead + (braced ? 3 : two ? 0 : 1);
        return braced || digits;
    }

    private bool StartsFactor(bool afterFactor) => Kind switch
    {
        '(' when Ahead(1) == Token.Command && _tokens[_at + 1].Text is "pmod" or "bmod" => false,
        '_' => IsCounted(),
        Token.Numeral or Token.Letter or Token.Function or '(' or '{' or '[' or '⟨' or '⌊' or '⌈' or '∞' or '∅' or 'ℝ' or '⦃' => true,
        Token.Command => _tokens[_at].Text is not ("end" or "pmod" or "bmod" or "mod" or "choose"),
        Token.Word => !afterFactor || IsLetterRun(),
        '|' or '‖' => !afterFactor || (_bars == 0 && !_inSet),
        _ => false,
    };

    // «xy» after a number or a letter is a product; a word of text, one of two words, or a unit, is not.
    private bool IsLetterRun()
    {
        string word = _tokens[_at].Text;
        return word.Length is 2 or 3 && word.Length == _tokens[_at].End - _tokens[_at].Start && char.IsAsciiLetter(word[0])
            && !LatexNames.LittleWords.Contains(word) && !Units.TryFind(word, out _)
            && Ahead(1) != Token.Word && (_at == 0 || _tokens[_at - 1].Kind != Token.Word);
    }

    private Node? Signed()
    {
        bool negative = false;
        while (Kind is '-' or '+')
        {
            negative ^= Kind == '-';
            _at++;
        }
        if (Accept('±')) return Signed() is { } both ? new Node(NodeKind.PlusMinus, both) : null;
        Node? factor = Factor();
        return negative && factor is not null ? Node.Negate(factor) : factor;
    }

    // A primary with its powers, factorials, per cent and degree signs.
    private Node? Factor()
    {
        if (++_depth > MaxDepth) return null;
        Node? node = Primary();
        while (node is not null)
        {
            if (Accept('^')) node = Raised(node);
            else if (Accept('!')) node = new Node(NodeKind.Factorial, node);
            else if (Kind == '%' && Units.TryFind("%", out Unit percent) && _at++ >= 0) node = Node.Measured(node, percent);
            else if (Kind == '°') node = Degrees(node);
            else if (Kind == '$') _at++;
            else if (Kind == '\'' && node.Kind == NodeKind.Symbol && _at++ >= 0) node = Node.Symbol(node.Name + "'");
            else break;
        }
        _depth--;
        return node;
    }

    private Node? Raised(Node node)
    {
        // ^\circ and ^{\circ}
        if (Kind == '°') return node;
        if (Kind == '{' && Ahead(1) == '°' && Ahead(2) == '}')
        {
            _tokens[_at + 2] = _tokens[_at + 1];
            _at += 2;
            return node;
        }
        if (Accept('\'') || (Kind == '{' && Ahead(1) == '\'' && Ahead(2) == '}' && (_at += 3) > 0)) return Node.Symbol("'" + node.Name);
        bool negative = Accept('-');
        Node? exponent = Kind == Token.Numeral ? _tokens[_at++].Number : Primary();
        // 2^3^2 is 2^(3^2).
        if (exponent is not null && Accept('^')) exponent = ++_depth > MaxDepth ? null : Raised(exponent);
        if (exponent is null) return null;
        return new Node(NodeKind.Power, node, negative ? Node.Negate(exponent) : exponent);
    }

    private Node? Degrees(Node node)
    {
        _at++;
        string name = Kind == Token.Letter && _tokens[_at].Text is "C" or "F" ? "°" + _tokens[_at++].Text : "°";
        return Units.TryFind(name, out Unit unit) ? Node.Measured(node, unit) : null;
    }

    private Node? Primary()
    {
        Token token = _tokens[_at];
        switch (token.Kind)
        {
            case Token.Numeral:
                _at++;
                return Accept('_') ? Based(token) : token.Number;
            case Token.Letter:
                _at++;
                return Lettered(token.Text);
            case Token.Word when IsLetterRun():
                _at++;
                return new Node(NodeKind.Product, [.. token.Text.Select(c => Node.Symbol(LatexNames.Letter(c)))]);
            case Token.Command:
                _at++;
                return Command(token.Text);
            case Token.Function:
                _at++;
                return Function(token.Text);
            case '∞':
                _at++;
                return Node.Infinity;
            case '∅':
                _at++;
                return Node.Empty;
            case 'ℝ':
                _at++;
                return Node.Reals;
            case '|' or '‖':
                return Bars();
            case '_' when IsCounted():
                return Counted();
            case '{' when Ahead(1) == '}' && Ahead(2) == '_':
                _at += 2;
                return IsCounted() ? Counted() : null;
            case '{':
                return Braces();
            case '$' or '€' or '£' or '¥' or '₩':
                return Money();
            default:
                return Brackets();
        }
    }

    private Node? Money()
    {
        char sign = Kind;
        _at++;
        return Kind == Token.Numeral && Units.TryFind(sign.ToString(), out Unit unit) ? Node.Measured(_tokens[_at++].Number!, unit) : null;
    }

    private Node? Bars()
    {
        char bar = Kind;
        _at++;
        _bars++;
        Node? inside = Sum();
        _bars--;
        return inside is not null && Accept(bar) ? new Node(NodeKind.Abs, inside) : null;
    }

    // Braces group and are not seen; «{1,3}» is a bare list.
    private Node? Braces()
    {
        _at++;
        (int bars, bool inSet) = (_bars, _inSet);
        (_bars, _inSet) = (0, false);
        Node? inside = ListUntil('}');
        (_bars, _inSet) = (bars, inSet);
        return inside is not null && Accept('}') ? inside : null;
    }
}

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Parses a whole template to statements.</summary>
internal sealed class Parser
{
    private readonly TokenReader _reader;
    private readonly ExpressionParser _expressions;
    private int _loopDepth;

    private Parser(List<Token> tokens)
    {
        _reader = new TokenReader(tokens);
        _expressions = new ExpressionParser(_reader);
    }

    /// <summary>Whether a generation block was seen anywhere in the template.</summary>
    public bool HasGeneration { get; private set; }

    public static (Statement[] Body, bool HasGeneration) Parse(string template)
    {
        var parser = new Parser(Lexer.Tokenize(template));
        try
        {
            return (parser.ParseBody(1, "template"), parser.HasGeneration);
        }
        catch (JinjaError error)
        {
            throw parser._reader.Error(error.Message);
        }
    }

    // Reads statements until a tag that is one of ends, whose name is left as the current token; without ends, to the end.
    private Statement[] ParseBody(int openedAt, string opened, params ReadOnlySpan<string> ends)
    {
        Budget.GuardStack();
        var body = new List<Statement>();
        while (true)
        {
            Token token = _reader.Next();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    body.Add(new TextStatement(token.Line, token.Text));
                    break;
                case TokenKind.OutputStart:
                    body.Add(new OutputStatement(token.Line, _expressions.ParseTuple()));
                    _reader.Expect(TokenKind.OutputEnd, "}}");
                    break;
                case TokenKind.BlockStart:
                    string tag = _reader.Current.Text;
                    if (_reader.Current.Kind == TokenKind.Name && ends.Contains(tag)) return [.. body];
                    if (!ends.IsEmpty && (tag is "else" or "elif" || tag.StartsWith("end", StringComparison.Ordinal))) goto default;
                    body.Add(ParseStatement());
                    break;
                case TokenKind.End when ends.IsEmpty:
                    return [.. body];
                default:
                    throw Lexer.Error(token.Line, $"got {(token.Kind == TokenKind.BlockStart ? _reader.Current : token)}, expected {{% {ends[^1]} %}} for the {opened} of line {openedAt}.");
            }
        }
    }

    private Statement ParseStatement()
    {
        int line = _reader.Line;
        string tag = _reader.ExpectName("a tag such as if, for or set");
        return tag switch
        {
            "if" => ParseIf(line),
            "for" => ParseFor(line),
            "set" => ParseSet(line),
            "macro" => ParseMacro(line),
            "call" => ParseCallBlock(line),
            "filter" => ParseFilterBlock(line),
            "with" => ParseWith(line),
            "generation" => ParseGeneration(line),
            "break" or "continue" => ParseLoopControl(line, tag),
            _ => throw Lexer.Error(
                line, $"got the tag \"{tag}\", expected one of if, for, set, macro, call, filter, with, raw, generation, break, continue or an end tag in its place."),
        };
    }

    private IfStatement ParseIf(int line)
    {
        var branches = new List<(Expression, Statement[])>();
        Statement[] otherwise = [];
        string tag = "elif";
        while (tag == "elif")
        {
            Expression test = _expressions.ParseTuple();
            EndTag();
            branches.Add((test, ParseBody(line, "if", "elif", "else", "endif")));
            tag = _reader.Next().Text;
        }
        if (tag == "else")
        {
            EndTag();
            otherwise = ParseBody(line, "if", "endif");
            _reader.Next();
        }
        EndTag();
        return new IfStatement(line, [.. branches], otherwise);
    }

    private ForStatement ParseFor(int line)
    {
        AssignTarget target = ParseTargets();
        if (!_reader.SkipName("in")) throw _reader.Error($"got {_reader.Current}, expected \"in\".");
        Expression iterable = _expressions.ParseTuple(withConditional: false);
        Expression? filter = _reader.SkipName("if") ? _expressions.Parse() : null;
        if (_reader.Current.IsName("recursive")) throw _reader.Error("got a recursive for, which is not supported; expected a plain one.");
        EndTag();
        _loopDepth++;
        Statement[] body = ParseBody(line, "for", "else", "endfor");
        _loopDepth--;
        Statement[] otherwise = [];
        if (_reader.Next().Text == "else")
        {
            EndTag();
            otherwise = ParseBody(line, "for", "endfor");
            _reader.Next();
        }
        EndTag();
        return new ForStatement(line, target, iterable, filter, body, otherwise);
    }

    private Statement ParseSet(int line)
    {
        AssignTarget target = ParseTargets();
        if (_reader.SkipOperator("="))
        {
            Expression value = _expressions.ParseTuple();
            EndTag();
            return new SetStatement(line, target, value);
        }
        FilterCall? filter = _reader.Current.IsOperator("|") ? _expressions.ParseFilters(null) : null;
        return new SetBlockStatement(line, target, filter, ParseBlock(line, "set", "endset"));
    }

    private MacroStatement ParseMacro(int line)
    {
        string name = _reader.ExpectName("the name of a macro");
        MacroParameter[] parameters = ParseParameters();
        return new MacroStatement(line, name, parameters, ParseFunctionBody(line, "macro", "endmacro"));
    }

    private CallBlockStatement ParseCallBlock(int line)
    {
        MacroParameter[] parameters = _reader.Current.IsOperator("(") ? ParseParameters() : [];
        if (_expressions.Parse() is not Call call) throw Lexer.Error(line, "got a call block without a call, expected {% call name(...) %}.");
        return new CallBlockStatement(line, call, new MacroStatement(line, "caller", parameters, ParseFunctionBody(line, "call", "endcall")));
    }

    private FilterBlockStatement ParseFilterBlock(int line)
    {
        FilterCall filter = _expressions.ParseFilters(null, inBlock: true);
        return new FilterBlockStatement(line, filter, ParseBlock(line, "filter", "endfilter"));
    }

    private WithStatement ParseWith(int line)
    {
        var bindings = new List<(AssignTarget, Expression)>();
        while (_reader.Current.Kind != TokenKind.BlockEnd)
        {
            if (bindings.Count > 0) _reader.ExpectOperator(",");
            AssignTarget target = ParseTarget();
            _reader.ExpectOperator("=");
            bindings.Add((target, _expressions.Parse()));
        }
        return new WithStatement(line, [.. bindings], ParseBlock(line, "with", "endwith"));
    }

    private GenerationStatement ParseGeneration(int line)
    {
        HasGeneration = true;
        return new GenerationStatement(line, ParseFunctionBody(line, "generation", "endgeneration"));
    }

    private LoopControlStatement ParseLoopControl(int line, string tag)
    {
        if (_loopDepth == 0) throw Lexer.Error(line, $"got \"{tag}\" outside a loop, expected it inside for … endfor.");
        EndTag();
        return new LoopControlStatement(line, tag == "break");
    }

    // A body that is a function of its own: a break in it cannot reach a loop around it.
    private Statement[] ParseFunctionBody(int line, string opened, string end)
    {
        int depth = _loopDepth;
        _loopDepth = 0;
        Statement[] body = ParseBlock(line, opened, end);
        _loopDepth = depth;
        return body;
    }

    private Statement[] ParseBlock(int line, string opened, string end)
    {
        EndTag();
        Statement[] body = ParseBody(line, opened, end);
        _reader.Next();
        EndTag();
        return body;
    }

    private MacroParameter[] ParseParameters()
    {
        _reader.ExpectOperator("(");
        var parameters = new List<MacroParameter>();
        while (!_reader.SkipOperator(")"))
        {
            if (parameters.Count > 0) _reader.ExpectOperator(",");
            if (_reader.SkipOperator(")")) break;
            string name = _reader.ExpectName("the name of a parameter");
            parameters.Add(new MacroParameter(name, _reader.SkipOperator("=") ? _expressions.Parse() : null));
        }
        return [.. parameters];
    }

    private AssignTarget ParseTargets()
    {
        int line = _reader.Line;
        AssignTarget first = ParseTarget();
        if (!_reader.Current.IsOperator(",")) return first;
        var parts = new List<AssignTarget> { first };
        while (_reader.SkipOperator(",") && (_reader.Current.Kind == TokenKind.Name && !_reader.Current.IsName("in") || _reader.Current.IsOperator("(")))
        {
            parts.Add(ParseTarget());
        }
        return new AssignTarget(line, null, null, [.. parts]);
    }

    private AssignTarget ParseTarget()
    {
        int line = _reader.Line;
        if (_reader.SkipOperator("("))
        {
            AssignTarget inner = ParseTargets();
            _reader.ExpectOperator(")");
            return inner;
        }
        string name = _reader.ExpectName("a name to assign to");
        return new AssignTarget(line, name, _reader.SkipOperator(".") ? _reader.ExpectName("an attribute of a namespace") : null, null);
    }

    private void EndTag() => _reader.Expect(TokenKind.BlockEnd, "%}");
}

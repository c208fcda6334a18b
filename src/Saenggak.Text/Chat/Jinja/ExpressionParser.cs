using System.Globalization;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>
/// Parses expressions with Jinja's precedence, loosest first: inline if, or, and, not, comparisons, + -, ~, * / // %, **, signs, then
/// subscripts, calls, filters and tests.
/// </summary>
internal sealed partial class ExpressionParser(TokenReader reader)
{
    /// <summary>An expression, or a tuple where a comma follows (<c>{% set a = 1, 2 %}</c>).</summary>
    public Expression ParseTuple(bool withConditional = true)
    {
        int line = reader.Line;
        Expression first = withConditional ? Parse() : ParseOr();
        if (!reader.Current.IsOperator(",")) return first;
        var items = new List<Expression> { first };
        while (reader.SkipOperator(",") && !AtTupleEnd()) items.Add(withConditional ? Parse() : ParseOr());
        return new TupleDisplay(line, [.. items]);
    }

    public Expression Parse()
    {
        Budget.GuardStack();
        Expression value = ParseOr();
        while (reader.Current.IsName("if"))
        {
            int line = reader.Next().Line;
            Expression test = ParseOr();
            value = new Conditional(line, test, value, reader.SkipName("else") ? Parse() : null);
        }
        return value;
    }

    private bool AtTupleEnd() =>
        reader.Current.Kind is TokenKind.BlockEnd or TokenKind.OutputEnd || reader.Current.IsOperator(")") || reader.Current.IsName("in");

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (reader.Current.IsName("or")) left = new LogicalOperation(reader.Next().Line, left, ParseAnd(), IsAnd: false);
        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (reader.Current.IsName("and")) left = new LogicalOperation(reader.Next().Line, left, ParseNot(), IsAnd: true);
        return left;
    }

    private Expression ParseNot()
    {
        if (!reader.Current.IsName("not")) return ParseComparison();
        Budget.GuardStack();
        return new Negation(reader.Next().Line, ParseNot());
    }

    private Expression ParseComparison()
    {
        int line = reader.Line;
        Expression first = ParseSum();
        List<(ComparisonOperator, Expression)>? rest = null;
        while (NextComparison() is { } comparison) (rest ??= []).Add((comparison, ParseSum()));
        return rest is null ? first : new Comparison(line, first, [.. rest]);
    }

    private ComparisonOperator? NextComparison()
    {
        Token token = reader.Current;
        if (token.IsName("not") && reader.Peek.IsName("in"))
        {
            reader.Next();
            reader.Next();
            return ComparisonOperator.NotIn;
        }
        ComparisonOperator? found = token switch
        {
            { Kind: TokenKind.Name, Text: "in" } => ComparisonOperator.In,
            { Kind: TokenKind.Operator, Text: "==" } => ComparisonOperator.Equal,
            { Kind: TokenKind.Operator, Text: "!=" } => ComparisonOperator.NotEqual,
            { Kind: TokenKind.Operator, Text: "<" } => ComparisonOperator.Less,
            { Kind: TokenKind.Operator, Text: "<=" } => ComparisonOperator.LessOrEqual,
            { Kind: TokenKind.Operator, Text: ">" } => ComparisonOperator.Greater,
            { Kind: TokenKind.Operator, Text: ">=" } => ComparisonOperator.GreaterOrEqual,
            _ => null,
        };
        if (found is not null) reader.Next();
        return found;
    }

    private Expression ParseSum() => ParseLeft(
        ParseConcatenation, static text => text switch { "+" => BinaryOperator.Add, "-" => BinaryOperator.Subtract, _ => null });

    private Expression ParseConcatenation() => ParseLeft(ParseProduct, static text => text == "~" ? BinaryOperator.Concatenate : null);

    private Expression ParseProduct() => ParseLeft(ParsePower, static text => text switch
    {
        "*" => BinaryOperator.Multiply,
        "/" => BinaryOperator.Divide,
        "//" => BinaryOperator.FloorDivide,
        "%" => BinaryOperator.Modulo,
        _ => null,
    });

    private Expression ParsePower() => ParseLeft(() => ParseSigned(withFilters: true), static text => text == "**" ? BinaryOperator.Power : null);

    private Expression ParseLeft(Func<Expression> operand, Func<string, BinaryOperator?> match)
    {
        Expression left = operand();
        while (reader.Current.Kind == TokenKind.Operator && match(reader.Current.Text) is { } found)
        {
            left = new BinaryOperation(reader.Next().Line, found, left, operand());
        }
        return left;
    }

    private Expression ParseSigned(bool withFilters)
    {
        Token token = reader.Current;
        Expression value;
        if (token.IsOperator("-") || token.IsOperator("+"))
        {
            Budget.GuardStack();
            reader.Next();
            value = new SignChange(token.Line, ParseSigned(withFilters: false), token.Text == "-");
        }
        else value = ParsePostfix(ParsePrimary());
        return withFilters ? ParseFiltersAndTests(value) : value;
    }

    private Expression ParsePrimary()
    {
        Token token = reader.Next();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(token.Line, true),
                    "false" or "False" => new Literal(token.Line, false),
                    "none" or "None" => new Literal(token.Line, null),
                    _ => new NameReference(token.Line, token.Text),
                };
            case TokenKind.String:
                string text = token.Text;
                while (reader.Current.Kind == TokenKind.String) text += reader.Next().Text;
                return new Literal(token.Line, text);
            case TokenKind.Integer:
                return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long integer)
                    ? new Literal(token.Line, integer)
                    : throw Lexer.Error(token.Line, $"got the number {token.Text}, expected one of at most 18 digits.");
            case TokenKind.Float:
                return new Literal(token.Line, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case TokenKind.Operator when token.Text == "(":
                return ParseParentheses(token.Line);
            case TokenKind.Operator when token.Text == "[":
                return new ListDisplay(token.Line, ParseItems("]"));
            case TokenKind.Operator when token.Text == "{":
                return ParseDict(token.Line);
            default:
                throw Lexer.Error(token.Line, $"got {token}, expected an expression.");
        }
    }

    private Expression ParseParentheses(int line)
    {
        if (reader.SkipOperator(")")) return new TupleDisplay(line, []);
        Expression value = ParseTuple();
        reader.ExpectOperator(")");
        return value;
    }

    private Expression[] ParseItems(string close)
    {
        var items = new List<Expression>();
        while (!reader.SkipOperator(close))
        {
            if (items.Count > 0) reader.ExpectOperator(",");
            if (reader.SkipOperator(close)) break;
            items.Add(Parse());
        }
        return [.. items];
    }

    private DictDisplay ParseDict(int line)
    {
        var items = new List<(Expression, Expression)>();
        while (!reader.SkipOperator("}"))
        {
            if (items.Count > 0) reader.ExpectOperator(",");
            if (reader.SkipOperator("}")) break;
            Expression key = Parse();
            reader.ExpectOperator(":");
            items.Add((key, Parse()));
        }
        return new DictDisplay(line, [.. items]);
    }
}

using System.Globalization;

namespace Saenggak.Text.Chat.Jinja;

// What may follow a value: subscripts, calls, filters and tests.
internal sealed partial class ExpressionParser
{
    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            int line = reader.Line;
            if (reader.SkipOperator(".")) value = ParseMember(value, line);
            else if (reader.SkipOperator("[")) value = ParseSubscript(value, line);
            else if (reader.Current.IsOperator("(")) value = new Call(line, value, ParseArguments());
            else return value;
        }
    }

    private Expression ParseMember(Expression target, int line)
    {
        Token token = reader.Next();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeAccess(line, target, token.Text),
            TokenKind.Integer => new IndexAccess(line, target, new Literal(line, long.Parse(token.Text, CultureInfo.InvariantCulture))),
            _ => throw Lexer.Error(token.Line, $"got {token} behind a dot, expected a name."),
        };
    }

    private Expression ParseSubscript(Expression target, int line)
    {
        Expression? start = reader.Current.IsOperator(":") ? null : Parse();
        if (start is not null && reader.SkipOperator("]")) return new IndexAccess(line, target, start);
        reader.ExpectOperator(":");
        Expression? stop = AtSliceEnd() ? null : Parse();
        Expression? step = reader.SkipOperator(":") && !AtSliceEnd() ? Parse() : null;
        reader.ExpectOperator("]");
        return new SliceAccess(line, target, start, stop, step);
    }

    private bool AtSliceEnd() => reader.Current.IsOperator(":") || reader.Current.IsOperator("]");

    public CallSite ParseArguments()
    {
        reader.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? rest = null, namedRest = null;
        for (bool first = true; !reader.SkipOperator(")"); first = false)
        {
            if (!first) reader.ExpectOperator(",");
            if (reader.SkipOperator(")")) break;
            if (reader.SkipOperator("*")) rest = Parse();
            else if (reader.SkipOperator("**")) namedRest = Parse();
            else if (reader.Current.Kind == TokenKind.Name && reader.Peek.IsOperator("="))
            {
                string name = reader.Next().Text;
                reader.Next();
                named.Add((name, Parse()));
            }
            else if (named.Count > 0 || rest is not null) throw reader.Error($"got {reader.Current} after a named argument, expected name=value.");
            else positional.Add(Parse());
        }
        return new CallSite([.. positional], [.. named], rest, namedRest);
    }

    private Expression ParseFiltersAndTests(Expression value)
    {
        while (true)
        {
            if (reader.Current.IsOperator("|")) value = ParseFilters(value);
            else if (reader.Current.IsName("is")) value = ParseTest(value);
            else if (reader.Current.IsOperator("(")) value = new Call(reader.Line, value, ParseArguments());
            else return value;
        }
    }

    /// <summary>One or more filters; <paramref name="inBlock"/> when the first stands without a bar, at the head of a filter block.</summary>
    public FilterCall ParseFilters(Expression? target, bool inBlock = false)
    {
        if (!inBlock) reader.ExpectOperator("|");
        while (true)
        {
            int line = reader.Line;
            string name = reader.ExpectName("the name of a filter");
            if (!Filters.All.ContainsKey(name)) throw Unknown(line, "filter", name, Filters.All.Keys);
            var call = new FilterCall(line, target, name, reader.Current.IsOperator("(") ? ParseArguments() : CallSite.Empty);
            if (!reader.SkipOperator("|")) return call;
            target = call;
        }
    }

    private TestCall ParseTest(Expression value)
    {
        int line = reader.Next().Line;
        bool negated = reader.SkipName("not");
        string name = reader.ExpectName("the name of a test");
        if (!JinjaTests.All.ContainsKey(name)) throw Unknown(line, "test", name, JinjaTests.All.Keys);
        return new TestCall(line, value, name, ParseTestArguments(), negated);
    }

    // A test takes one argument without parentheses too: x is divisibleby 3.
    private CallSite ParseTestArguments()
    {
        Token token = reader.Current;
        if (token.IsOperator("(")) return ParseArguments();
        bool starts = token.Kind is TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float
            || token.IsOperator("[") || token.IsOperator("{");
        if (!starts || token.Kind == TokenKind.Name && token.Text is "else" or "or" or "and" or "if" or "is" or "in" or "not") return CallSite.Empty;
        return new CallSite([ParsePostfix(ParsePrimary())], []);
    }

    private static InputException Unknown(int line, string what, string name, IEnumerable<string> known) =>
        Lexer.Error(line, $"got the {what} \"{name}\", expected one of {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
}

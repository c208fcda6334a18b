namespace Saenggak.Grading;

internal ref partial struct ExpressionParser
{
    private Node? Lettered(string name)
    {
        string subscript = "";
        if (Accept('_') && !Subscript(out subscript)) return null;
        if (subscript.Length > 0) name += "_" + subscript;
        if (Kind == '(' && name is "f" or "g" or "h" or "F" or "G" or "H" or "P" or "Q")
        {
            Node? argument = Brackets();
            return argument is null ? null : Node.Call(name, argument.Kind == NodeKind.Tuple ? argument.Args : [argument]);
        }
        return Node.Symbol(name);
    }

    private bool Subscript(out string text)
    {
        int start = _at;
        text = "";
        if (Kind == '{')
        {
            int depth = 0;
            do
            {
                if (Kind == Token.End0) return false;
                depth += Kind == '{' ? 1 : Kind == '}' ? -1 : 0;
                _at++;
            }
            while (depth > 0);
        }
        else
        {
            if (Kind is Token.End0 or Token.Separator) return false;
            _at++;
        }
        int from = _tokens[start].Start;
        text = LatexText.Plain(_source[from.._tokens[_at - 1].End]).Trim('{', '}', ' ');
        return text.Length > 0;
    }

    // 204_5: digits in a base.
    private Node? Based(Token token)
    {
        if (!Subscript(out string text) || !int.TryParse(text, out int radix) || radix is < 2 or > 36) return null;
        ReadOnlySpan<char> digits = _source[token.Start..token.End];
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c) || c - '0' >= radix) return null;
        }
        return new Node(NodeKind.Based) { Name = digits.TrimStart('0').ToString(), Columns = radix };
    }
}

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Walks over tokens; both parsers share one.</summary>
internal sealed class TokenReader(List<Token> tokens)
{
    private int _index;

    public Token Current => tokens[_index];

    public Token Peek => tokens[Math.Min(_index + 1, tokens.Count - 1)];

    public int Line => Current.Line;

    public Token Next()
    {
        Token token = Current;
        if (token.Kind != TokenKind.End) _index++;
        return token;
    }

    public bool SkipOperator(string text)
    {
        if (!Current.IsOperator(text)) return false;
        _index++;
        return true;
    }

    public bool SkipName(string text)
    {
        if (!Current.IsName(text)) return false;
        _index++;
        return true;
    }

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text)) throw Error($"got {Current}, expected \"{text}\".");
    }

    public void Expect(TokenKind kind, string written)
    {
        if (Current.Kind != kind) throw Error($"got {Current}, expected {written}.");
        _index++;
    }

    public string ExpectName(string what)
    {
        if (Current.Kind != TokenKind.Name) throw Error($"got {Current}, expected {what}.");
        return Next().Text;
    }

    public InputException Error(string what) => Lexer.Error(Line, what);
}

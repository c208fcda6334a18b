namespace Saenggak.Text.Chat.Jinja;

internal enum TokenKind
{
    Text,
    OutputStart,
    OutputEnd,
    BlockStart,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

/// <summary>One piece of a template: its kind, its text (strings already unescaped) and the line it starts on, from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    /// <summary>How an error names the token.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.Text => "text",
        TokenKind.OutputStart => "{{",
        TokenKind.OutputEnd => "}}",
        TokenKind.BlockStart => "{%",
        TokenKind.BlockEnd => "%}",
        TokenKind.End => "the end of the template",
        TokenKind.String => $"the string '{Text}'",
        _ => $"\"{Text}\"",
    };
}

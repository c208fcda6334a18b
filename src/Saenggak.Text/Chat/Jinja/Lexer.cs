namespace Saenggak.Text.Chat.Jinja;

/// <summary>
/// Cuts a template into tokens as Jinja 3.1 does with trim_blocks and lstrip_blocks on and one trailing newline dropped, the settings
/// transformers uses.
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ","];

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineCountedTo;

    private Lexer(string source) => _source = source;

    public static List<Token> Tokenize(string template)
    {
        // Not ReplaceLineEndings, which would also turn form feeds and U+2028 to line feeds.
        string source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (source.EndsWith('\n')) source = source[..^1];
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        bool lineStarting = true;
        while (_position < _source.Length)
        {
            int open = FindTag(_position);
            if (open < 0)
            {
                AddText(_source[_position..]);
                _position = _source.Length;
                break;
            }
            char kind = _source[open + 1];
            char sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
            AddText(BeforeTag(_source.AsSpan(_position, open - _position), kind, sign, lineStarting).ToString());
            _position = open + (sign is '-' or '+' ? 3 : 2);
            int line = LineAt(open);
            if (kind == '#') SkipComment(line);
            else if (kind == '%' && TryRaw()) { }
            else Tag(kind, line);
            lineStarting = _source[_position - 1] == '\n';
        }
        _tokens.Add(new Token(TokenKind.End, "", LineAt(_source.Length)));
    }

    private int FindTag(int from)
    {
        for (int i = _source.IndexOf('{', from); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
        {
            if (_source[i + 1] is '{' or '%' or '#') return i;
        }
        return -1;
    }

    // A minus sign eats all whitespace before the tag; otherwise a block or comment alone on its line eats its indentation.
    private static ReadOnlySpan<char> BeforeTag(ReadOnlySpan<char> text, char kind, char sign, bool lineStarting)
    {
        if (sign == '-') return PythonText.TrimEnd(text);
        if (sign == '+' || kind == '{') return text;
        int lineStart = text.LastIndexOf('\n') + 1;
        return (lineStart > 0 || lineStarting) && PythonText.TrimEnd(text[lineStart..]).IsEmpty ? text[..lineStart] : text;
    }

    private void SkipComment(int line)
    {
        int end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0) throw Error(line, "a comment is not closed, expected #}.");
        char sign = end > _position ? _source[end - 1] : '\0';
        _position = end + 2;
        AfterTag(sign, trimNewline: true);
    }

    private void AfterTag(char sign, bool trimNewline)
    {
        if (sign == '-')
        {
            while (_position < _source.Length && PythonText.IsSpace(_source[_position])) _position++;
        }
        else if (trimNewline && sign != '+' && _position < _source.Length && _source[_position] == '\n') _position++;
    }

    private bool TryRaw()
    {
        int start = _position;
        if (!TryBareTag("raw", out char sign)) return false;
        AfterTag(sign, trimNewline: false);
        int from = _position;
        for (int open = _source.IndexOf("{%", from, StringComparison.Ordinal); open >= 0; open = _source.IndexOf("{%", open + 2, StringComparison.Ordinal))
        {
            char before = open + 2 < _source.Length ? _source[open + 2] : '\0';
            _position = open + (before is '-' or '+' ? 3 : 2);
            if (!TryBareTag("endraw", out sign)) continue;
            AddText(BeforeTag(_source.AsSpan(from, open - from), '%', before, false).ToString());
            AfterTag(sign, trimNewline: true);
            return true;
        }
        throw Error(LineAt(start), "a raw block is not closed, expected {% endraw %}.");
    }

    private bool TryBareTag(string name, out char sign)
    {
        sign = '\0';
        int i = SkipSpace(_position);
        if (string.CompareOrdinal(_source, i, name, 0, name.Length) != 0) return false;
        i = SkipSpace(i + name.Length);
        if (i < _source.Length && _source[i] is '-' or '+') sign = _source[i++];
        if (string.CompareOrdinal(_source, i, "%}", 0, 2) != 0) return false;
        _position = i + 2;
        return true;
    }

    private void Tag(char kind, int line)
    {
        bool output = kind == '{';
        string close = output ? "}}" : "%}";
        _tokens.Add(new Token(output ? TokenKind.OutputStart : TokenKind.BlockStart, "", line));
        int depth = 0;
        while (true)
        {
            _position = SkipSpace(_position);
            if (_position >= _source.Length) throw Error(line, $"a tag is not closed, expected {close}.");
            char sign = _source[_position] is '-' or '+' ? _source[_position] : '\0';
            int at = sign == '\0' || sign == '+' && output ? _position : _position + 1;
            // {{ {'a': {}} }}: closing braces end the tag only where no bracket is open.
            if (depth == 0 && string.CompareOrdinal(_source, at, close, 0, 2) == 0)
            {
                _tokens.Add(new Token(output ? TokenKind.OutputEnd : TokenKind.BlockEnd, "", LineAt(at)));
                _position = at + 2;
                AfterTag(sign, trimNewline: !output);
                return;
            }
            depth += Next();
        }
    }

    private int Next()
    {
        int line = LineAt(_position), start = _position;
        char c = _source[start];
        if (c is '\'' or '"')
        {
            _tokens.Add(new Token(TokenKind.String, StringLiteral.Read(_source, ref _position, line), line));
        }
        else if (char.IsAsciiDigit(c)) Number(line);
        else if (char.IsLetter(c) || c == '_')
        {
            while (_position < _source.Length && (char.IsLetterOrDigit(_source[_position]) || _source[_position] == '_')) _position++;
            _tokens.Add(new Token(TokenKind.Name, _source[start.._position], line));
        }
        else
        {
            foreach (string text in Operators)
            {
                if (string.CompareOrdinal(_source, start, text, 0, text.Length) != 0) continue;
                _tokens.Add(new Token(TokenKind.Operator, text, line));
                _position += text.Length;
                return text is "(" or "[" or "{" ? 1 : text is ")" or "]" or "}" ? -1 : 0;
            }
            throw Error(line, $"got the character '{c}' inside a tag, expected an expression.");
        }
        return 0;
    }

    private void Number(int line)
    {
        int start = _position;
        Digits();
        // content.0.text: what follows a dot is an index, never the start of a decimal number.
        bool afterDot = start > 0 && _source[start - 1] == '.';
        bool real = false;
        if (!afterDot && Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            real = true;
            _position++;
            Digits();
        }
        int signed = Peek(1) is '+' or '-' ? 2 : 1;
        if (!afterDot && Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(signed)))
        {
            real = true;
            _position += signed;
            Digits();
        }
        string text = _source[start.._position].Replace("_", "", StringComparison.Ordinal);
        _tokens.Add(new Token(real ? TokenKind.Float : TokenKind.Integer, text, line));
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Peek(0)) || Peek(0) == '_' && char.IsAsciiDigit(Peek(1))) _position++;
    }

    private char Peek(int ahead) => _position + ahead < _source.Length ? _source[_position + ahead] : '\0';

    private int SkipSpace(int i)
    {
        while (i < _source.Length && PythonText.IsSpace(_source[i])) i++;
        return i;
    }

    private void AddText(string text)
    {
        if (text.Length > 0) _tokens.Add(new Token(TokenKind.Text, text, LineAt(_position)));
    }

    private int LineAt(int position)
    {
        _line += _source.AsSpan(_lineCountedTo, Math.Max(0, position - _lineCountedTo)).Count('\n');
        _lineCountedTo = Math.Max(_lineCountedTo, position);
        return _line;
    }

    internal static InputException Error(int line, string what) => new($"chat template, line {line}: {what}");
}

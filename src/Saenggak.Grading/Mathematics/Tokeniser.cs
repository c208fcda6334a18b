using System.Globalization;

namespace Saenggak.Grading;

/// <summary>Cuts a normalised answer into tokens: LaTeX's maths subset, plain arithmetic, words. One pass; never throws.</summary>
internal ref struct Tokeniser
{
    private const int MaxTokens = 4000;

    private readonly ReadOnlySpan<char> _text;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private Tokeniser(ReadOnlySpan<char> text, List<Token> tokens)
    {
        _text = text;
        _tokens = tokens;
    }

    /// <summary>Adds the tokens and an end mark behind them; false where something unknown or too much stands in the text.</summary>
    public static bool Run(ReadOnlySpan<char> text, List<Token> tokens)
    {
        var tokeniser = new Tokeniser(text, tokens);
        while (tokeniser._at < text.Length)
        {
            if (tokens.Count > MaxTokens || !tokeniser.Next()) return false;
        }
        tokens.Add(new Token(Token.End0, "", text.Length, text.Length));
        return true;
    }

    private bool Next()
    {
        char c = _text[_at];
        if (c == '\\') return Backslash();
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))) return Number();
        if (char.IsAsciiLetter(c)) return Letters();
        if (c == '.' && _text[_at..].StartsWith("...")) return Dots(3);
        if (char.IsWhiteSpace(c) || c is '$' or '~' or '`' or '.' or '"' or '#')
        {
            _at++;
            return true;
        }
        if (c is '√' or '∛') return Add(Token.Command, c == '√' ? "sqrt" : "cbrt", 1);
        if (c == 'π') return Add(Token.Letter, "pi", 1);
        if (c is >= 'α' and <= 'ω' or >= 'Α' and <= 'Ω') return Add(Token.Letter, c.ToString(), 1);
        if (char.IsLetter(c)) return HangulWord();
        if (c is '<' or '>' && _at + 1 < _text.Length && _text[_at + 1] == '=') return Add(c == '<' ? '≤' : '≥', "", 2);
        if (c == '!' && _at + 1 < _text.Length && _text[_at + 1] == '=') return Add('≠', "", 2);
        if (c == '*' && _at + 1 < _text.Length && _text[_at + 1] == '*') return Add('^', "", 2);
        char sign = LatexNames.Characters.GetValueOrDefault(c, c);
        if (sign is '(' or '[' or '⦃') _depth++;
        if (sign is ')' or ']' or '⦄') _depth--;
        return "+-*/^_()[]{}⦃⦄|‖,:=<>≤≥≠≈∈∪∩∖±∓!'°%&∞∅⟨⟩⌊⌋⌈⌉ℝ€£¥₩".Contains(sign) && Add(sign, "", 1);
    }

    private bool Add(char kind, string name, int length, Node? number = null)
    {
        _tokens.Add(new Token(kind, name, _at, _at + length, number));
        _at += length;
        return true;
    }

    private bool Backslash()
    {
        if (_at + 1 == _text.Length) return false;
        char next = _text[_at + 1];
        if (next == '\\') return Add(Token.RowBreak, "", 2);
        if (next is '{' or '}')
        {
            _depth += next == '{' ? 1 : -1;
            return Add(next == '{' ? '⦃' : '⦄', "", 2);
        }
        if (next is '%' or '|' or '_' or '$') return Add(next == '|' ? '‖' : next, "", 2);
        if (!char.IsAsciiLetter(next))
        {
            _at += 2;
            return true;
        }
        int end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        return Named(_text[(_at + 1)..end], end - _at);
    }

    private bool Named(ReadOnlySpan<char> name, int length)
    {
        if (LatexNames.Aliases.TryGetValue(name, out string? alias)) name = alias;
        if (name is "not") return Negated(length);
        if (LatexNames.Signs.TryGetValue(name, out char sign)) return Add(sign, "", length);
        if (name is "dots") return Dots(length);
        if (name is "overline" or "bar" && TryBarred(length, out char letter, out int whole)) return Add(Token.Letter, "bar " + letter, whole);
        if (LatexNames.TextBoxes.Contains(name)) return TextBox(length);
        if (LatexNames.Functions.TryGetValue(name, out string? known)) return Add(Token.Function, known, length);
        if (LatexNames.Commands.TryGetValue(name, out known)) return Add(Token.Command, known, length);
        if (LatexNames.Letters.TryGetValue(name, out known)) return Add(Token.Letter, known, length);
        if (LatexNames.Dress.Contains(name))
        {
            _at += length;
            return true;
        }
        if (name is "mathbb") return DoubleStruck(length);
        // «\quadx_2» is a slip for «\quad x_2».
        return name.StartsWith("quad") && Add(Token.Gap, "", "\\quad".Length);
    }

    // «1+2+\cdots+n» leaves terms out and is not 1+2+n; «3.14\ldots» only goes on.
    private bool Dots(int length)
    {
        if (_tokens.Count == 0 || _tokens[^1] is not { Kind: Token.Numeral, Number.Decimals: > 0 } last || last.End < _at) return Add(Token.Letter, "dots", length);
        _at += length;
        return true;
    }

    // The conjugate of z is not z; a line over AB is dress.
    private bool TryBarred(int length, out char letter, out int whole)
    {
        ReadOnlySpan<char> rest = _text[(_at + length)..];
        int spaces = rest.Length - rest.TrimStart().Length;
        rest = rest[spaces..];
        bool one = rest.Length > 2 && rest[0] == '{' && char.IsAsciiLetter(rest[1]) && rest[2] == '}';
        (letter, whole) = (one ? rest[1] : default, length + spaces + 3);
        return one;
    }

    private bool Negated(int length)
    {
        _at += length;
        while (_at < _text.Length && _text[_at] == ' ') _at++;
        return _at < _text.Length && _text[_at] == '=' && Add('≠', "", 1);
    }

    private bool DoubleStruck(int length)
    {
        ReadOnlySpan<char> rest = _text[(_at + length)..].TrimStart();
        int end = _text.Length - rest.Length + 1;
        if (rest.StartsWith("{"))
        {
            rest = rest[1..].TrimStart();
            int close = _text[_at..].IndexOf('}');
            end = close < 0 ? 0 : _at + close + 1;
        }
        if (rest.IsEmpty || end <= 0) return false;
        return Add(rest[0] == 'R' ? 'ℝ' : Token.Letter, rest[..1].ToString(), end - _at);
    }

    // \text{ cm}, \mathrm{e}: a single letter is a letter, a connective a separator.
    private bool TextBox(int length)
    {
        int open = _at + length;
        while (open < _text.Length && _text[open] is ' ' or '*') open++;
        if (open == _text.Length || _text[open] != '{') return false;
        int depth = 0, close = open;
        for (; close < _text.Length; close++)
        {
            if (_text[close] == '{') depth++;
            if (_text[close] == '}' && --depth == 0) break;
        }
        if (close == _text.Length) return false;
        string content = LatexText.Plain(_text[(open + 1)..close]).Trim();
        int whole = close + 1 - _at;
        if (content.Length == 0)
        {
            _at += whole;
            return true;
        }
        string word = content.Trim(' ', ',', '.');
        if (word.Length == 0 || LatexNames.Connectives.Contains(word)) return Separator(word, whole);
        if (LatexNames.Functions.Contains(word)) return Add(Token.Function, word, whole);
        if (word is "infinity") return Add('∞', "", whole);
        if (word is "mod") return Add(Token.Command, "pmod", whole);
        bool letter = word.Length == 1 && char.IsAsciiLetter(word[0]) && _text[_at..].StartsWith("\\math");
        return Add(letter ? Token.Letter : Token.Word, word, whole);
    }

    private bool Letters()
    {
        int end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        int length = end - _at;
        ReadOnlySpan<char> word = _text[_at..end];
        if (length == 1) return Add(Token.Letter, LatexNames.Letter(word[0]), 1);
        if (LatexNames.Connectives.Contains(word)) return Separator(word, length);
        if (LatexNames.Aliases.TryGetValue(word, out string? alias)) word = alias;
        if (LatexNames.Functions.TryGetValue(word, out string? known)) return Add(Token.Function, known, length);
        return word switch
        {
            "sqrt" or "frac" or "binom" => LatexNames.Commands.TryGetValue(word, out known) && Add(Token.Command, known, length),
            "mod" => Add(Token.Command, "pmod", length),
            "pi" => Add(Token.Letter, "pi", length),
            "infinity" or "inf" or "oo" => Add('∞', "", length),
            _ => Add(Token.Word, LatexNames.Environments.TryGetValue(word, out known) ? known : word.ToString(), length),
        };
    }

    private bool HangulWord()
    {
        int end = _at;
        // «ㄱ과 ㄷ»: a jamo is a name by itself; folding has made an initial consonant of it.
        if (_text[_at] is (>= 'ᄀ' and <= 'ᄒ') or (>= 'ㄱ' and <= 'ㅎ')) end++;
        else while (end < _text.Length && char.IsLetter(_text[end]) && !char.IsAsciiLetter(_text[end])) end++;
        ReadOnlySpan<char> word = _text[_at..end];
        if (word is "파이") return Add(Token.Letter, "pi", 2);
        if (word is "루트") return Add(Token.Command, "sqrt", 2);
        bool between = LatexNames.Connectives.Contains(word) || (word is "과" or "와" or "이나" or "나" && _tokens.Count > 0);
        return between ? Separator(word, end - _at) : Add(Token.Word, word.ToString(), end - _at);
    }

    private bool Separator(ReadOnlySpan<char> word, int length) =>
        Add(Token.Separator, word is "or" or "또는" or "혹은" or "이나" or "나" ? Node.Either : "", length);

    private bool Number()
    {
        int start = _at;
        // «(3,200)» is a pair; «3,200» alone and «3{,}200» are numbers.
        if (!DecimalText.TryRead(_text[_at..], out DecimalText number, grouped: _depth <= 0)) return false;
        int end = _at + number.Length;
        if (TryGroups(ref end))
        {
            string joined = string.Concat(_text[start..end].ToString().Where(char.IsAsciiDigit));
            if (!DecimalText.TryRead(joined + Fraction(ref end), out number)) return false;
        }
        Node node = Repeating(number, ref end) ?? Node.Literal(number);
        return Add(Token.Numeral, "", end - _at, node);
    }

    // 11,\! 111,\! 100 and 14{,}916 and 1\,000: groups of three behind LaTeX's separators.
    private bool TryGroups(ref int end)
    {
        bool any = false;
        if (DecimalText.DigitRun(_text[_at..]) > 3) return false;
        for (; ; any = true)
        {
            ReadOnlySpan<char> rest = _text[end..];
            int skip = rest.StartsWith("{,}") ? 3 : rest.StartsWith(",\\!") ? 3 : rest.StartsWith("\\,") ? 2 : rest.StartsWith("{,\\!}") ? 5 : 0;
            if (skip == 0) return any;
            ReadOnlySpan<char> digits = rest[skip..];
            skip += digits.Length - digits.TrimStart().Length;
            if (DecimalText.DigitRun(rest[skip..]) != 3) return any;
            end += skip + 3;
        }
    }

    private string Fraction(ref int end)
    {
        if (end + 1 >= _text.Length || _text[end] != '.' || !char.IsAsciiDigit(_text[end + 1])) return "";
        int start = end;
        end += 1 + DecimalText.DigitRun(_text[(end + 1)..]);
        return _text[start..end].ToString();
    }

    // 0.1\overline{6} and 0.\dot{1}2\dot{3} are exact fractions.
    private Node? Repeating(DecimalText number, ref int end)
    {
        bool bare = end < _text.Length && _text[end] == '.';
        if (number.Decimals <= 0 && !bare) return null;
        ReadOnlySpan<char> rest = _text[(bare ? end + 1 : end)..];
        string repeated;
        int length;
        if (rest.StartsWith("\\overline{") || rest.StartsWith("\\bar{"))
        {
            int open = rest.IndexOf('{') + 1, close = rest.IndexOf('}');
            if (close <= open || close - open > 18 || rest[open..close].ContainsAnyExceptInRange('0', '9')) return null;
            (repeated, length) = (rest[open..close].ToString(), close + 1);
        }
        else if (rest.StartsWith("\\dot{") && rest.Length > 6 && char.IsAsciiDigit(rest[5]) && rest[6] == '}')
        {
            int middle = DecimalText.DigitRun(rest[7..]);
            ReadOnlySpan<char> second = rest[(7 + middle)..];
            bool two = middle <= 16 && second.StartsWith("\\dot{") && second.Length > 6 && char.IsAsciiDigit(second[5]);
            repeated = two ? $"{rest[5]}{rest.Slice(7, middle)}{second[5]}" : rest[5].ToString();
            length = two ? 14 + middle : 7;
        }
        else
        {
            return null;
        }
        end += length + (bare ? 1 : 0);
        var nines = new Rational(1, System.Numerics.BigInteger.Pow(10, repeated.Length) - 1);
        var tail = Rational.From(long.Parse(repeated, CultureInfo.InvariantCulture));
        return Node.Of(number.Value + (tail * nines / Rational.From(System.Numerics.BigInteger.Pow(10, Math.Max(0, number.Decimals)))));
    }
}

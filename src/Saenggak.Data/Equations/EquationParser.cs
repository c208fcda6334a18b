using System.Globalization;
using System.Numerics;
using Saenggak.Grading;

namespace Saenggak.Data;

/// <summary>
/// A node of an infix equation: a number, or an operator with its operands. Operators are <c>+ - * / i % ^ n</c>, where i is
/// //, ^ is ** and n is negation; '\0' marks a number.
/// </summary>
internal sealed record EquationNode(char Operator, Rational Value, EquationNode? Left, EquationNode? Right);

/// <summary>
/// Parses the arithmetic subset of Python that word-problem sets write: + - * / // % ** and parentheses over decimals, with
/// Python's precedence. Anything else (conditionals, calls, names) is no equation: null.
/// </summary>
internal ref struct EquationParser
{
    // Deeper nesting or longer text is no word problem, and recursion must stay bounded.
    private const int MaxDepth = 64;
    private const int MaxLength = 2000;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private EquationParser(ReadOnlySpan<char> text) => _text = text;

    public static EquationNode? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength) return null;
        var parser = new EquationParser(text);
        EquationNode? node = parser.Sum();
        parser.SkipSpaces();
        return parser._at == text.Length ? node : null;
    }

    private EquationNode? Sum()
    {
        EquationNode? left = Product();
        while (left is not null)
        {
            char op = Take("+") ? '+' : Take("-") ? '-' : '\0';
            if (op == '\0') return left;
            left = Join(op, left, Product());
        }
        return null;
    }

    private EquationNode? Product()
    {
        EquationNode? left = Unary();
        while (left is not null)
        {
            char op = Take("//") ? 'i' : Take("/") || Take("÷") ? '/' : Take("%") ? '%' : Take("×") || TakeTimes() ? '*' : '\0';
            if (op == '\0') return left;
            left = Join(op, left, Unary());
        }
        return null;
    }

    private EquationNode? Unary()
    {
        if (_depth >= MaxDepth) return null;
        _depth++;
        EquationNode? node = Take("-") ? Negate(Unary()) : Take("+") ? Unary() : Power();
        _depth--;
        return node;
    }

    private EquationNode? Power()
    {
        EquationNode? left = Atom();
        // ** binds to the right and tighter than a sign on its left: -2 ** 2 is -4.
        return left is not null && (Take("**") || Take("^")) ? Join('^', left, Unary()) : left;
    }

    private EquationNode? Atom()
    {
        if (!Take("(")) return Number();
        if (_depth >= MaxDepth) return null;
        _depth++;
        EquationNode? inner = Sum();
        _depth--;
        return Take(")") ? inner : null;
    }

    private EquationNode? Number()
    {
        SkipSpaces();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        int whole = _at - start;
        int decimals = 0;
        if (_at < _text.Length && _text[_at] == '.')
        {
            int dot = _at++;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
            decimals = _at - dot - 1;
        }
        if (whole + decimals == 0) return null;
        BigInteger digits = BigInteger.Parse(
            string.Concat(_text.Slice(start, whole), decimals > 0 ? _text.Slice(_at - decimals, decimals) : default), CultureInfo.InvariantCulture);
        return new EquationNode('\0', new Rational(digits, BigInteger.Pow(10, decimals)), null, null);
    }

    private bool TakeTimes()
    {
        SkipSpaces();
        bool power = _at + 1 < _text.Length && _text[_at] == '*' && _text[_at + 1] == '*';
        return !power && Take("*");
    }

    private bool Take(string token)
    {
        SkipSpaces();
        if (!_text[_at..].StartsWith(token)) return false;
        _at += token.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private static EquationNode? Join(char op, EquationNode left, EquationNode? right) =>
        right is null ? null : new EquationNode(op, default, left, right);

    private static EquationNode? Negate(EquationNode? node) => node is null ? null : new EquationNode('n', default, node, null);
}

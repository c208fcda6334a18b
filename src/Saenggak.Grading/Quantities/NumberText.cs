namespace Saenggak.Grading;

/// <summary>Reads an unsigned number, fraction or mixed number without LaTeX from the front of a text.</summary>
internal static class NumberText
{
    /// <summary>Reads <c>12</c>, <c>3/4</c>, <c>1 1/2</c>, <c>3분의 2</c>, <c>1과 2분의 1</c>, <c>1만 5천</c>, <c>스물세</c>.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="number">A number node.</param>
    /// <param name="length">Characters read.</param>
    /// <param name="bound">The number stands only before a unit («세 개»).</param>
    public static bool TryRead(ReadOnlySpan<char> text, out Node number, out int length, out bool bound)
    {
        number = null!;
        if (text.StartsWith("절반"))
        {
            (number, length, bound) = (Node.Half, 2, false);
            return true;
        }
        if (!TryWhole(text, out DecimalText first, out bound))
        {
            length = 0;
            return false;
        }
        length = first.Length;
        ReadOnlySpan<char> rest = text[length..];
        if (TryDivide(rest, first.Value, out Rational quotient, out int more))
        {
            (number, length, bound) = (Node.Of(quotient), length + more, false);
            return true;
        }
        // A mixed number: «1 1/2», «1과 1/2», «1과 2분의 1».
        ReadOnlySpan<char> next = rest;
        if (next.Length > 1 && next[0] is '과' or '와') next = next[1..];
        next = next.TrimStart();
        if (next.Length < rest.Length && first.Value.IsInteger && first.Decimals == 0
            && TryWhole(next, out DecimalText top, out _) && TryDivide(next[top.Length..], top.Value, out Rational part, out more)
            && part > default(Rational) && part < Rational.From(1))
        {
            (number, length, bound) = (Node.Of(part + first.Value), length + rest.Length - next.Length + top.Length + more, false);
            return true;
        }
        number = Node.Literal(first);
        return true;
    }

    // «/4» and «분의 3» after a number.
    private static bool TryDivide(ReadOnlySpan<char> text, Rational first, out Rational value, out int length)
    {
        (value, length) = (default, 0);
        ReadOnlySpan<char> rest = text.TrimStart();
        int mark = rest.StartsWith("/") ? 1 : rest.StartsWith("분의") ? 2 : 0;
        if (mark == 0) return false;
        ReadOnlySpan<char> after = rest[mark..].TrimStart();
        if (!TryWhole(after, out DecimalText second, out _)) return false;
        (Rational top, Rational bottom) = mark == 1 ? (first, second.Value) : (second.Value, first);
        if (bottom.IsZero) return false;
        (value, length) = (top / bottom, text.Length - after.Length + second.Length);
        return true;
    }

    // Digits alone, or Korean words and place names where they read further.
    private static bool TryWhole(ReadOnlySpan<char> text, out DecimalText number, out bool bound)
    {
        bound = false;
        bool digits = DecimalText.TryRead(text, out number);
        if (!digits && !text.IsEmpty && char.IsAsciiLetter(text[0]))
        {
            if (!EnglishNumber.TryRead(text, out int spelled, out int letters)) return false;
            number = new DecimalText(Rational.From(spelled), letters, 0, 0);
            return true;
        }
        if (!KoreanNumber.TryRead(text, out Rational value, out int length, out bool before) || length <= number.Length) return digits;
        bound = before;
        number = new DecimalText(value, length, 0, 0);
        return true;
    }
}

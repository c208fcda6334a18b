using System.Text;

namespace Saenggak.Grading;

/// <summary>Brings an answer into one plain form: compatibility forms folded, LaTeX and markdown dressing taken off.</summary>
internal static class AnswerText
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>Texts up to this length are written on the stack.</summary>
    public const int StackChars = 256;

    private const string Quotes = "\"'“”‘’«»「」 ";

    /// <summary>
    /// One form for what Unicode and markdown write in several: full-width forms to ASCII, one kind of minus, vulgar fractions to
    /// «1/2», superscripts to «^{2}», bold taken off, «\\frac» with its backslash doubled to «\frac». LaTeX stays.
    /// </summary>
    public static string Normalise(string raw)
    {
        if (IsPlainInteger(raw)) return raw;
        string text = IsFolded(raw) ? raw : Compatibility(raw);
        if (text.Contains("\\\\", StringComparison.Ordinal) && HasDoubledCommandsOnly(text)) text = text.Replace("\\\\", "\\", StringComparison.Ordinal);
        return FoldSpaces(text.Contains("**", StringComparison.Ordinal) ? Markdown.WithoutBold(text) : text);
    }

    /// <summary>The text without LaTeX dressing, while <c>\frac{a}{b}</c> and its like stay. White space is folded to single spaces.</summary>
    /// <param name="normalised">The text.</param>
    /// <param name="buffer">As long as the text or longer; may hold the result.</param>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> normalised, Span<char> buffer)
    {
        if (normalised.IndexOfAny("\\$~`{") < 0) return normalised;
        Span<char> plain = buffer[..LatexText.Write(normalised, buffer)];
        return plain[..FoldSpaces(plain)];
    }

    /// <summary><see cref="Normalise"/>, then <see cref="Plain"/>.</summary>
    public static string Clean(string raw)
    {
        string normalised = Normalise(raw);
        Span<char> buffer = normalised.Length <= StackChars ? stackalloc char[StackChars] : new char[normalised.Length];
        ReadOnlySpan<char> plain = Plain(normalised, buffer);
        return plain.Length == normalised.Length && plain.SequenceEqual(normalised) ? normalised : plain.ToString();
    }

    /// <summary>True where an answer has nothing to compare.</summary>
    public static bool IsEmpty(string raw)
    {
        // A digit stays, unless a backslash takes it along.
        int digit = raw.AsSpan().IndexOfAnyInRange('0', '9');
        return (digit < 0 || (digit > 0 && raw[digit - 1] == '\\')) && EqualityForm(Clean(raw)).Length == 0;
    }

    /// <summary>The form in which two texts are compared: lower case, no white space, no closing punctuation, no quotes.</summary>
    public static string EqualityForm(string text)
    {
        Span<char> buffer = text.Length <= StackChars ? stackalloc char[StackChars] : new char[text.Length];
        return EqualityForm(text, buffer).ToString();
    }

    /// <summary>The same, written into a buffer that is at least as long as the text.</summary>
    public static ReadOnlySpan<char> EqualityForm(ReadOnlySpan<char> clean, Span<char> buffer)
    {
        clean = WithoutStop(clean);
        // «5!» is 120, «n!» a product, «y'» a derivative and 30' half a degree.
        while (clean.Length > 1 && clean[^1] == '!' && char.IsLetter(clean[^2]) && (!char.IsAscii(clean[^2]) || (clean.Length > 2 && char.IsLetter(clean[^3])))) clean = clean[..^1];
        clean = clean.StartsWith("'") || clean.StartsWith("\"") ? clean.Trim(Quotes) : clean.TrimStart(Quotes).TrimEnd("“”‘’«»「」 ");
        if (clean.Length == 2 && clean[1] == ')') clean = clean[..1];
        // «(가)» and «(A)» name the same choice as «가» and «A».
        if (clean.Length == 3 && clean[0] == '(' && clean[2] == ')') clean = clean[1..2];
        int length = 0;
        bool command = false;
        for (int i = 0; i < clean.Length; i++)
        {
            // «1 1/2» is not «11/2».
            bool between = i > 0 && i + 1 < clean.Length && char.IsAsciiDigit(clean[i - 1]) && char.IsAsciiDigit(clean[i + 1]);
            if (char.IsWhiteSpace(clean[i]) && !between) continue;
            // \Delta is not \delta.
            command = clean[i] == '\\' || (command && char.IsAsciiLetter(clean[i]));
            buffer[length++] = command ? clean[i] : char.ToLowerInvariant(clean[i]);
        }
        return buffer[..length];
    }

    // «1, 3, 5, ...» goes on behind its dots.
    private static ReadOnlySpan<char> WithoutStop(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.EndsWith("...") && text[..^3].TrimEnd().EndsWith(",") ? text : text.TrimEnd(".,;:。").TrimEnd();
    }

    private static bool IsPlainInteger(string text) => text.Length is > 0 and <= 18 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    // ASCII and Hangul syllables are their own compatibility forms.
    private static bool IsFolded(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAscii(c) && c is < '가' or > '힣') return false;
        }
        return true;
    }

    private static string Compatibility(string raw)
    {
        var mapped = new StringBuilder(raw.Length + 8);
        for (int i = 0; i < raw.Length; i++)
        {
            char c = raw[i];
            if (char.IsSurrogate(c))
            {
                // Normalisation throws on a lone surrogate, and a byte-level model can write one.
                bool pair = char.IsHighSurrogate(c) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]);
                if (pair) mapped.Append(c).Append(raw[++i]);
                else mapped.Append('\uFFFD');
                continue;
            }
            switch (c)
            {
                case '−' or '–' or '—' or '‐' or '‑' or '﹣':
                    mapped.Append('-');
                    break;
                case '¼' or '½' or '¾' or (>= '⅐' and <= '⅞'):
                    // «3½» must not become «31/2».
                    mapped.Append(' ').Append(c);
                    break;
                case '⁻' or (>= '⁰' and <= '⁹') or '¹' or '²' or '³':
                    i = Script(raw, i, "^", Superscripts, mapped);
                    break;
                case >= '₀' and <= '₉':
                    i = Script(raw, i, "_", Subscripts, mapped);
                    break;
                case >= '①' and <= '⑳' when i + 1 < raw.Length && raw[i + 1] is >= '①' and <= '⑳':
                    // «②⑤» names two choices.
                    mapped.Append(c).Append(',');
                    break;
                default:
                    mapped.Append(c);
                    break;
            }
        }
        return mapped.ToString().Normalize(NormalizationForm.FormKC).Replace('⁄', '/');
    }

    // Returns the index of the last digit of the run: «x¹²» is x^{12}. A one-digit exponent goes without braces, as units are listed.
    private static int Script(string raw, int at, string sign, string digits, StringBuilder mapped)
    {
        int end = at + (raw[at] == '⁻' ? 1 : 0);
        while (end < raw.Length && digits.Contains(raw[end])) end++;
        mapped.Append(sign);
        if (end - at > 1) mapped.Append('{');
        for (int i = at; i < end; i++) mapped.Append(raw[i] == '⁻' ? '-' : (char)('0' + digits.IndexOf(raw[i])));
        if (end - at > 1) mapped.Append('}');
        return end - 1;
    }

    // Some writers escape the whole text once more; a matrix has single backslashes beside its double ones.
    private static bool HasDoubledCommandsOnly(string text)
    {
        bool doubled = false;
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] != '\\') continue;
            bool two = text[i + 1] == '\\';
            if (!two && char.IsAsciiLetter(text[i + 1])) return false;
            if (!two) continue;
            // «x=3\\y=1» has two rows; no command of answers has a name of one letter.
            doubled |= i + 3 < text.Length && char.IsAsciiLetter(text[i + 2]) && char.IsAsciiLetter(text[i + 3]);
            i++;
        }
        return doubled;
    }

    /// <summary>The answer without «입니다» and the like, where words end it; a formula only loses its full stop.</summary>
    public static ReadOnlySpan<char> WithoutEnding(ReadOnlySpan<char> text)
    {
        text = WithoutStop(text);
        if (text.IsEmpty || text[^1] is < '가' or > '힣') return text;
        // «사이다» is a drink, not «4이다».
        return text.Length == 3 && text.EndsWith("이다") && KoreanNumber.IsNumeralStart(text[0]) ? text : AnswerSentence.TrimEnding(text);
    }

    /// <summary>Runs of white space as single spaces, none at the ends.</summary>
    public static string FoldSpaces(string text)
    {
        bool folded = text.Length == 0 || (!char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]));
        for (int i = 0; folded && i < text.Length; i++)
        {
            folded = !char.IsWhiteSpace(text[i]) || (text[i] == ' ' && text[i + 1] != ' ');
        }
        if (folded) return text;
        char[] result = text.ToCharArray();
        return new string(result, 0, FoldSpaces(result));
    }

    // In place; returns the length that is left.
    private static int FoldSpaces(Span<char> text)
    {
        int length = 0;
        bool space = false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                space = length > 0;
                continue;
            }
            if (space) text[length++] = ' ';
            space = false;
            text[length++] = c;
        }
        return length;
    }
}

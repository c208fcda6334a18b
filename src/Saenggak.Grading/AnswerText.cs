using System.Text;

namespace Saenggak.Grading;

/// <summary>Brings an answer into one plain form: compatibility forms folded, LaTeX and markdown dressing taken off.</summary>
internal static class AnswerText
{
    /// <summary>
    /// Cleans an answer: full-width forms to ASCII, one kind of minus, vulgar fractions to «1/2», superscripts to «^2», LaTeX
    /// wrappers removed while <c>\frac{a}{b}</c> stays. White space is folded to single spaces.
    /// </summary>
    public static string Clean(string raw)
    {
        if (IsPlainInteger(raw)) return raw;
        string text = System.Text.Ascii.IsValid(raw) ? raw : Compatibility(raw);
        if (text.AsSpan().IndexOfAny("\\$~`{") >= 0) text = LatexText.Plain(text);
        text = Markdown.WithoutBold(text);
        return FoldSpaces(text);
    }

    /// <summary>The form in which two texts are compared: lower case, no white space, no closing punctuation, no quotes.</summary>
    public static string EqualityForm(ReadOnlySpan<char> clean)
    {
        clean = clean.Trim().TrimEnd(".,;:!。").Trim("\"'“”‘’«»「」 ");
        // «(가)» and «(A)» name the same choice as «가» and «A».
        if (clean.Length == 3 && clean[0] == '(' && clean[2] == ')') clean = clean[1..2];
        var result = new StringBuilder(clean.Length);
        foreach (char c in clean)
        {
            if (!char.IsWhiteSpace(c)) result.Append(char.ToLowerInvariant(c));
        }
        return result.ToString();
    }

    private static bool IsPlainInteger(string text) => text.Length is > 0 and <= 18 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

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
                case '²':
                    mapped.Append("^2");
                    break;
                case '³':
                    mapped.Append("^3");
                    break;
                default:
                    mapped.Append(c);
                    break;
            }
        }
        return mapped.ToString().Normalize(NormalizationForm.FormKC).Replace('⁄', '/');
    }

    private static string FoldSpaces(string text)
    {
        var result = new StringBuilder(text.Length);
        bool space = false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                space = result.Length > 0;
                continue;
            }
            if (space) result.Append(' ');
            space = false;
            result.Append(c);
        }
        return result.ToString();
    }
}

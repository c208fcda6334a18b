using System.Text;
using Saenggak.Text.Korean;

namespace Saenggak.Data;

/// <summary>
/// The template of a word problem: numbers become «#», people's names «@» with a particle of one form, spacing and
/// punctuation go. «태형이는 5.0개를» and «유나는 7개를» have the same template.
/// </summary>
public static class TemplateMask
{
    /// <summary>The template of a text.</summary>
    public static string Of(string text)
    {
        string composed = TextKey.Nfc(text);
        ReadOnlySpan<char> rest = composed;
        var template = new StringBuilder(composed.Length);
        while (!rest.IsEmpty)
        {
            char c = rest[0];
            int length = 1;
            if (char.IsDigit(c))
            {
                length = NumberLength(rest);
                template.Append('#');
            }
            else if (Hangul.IsSyllable(c))
            {
                length = SyllableRun(rest);
                AppendWord(template, rest[..length]);
            }
            else if (char.IsLetter(c) || char.IsSurrogate(c))
            {
                template.Append(char.ToLowerInvariant(c));
            }
            rest = rest[length..];
        }
        return template.ToString();
    }

    private static void AppendWord(StringBuilder template, ReadOnlySpan<char> word)
    {
        if (KoreanNames.TryMatch(word, out string particle)) template.Append('@').Append(particle);
        else template.Append(word);
    }

    // Digits with inner commas and points; a full stop at the end of a sentence is not part of the number.
    private static int NumberLength(ReadOnlySpan<char> text)
    {
        int at = 1;
        while (at < text.Length && (char.IsDigit(text[at]) || (text[at] is '.' or ',' && at + 1 < text.Length && char.IsDigit(text[at + 1])))) at++;
        return at;
    }

    private static int SyllableRun(ReadOnlySpan<char> text)
    {
        int at = 1;
        while (at < text.Length && Hangul.IsSyllable(text[at])) at++;
        return at;
    }
}

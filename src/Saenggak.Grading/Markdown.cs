using System.Text;

namespace Saenggak.Grading;

/// <summary>The little markdown that answers carry.</summary>
internal static class Markdown
{
    /// <summary>Removes <c>**</c> where it marks bold, and keeps it where it is a power (<c>2**3</c>, <c>2 ** 3</c>).</summary>
    public static string WithoutBold(ReadOnlySpan<char> text)
    {
        if (text.IndexOf("**") < 0) return text.ToString();
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '*' || i + 1 == text.Length || text[i + 1] != '*')
            {
                result.Append(text[i]);
                continue;
            }
            char before = i == 0 ? '\n' : text[i - 1];
            char after = i + 2 < text.Length ? text[i + 2] : '\n';
            bool power = (IsOperand(before) && IsOperand(after)) || (before == ' ' && after == ' ');
            if (power) result.Append("**");
            i++;
        }
        return result.ToString().Trim();
    }

    private static bool IsOperand(char c) => char.IsAsciiLetterOrDigit(c) || c is '(' or ')';
}

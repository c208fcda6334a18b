namespace Saenggak.Data.Cleaning;

/// <summary>Reads groups of digits as numbers of people are written: «010-1234-5678», «0101234 5678».</summary>
internal static class DigitGroups
{
    /// <summary>Whether a number may begin here: not within another number, a word in Latin letters, a price or a decimal.</summary>
    public static bool MayStart(string text, int at)
    {
        if (at == 0) return true;
        char before = text[at - 1];
        if (char.IsAsciiLetterOrDigit(before) || before is '_' or '/' or '=' or '#' or '$' or '\\') return false;
        return !(before is '-' or '.' or ',' && at >= 2 && char.IsAsciiDigit(text[at - 2]));
    }

    /// <summary>Whether a number may end here.</summary>
    public static bool MayEnd(string text, int end)
    {
        if (end == text.Length) return true;
        char next = text[end];
        if (char.IsAsciiLetterOrDigit(next) || next is '_' or '*') return false;
        return !(next is '-' or '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]));
    }

    /// <summary>Whether a number at a place stands in a calculation: «= 12», «3 + 12», «12 × 4».</summary>
    public static bool IsInFormula(string text, int at, int end)
    {
        int before = at - 1, after = end;
        while (before >= 0 && text[before] == ' ') before--;
        while (after < text.Length && text[after] == ' ') after++;
        return (before >= 0 && "=+×*÷^<>≤≥".Contains(text[before], StringComparison.Ordinal))
            || (after < text.Length && "=+×*÷^<≤≥".Contains(text[after], StringComparison.Ordinal));
    }

    /// <summary>End of a run of digits, at most so many; the run must be at least as long as the least and not go on.</summary>
    public static int Run(string text, int at, int least, int most)
    {
        int end = at;
        while (end < text.Length && end - at <= most && char.IsAsciiDigit(text[end])) end++;
        return end - at >= least && end - at <= most ? end : -1;
    }

    /// <summary>Passes one separator of a number: a hyphen of any kind, a dot or a space; the place itself where there is none.</summary>
    public static int Separator(string text, int at) =>
        at < text.Length && text[at] is '-' or '‐' or '‑' or '–' or '.' or ' ' ? at + 1 : at;
}

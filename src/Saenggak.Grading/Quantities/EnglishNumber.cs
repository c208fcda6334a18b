namespace Saenggak.Grading;

/// <summary>Reads English numerals below a million from the front of a text: «two», "twenty-five", "one hundred and six", "a dozen", "two dozen".</summary>
internal static class EnglishNumber
{
    private const int LongestWord = 10;

    private static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    // «two thirds» and «two and a half» are not 2.
    private static readonly string[] Parts = ["hal", "third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "hundredth", "thousandth"];

    /// <summary>Reads as far as the numeral goes.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="value">The number.</param>
    /// <param name="length">Characters read.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out int value, out int length)
    {
        (value, length) = (0, 0);
        int at = 0, thousands = 0, section = -1, last = int.MaxValue;
        bool dozen = false;
        while (!dozen && Word(text, at, out int start, out int end))
        {
            ReadOnlySpan<char> word = text[start..end];
            if ((section >= 0 || thousands > 0) && last == 100 && word.Equals("and", StringComparison.OrdinalIgnoreCase) && Word(text, end, out start, out int behind) && Simple(text[start..behind]) >= 0)
            {
                end = behind;
                word = text[start..behind];
            }
            int simple = Simple(word);
            if (section < 0 && thousands == 0 && word.Equals("a", StringComparison.OrdinalIgnoreCase) && Word(text, end, out int next, out int after) && IsPlace(text[next..after]))
            {
                section = 1;
            }
            else if (simple >= 0)
            {
                // Tens take one to nine, hundreds all below a hundred.
                bool follows = section < 0 || (last == 100 && simple is > 0 and < 100) || (last is >= 20 and < 100 && simple is > 0 and < 10);
                if (!follows) break;
                section = Math.Max(section, 0) + simple;
                last = simple;
            }
            else if (word.Equals("hundred", StringComparison.OrdinalIgnoreCase) && section is > 0 and < 100)
            {
                (section, last) = (section * 100, 100);
            }
            else if (word.Equals("thousand", StringComparison.OrdinalIgnoreCase) && section is > 0 and < 1000 && thousands == 0)
            {
                (thousands, section, last) = (section * 1000, -1, 100);
            }
            else if (word.Equals("dozen", StringComparison.OrdinalIgnoreCase) && section is > 0 and < 100 && thousands == 0)
            {
                (section, dozen) = (section * 12, true);
            }
            else
            {
                break;
            }
            at = end;
        }
        if (at == 0 || HasPartBehind(text[at..])) return false;
        (value, length) = (thousands + Math.Max(section, 0), at);
        return true;
    }

    private static bool IsPlace(ReadOnlySpan<char> word) =>
        word.Equals("hundred", StringComparison.OrdinalIgnoreCase) || word.Equals("thousand", StringComparison.OrdinalIgnoreCase) || word.Equals("dozen", StringComparison.OrdinalIgnoreCase);

    private static int Simple(ReadOnlySpan<char> word)
    {
        for (int i = 0; i < Ones.Length; i++)
        {
            if (word.Equals(Ones[i], StringComparison.OrdinalIgnoreCase)) return i;
        }
        for (int i = 0; i < Tens.Length; i++)
        {
            if (word.Equals(Tens[i], StringComparison.OrdinalIgnoreCase)) return 20 + (10 * i);
        }
        return -1;
    }

    // The next word behind one space or hyphen.
    private static bool Word(ReadOnlySpan<char> text, int at, out int start, out int end)
    {
        start = at > 0 && at < text.Length && text[at] is ' ' or '-' ? at + 1 : at;
        end = start;
        while (end < text.Length && end - start <= LongestWord && char.IsAsciiLetter(text[end])) end++;
        return end > start && (start > at || at == 0);
    }

    private static bool HasPartBehind(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" -");
        if (rest.StartsWith("and ", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("point ", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (string part in Parts)
        {
            if (rest.StartsWith(part, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}

namespace Saenggak.Grading;

/// <summary>
/// Numbers as much of Europe writes them: «1,22», «1.000,99», «1 000,99». The comma counts as a decimal point only beside a number
/// with a decimal point, and where it can be nothing else: one comma, after a 0 or with two or more digits behind it that are no
/// group of three. «3,5» stays a pair.
/// </summary>
internal static class DecimalComma
{
    public static bool Same(ReadOnlySpan<char> gold, ReadOnlySpan<char> answer)
    {
        gold = gold.Trim("€£$ ");
        answer = answer.Trim("€£$ ");
        return TryPoint(gold, out string? wanted) ? IsDecimal(answer) && PlainNumber.Same(wanted, answer) == true
            : TryPoint(answer, out string? given) && IsDecimal(gold) && PlainNumber.Same(gold, given) == true;
    }

    private static bool IsDecimal(ReadOnlySpan<char> text) => text.Length < 64 && text.Contains('.');

    private static bool TryPoint(ReadOnlySpan<char> text, out string? number)
    {
        number = null;
        if (text.Length > 64 || text.Count(',') != 1) return false;
        ReadOnlySpan<char> sign = text.StartsWith("-") ? "-" : "";
        ReadOnlySpan<char> whole = text[sign.Length..text.IndexOf(',')], fraction = text[(text.IndexOf(',') + 1)..];
        if (fraction.IsEmpty || DecimalText.DigitRun(fraction) < fraction.Length) return false;
        int first = DecimalText.DigitRun(whole);
        bool grouped = first is > 0 and <= 3 && first < whole.Length;
        if (first == 0 || (!grouped && first < whole.Length)) return false;
        for (int at = first; at < whole.Length; at += 4)
        {
            if (whole[at] is not ('.' or ' ') || whole[at] != whole[first] || DecimalText.DigitRun(whole[(at + 1)..]) != 3) return false;
        }
        if (!grouped && fraction.Length is 1 or 3 && whole is not "0") return false;
        number = $"{sign}{whole.ToString().Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)}.{fraction}";
        return true;
    }
}

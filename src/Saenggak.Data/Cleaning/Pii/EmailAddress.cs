namespace Saenggak.Data.Cleaning;

/// <summary>E-mail addresses in ASCII.</summary>
internal static class EmailAddress
{
    private const int MaxLocal = 64, MaxDomain = 253;

    public static int LengthAt(string text, int at)
    {
        if (!IsLocal(text[at]) || text[at] == '.' || (at > 0 && IsLocal(text[at - 1]) && text[at - 1] != '.')) return 0;
        int sign = at;
        while (sign < text.Length && sign - at <= MaxLocal && IsLocal(text[sign])) sign++;
        if (sign - at > MaxLocal || sign == text.Length || text[sign] != '@' || text[sign - 1] == '.') return 0;
        int end = sign + 1, dot = -1;
        while (end < text.Length && end - sign <= MaxDomain && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '.'))
        {
            if (text[end] == '.') dot = end;
            end++;
        }
        // The full stop of a sentence is no part of the domain.
        if (dot == end - 1) dot = text.LastIndexOf('.', --end - 1, Math.Max(0, end - 1 - sign));
        bool top = dot > sign + 1 && end - dot - 1 >= 2 && !text.AsSpan(dot + 1, end - dot - 1).ContainsAnyInRange('0', '9');
        return top ? end - at : 0;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%';
}

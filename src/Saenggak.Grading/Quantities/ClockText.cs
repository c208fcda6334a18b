namespace Saenggak.Grading;

/// <summary>Reads a time of day: «오후 3시 30분», «15:30», «3:30 PM», «PM 3:30», «15시 30분».</summary>
internal static class ClockText
{
    private static readonly (string Word, int Shift)[] Halves =
        [("오전", 0), ("오후", 12), ("새벽", 0), ("아침", 0), ("저녁", 12), ("밤", 12), ("정오", 12)];

    private static readonly (string Word, int Shift)[] EnglishHalves = [("a.m.", 0), ("p.m.", 12), ("a.m", 0), ("p.m", 12), ("am", 0), ("pm", 12)];

    /// <summary>
    /// A clock node with the minutes since midnight; its Name is «day» where the half of the day is known and «half» where it is
    /// not. Null when the text is no time of day. «3시» alone stays a number with a unit.
    /// </summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        int shift = -1;
        foreach ((string word, int value) in Halves)
        {
            if (!text.StartsWith(word, StringComparison.Ordinal)) continue;
            shift = value;
            text = text[word.Length..].TrimStart();
            break;
        }
        bool marked = shift >= 0;
        foreach ((string word, int value) in EnglishHalves)
        {
            // «3:30 PM», «PM 3:30»
            bool behind = text.EndsWith(word, StringComparison.OrdinalIgnoreCase);
            if (marked || !(behind || text.StartsWith(word, StringComparison.OrdinalIgnoreCase))) continue;
            (shift, marked) = (value, true);
            text = behind ? text[..^word.Length].TrimEnd() : text[word.Length..].TrimStart();
        }
        if (!marked && text.IndexOfAny(':', '시') < 0) return null;
        return TryHour(text, out int hour, out ReadOnlySpan<char> rest, out bool colon) && TryMinute(rest, colon, out int minute, out bool bare)
            && !(bare && !marked) && hour <= 24 && minute < 60 && (!marked || hour is > 0 and <= 12)
            ? Clock(hour, minute, shift, colon, text)
            : null;
    }

    private static NumberNode Clock(int hour, int minute, int shift, bool colon, ReadOnlySpan<char> text)
    {
        bool known = shift >= 0 || hour > 12 || hour == 0 || (colon && text.StartsWith("0"));
        int hours = shift < 0 ? hour % 24 : (hour % 12) + shift;
        Node? ratio = colon && shift < 0 && DecimalText.DigitRun(text) is var end
            ? new Node(NodeKind.Ratio, Node.Of(hour), Node.Of(minute)) { Name = text[end + 1] == '0' ? "clock" : "" }
            : null;
        Node[] args = ratio is null ? [] : [ratio];
        return new NumberNode(NodeKind.Clock, Rational.From((hours * 60) + minute), args: args) { Name = known ? "day" : "half" };
    }

    private static bool TryHour(ReadOnlySpan<char> text, out int hour, out ReadOnlySpan<char> rest, out bool colon)
    {
        (hour, colon) = (0, false);
        rest = default;
        int digits = DecimalText.DigitRun(text);
        if (digits is 1 or 2 && digits < text.Length && text[digits] == ':')
        {
            colon = true;
            rest = text[(digits + 1)..];
            return int.TryParse(text[..digits], out hour);
        }
        if (!NumberText.TryRead(text, out Node number, out int length, out _) || !number.Value.IsInteger || number.Value > Rational.From(24)) return false;
        hour = (int)number.Value.Numerator;
        rest = text[length..].TrimStart();
        if (rest.StartsWith("시") && !rest.StartsWith("시간")) rest = rest[1..].TrimStart();
        else if (!rest.IsEmpty || digits == 0) return false;
        return true;
    }

    // Two digits after a colon; «30분», «반» or nothing after «시».
    private static bool TryMinute(ReadOnlySpan<char> text, bool colon, out int minute, out bool bare)
    {
        (minute, bare) = (0, text.IsEmpty);
        if (colon) return text.Length == 2 && DecimalText.DigitRun(text) == 2 && int.TryParse(text, out minute);
        if (bare) return true;
        if (text is "반") return (minute = 30) > 0;
        if (text is "정각") return true;
        if (!NumberText.TryRead(text, out Node number, out int length, out _) || !number.Value.IsInteger || number.Value > Rational.From(59)) return false;
        minute = (int)number.Value.Numerator;
        return text[length..].Trim() is "분";
    }
}

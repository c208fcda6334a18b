namespace Saenggak.Grading;

/// <summary>Reads the unit that a model wrote behind its box: «\boxed{3}시간», «$\boxed{3}\text{ cm}$», «\boxed{50} %».</summary>
internal static class BoxUnit
{
    private const int MaxLength = 24;
    private const int MaxCompound = 128;

    private static readonly string[] TextCommands = ["\\text", "\\mathrm", "\\textrm", "\\mbox", "\\operatorname"];

    /// <summary>The answer of the last box with the measure behind it; «\boxed{3}시간 \boxed{30}분» is one answer of two boxes.</summary>
    public static string WithUnits(ReadOnlySpan<char> text, string content)
    {
        if (Boxed.Last(text, out Box box) != BoxResult.Found || !EndsWithDigit(content)) return content;
        string unit = Read(text[box.End..]);
        if (unit.Length == 0) return content;
        string answer = content + unit;
        while (Boxed.Last(text[..box.At], out Box before) == BoxResult.Found)
        {
            ReadOnlySpan<char> between = text[before.End..box.At].Trim(" $");
            unit = Read(between);
            if (unit.Length == 0 || !between.SequenceEqual(unit)) break;
            ReadOnlySpan<char> first = text.Slice(before.Start, before.Length);
            answer = string.Concat(first, unit, " ", answer);
            if (answer.Length > MaxCompound) break;
            box = before;
        }
        return answer;
    }

    /// <summary>
    /// The unit that begins <paramref name="after"/>, where it is a measure: a counter («개») decides nothing and stays outside.
    /// Empty where no unit stands there.
    /// </summary>
    private static string Read(ReadOnlySpan<char> after)
    {
        ReadOnlySpan<char> rest = SkipDressing(after[..Math.Min(after.Length, 4 * MaxLength)]);
        Span<char> letters = stackalloc char[MaxLength];
        int length = 0;
        bool hangul = !rest.IsEmpty && IsSyllable(rest[0]);
        foreach (char c in rest)
        {
            if (c is '{' or '}' or '\\' && length > 0) continue;
            bool part = hangul ? IsSyllable(c) : char.IsAsciiLetterOrDigit(c) || c is '%' or '°' or '/' or '^' or '²' or '³' or '㎡' or '㎠' or '㎝' or '㎞' or '㎏' or '℃';
            if (!part || length == MaxLength) break;
            letters[length++] = c;
        }
        ReadOnlySpan<char> word = letters[..length];
        if (hangul) word = AnswerSentence.TrimEnding(word);
        // «12일 것이다» is no span of days.
        if (word is "일" && rest[1..].TrimStart() is ['것' or '때' or '수' or '뿐', ..]) return "";
        for (; word.Length > 0; word = word[..^1])
        {
            // «\boxed{3} in all», «\boxed{3} a day»
            if (word is "a" or "in") return "";
            if (Units.TryFind(word, out Unit unit)) return unit.IsMeasure ? word.ToString() : "";
            // Behind a Korean unit a particle may stand, «3시간이», «3시간을»; other letters would make another word of it.
            if (!hangul || word[^1] is not ('이' or '가' or '을' or '를' or '은' or '는' or '의' or '으' or '로' or '다' or '만' or '도')) return "";
        }
        return "";
    }

    // The end of the formula, spacing, «\text{» and the backslash of «\%».
    private static ReadOnlySpan<char> SkipDressing(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart(" $*~");
            if (text.StartsWith("\\)") || text.StartsWith("\\]") || text.StartsWith("\\,") || text.StartsWith("\\ ") || text.StartsWith("\\;")) text = text[2..];
            else if (text.StartsWith("\\%")) return text[1..];
            else if (text.StartsWith("^\\circ") || text.StartsWith("^{\\circ}")) return "°";
            else if (TextCommand(text) is var skip and > 0) text = text[skip..];
            else return text;
        }
    }

    private static int TextCommand(ReadOnlySpan<char> text)
    {
        foreach (string command in TextCommands)
        {
            if (text.StartsWith(command) && text.Length > command.Length && text[command.Length] == '{') return command.Length + 1;
        }
        return 0;
    }

    private static bool EndsWithDigit(string content) => content.AsSpan().TrimEnd(" })") is [.., var last] && char.IsDigit(last);

    private static bool IsSyllable(char c) => c is >= '가' and <= '힣';
}

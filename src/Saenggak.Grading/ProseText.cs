using System.Buffers;
using Saenggak.Text.Korean;

namespace Saenggak.Grading;

/// <summary>
/// Counts the letters of the running text only. Code, formulas, boxes, links, tags and numbers say nothing about the
/// language someone reasons in; neither do single Latin letters (x, A) and units behind digits (12cm).
/// </summary>
internal static class ProseText
{
    private const int MaxUnitLength = 3;
    private const int MaxTagLength = 64;

    // Bounds the search for a closing mark, so that thousands of unclosed ones cost linear time.
    private const int MaxPieceLength = 1 << 11;
    private const int MaxCodeLength = 1 << 14;

    private static readonly SearchValues<char> Marks =
        SearchValues.Create("`~$\\<]abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Letters by script outside everything that is no prose. One pass.</summary>
    public static ScriptCounts Count(ReadOnlySpan<char> text)
    {
        ScriptCounts counts = default;
        int kept = 0, at = 0;
        while (true)
        {
            int next = text[at..].IndexOfAny(Marks);
            if (next < 0) return counts + ScriptCounter.Count(text[kept..]);
            at += next;
            int skip = Skip(text, at);
            if (skip > 0)
            {
                counts += ScriptCounter.Count(text[kept..at]);
                at += skip;
                kept = at;
            }
            else
            {
                at += char.IsAsciiLetter(text[at]) ? LatinRun(text[at..]) : 1;
            }
        }
    }

    // Length of the piece at this place that is no prose; 0 when it is prose. A piece that never closes is prose:
    // otherwise one stray mark would hide all that follows.
    private static int Skip(ReadOnlySpan<char> text, int at)
    {
        int window = text[at] is '`' or '~' ? MaxCodeLength : MaxPieceLength;
        ReadOnlySpan<char> rest = text.Slice(at, Math.Min(text.Length - at, window));
        return rest[0] switch
        {
            '`' => Code(rest, '`'),
            '~' => rest.StartsWith("~~~") ? Code(rest, '~') : 0,
            '$' => Dollars(rest),
            '\\' => Latex(rest),
            '<' => Tag(rest),
            ']' => rest.StartsWith("](") ? UpTo(rest, 2, ")", sameLine: true) : 0,
            _ => Word(text, at, rest),
        };
    }

    private static int Code(ReadOnlySpan<char> rest, char mark)
    {
        int run = rest.IndexOfAnyExcept(mark);
        return run < 0 ? 0 : UpTo(rest, run, rest[..run], sameLine: run < 3);
    }

    private static int Dollars(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("$$")) return UpTo(rest, 2, "$$", sameLine: false);
        // «$5 and $6» is money: a formula neither starts nor ends with a space, and no digit follows it.
        if (rest.Length < 3 || char.IsWhiteSpace(rest[1])) return 0;
        int length = UpTo(rest, 1, "$", sameLine: true);
        bool formula = length > 0 && !char.IsWhiteSpace(rest[length - 2]) && (length == rest.Length || !char.IsAsciiDigit(rest[length]));
        return formula ? length : 0;
    }

    private static int Latex(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("\\(")) return UpTo(rest, 2, "\\)", sameLine: false);
        if (rest.StartsWith("\\[")) return UpTo(rest, 2, "\\]", sameLine: false);
        if (rest.StartsWith("\\begin{"))
        {
            int name = rest.IndexOf('}');
            ReadOnlySpan<char> body = name < 0 ? default : rest[name..];
            int end = body.IndexOf(string.Concat("\\end{", name < 0 ? default : rest[7..name], "}"));
            if (end >= 0) return name + end + 5 + (name - 7) + 1;
        }
        if (rest.StartsWith("\\boxed") || rest.StartsWith("\\fbox"))
        {
            int length = Boxed.Length(rest);
            if (length > 0) return length;
        }
        int command = 1;
        while (command < rest.Length && char.IsAsciiLetter(rest[command])) command++;
        return command;
    }

    private static int Tag(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 3 || !(char.IsAsciiLetter(rest[1]) || rest[1] == '/')) return 0;
        return UpTo(rest[..Math.Min(rest.Length, MaxTagLength)], 1, ">", sameLine: true);
    }

    private static int Word(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("http://") || rest.StartsWith("https://") || rest.StartsWith("www."))
        {
            int end = 0;
            while (end < rest.Length && char.IsAscii(rest[end]) && !char.IsWhiteSpace(rest[end]) && rest[end] is not (')' or '>' or '"')) end++;
            return end;
        }
        int run = LatinRun(rest);
        bool unit = run <= MaxUnitLength && at > 0 && (char.IsAsciiDigit(text[at - 1]) || text[at - 1] == '/');
        return run == 1 || unit ? run : 0;
    }

    private static int LatinRun(ReadOnlySpan<char> rest)
    {
        int end = 0;
        while (end < rest.Length && char.IsAsciiLetter(rest[end])) end++;
        return end;
    }

    private static int UpTo(ReadOnlySpan<char> rest, int from, ReadOnlySpan<char> closing, bool sameLine)
    {
        ReadOnlySpan<char> body = rest[from..];
        if (sameLine && body.IndexOf('\n') is >= 0 and var line) body = body[..line];
        int end = body.IndexOf(closing);
        return end < 0 ? 0 : from + end + closing.Length;
    }
}

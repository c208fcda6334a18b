using System.Buffers;

namespace Saenggak.Grading;

/// <summary>What a stretch of a response is.</summary>
internal enum PieceKind
{
    Prose,
    Code,
    Formula,
    Link,
    Tag,
}

/// <summary>
/// Finds the stretches that are no running text: code, formulas, boxes, links and tags. They say nothing about the language
/// someone reasons in, unless sentences hide in them (<see cref="HiddenText"/>).
/// </summary>
internal static class ProseText
{
    private const int MaxTagLength = 256;

    // Bounds the search for a closing mark, so that thousands of unclosed ones cost linear time.
    private const int MaxPieceLength = 1 << 12;
    private const int MaxCodeLength = 1 << 14;

    /// <summary>Characters at which a piece may start.</summary>
    public static readonly SearchValues<char> Starts = SearchValues.Create("`~$\\<]hw");

    /// <summary>
    /// The piece that starts here; <see cref="PieceKind.Prose"/> with length 0 where none does. A piece that never closes is prose:
    /// otherwise one stray mark would hide all that follows.
    /// </summary>
    public static PieceKind PieceAt(ReadOnlySpan<char> text, int at, out int length)
    {
        int window = text[at] is '`' or '~' ? MaxCodeLength : MaxPieceLength;
        ReadOnlySpan<char> rest = text.Slice(at, Math.Min(text.Length - at, window));
        (PieceKind kind, length) = rest[0] switch
        {
            '`' => (PieceKind.Code, Code(rest, '`')),
            '~' => (PieceKind.Code, rest.StartsWith("~~~") ? Code(rest, '~') : 0),
            '$' => (PieceKind.Formula, Dollars(rest)),
            '\\' => (PieceKind.Formula, Latex(rest)),
            '<' when rest.StartsWith("<!--") => (PieceKind.Tag, UpTo(rest, 4, "-->", sameLine: false)),
            '<' => (PieceKind.Tag, Tag(rest)),
            ']' => (PieceKind.Link, rest.StartsWith("](") ? UpTo(rest, 2, ")", sameLine: true) : 0),
            _ => (PieceKind.Link, Url(rest)),
        };
        return length > 0 ? kind : PieceKind.Prose;
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
        return Math.Min(Math.Max(command, 2), rest.Length);
    }

    private static int Tag(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 3 || !(char.IsAsciiLetter(rest[1]) || rest[1] == '/')) return 0;
        int length = UpTo(rest[..Math.Min(rest.Length, MaxTagLength)], 1, ">", sameLine: true);
        // «0<x이고 y>3» is no tag.
        return System.Text.Ascii.IsValid(rest[..length]) ? length : 0;
    }

    private static int Url(ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith("http://") && !rest.StartsWith("https://") && !rest.StartsWith("www.")) return 0;
        int end = 0;
        while (end < rest.Length && char.IsAscii(rest[end]) && !char.IsWhiteSpace(rest[end]) && rest[end] is not (')' or '>' or '"')) end++;
        return end;
    }

    private static int UpTo(ReadOnlySpan<char> rest, int from, ReadOnlySpan<char> closing, bool sameLine)
    {
        if (from > rest.Length) return 0;
        ReadOnlySpan<char> body = rest[from..];
        if (sameLine && body.IndexOf('\n') is >= 0 and var line) body = body[..line];
        int end = body.IndexOf(closing);
        return end < 0 ? 0 : from + end + closing.Length;
    }
}

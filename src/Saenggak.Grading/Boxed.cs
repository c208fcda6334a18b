namespace Saenggak.Grading;

internal enum BoxResult
{
    None,
    Found,
    Broken,
}

/// <summary>Where a box stands.</summary>
/// <param name="At">Where its command begins.</param>
/// <param name="End">Behind its brace.</param>
/// <param name="Start">Where its content begins.</param>
/// <param name="Length">Of the content.</param>
internal readonly record struct Box(int At, int End, int Start, int Length);

/// <summary>Reads LaTeX boxes with nested braces.</summary>
internal static class Boxed
{
    private const string Command = "\\boxed";
    private const string OtherCommand = "\\fbox";

    // More boxes than this in one statement are a table or a loop, not a list of answers.
    private const int MaxJoined = 16;

    // What may stand between two boxes of one list: «\boxed{1} papers and \boxed{2} bins».
    private const int MaxBetween = 48;

    private static readonly string[] Joints =
        [",", ";", "、", "&", " and ", "and}", " or ", "or}", "와 ", "과 ", "및", "그리고", "또는", "혹은", "이고", "이며", "고 ", "며 "];

    private static readonly string[] Alternatives = [" or ", "or}", "alternatively", "\\lor", "또는", "혹은", "내지", "아니면", "이거나", "일 수도"];

    private static readonly string[] Corrections = ["아니", "틀렸", "다시", "수정", " not ", "wait", "actually", "correction"];

    /// <summary>The content of the last box; of nested boxes that is the innermost.</summary>
    public static BoxResult Last(ReadOnlySpan<char> text, out ReadOnlySpan<char> content)
    {
        BoxResult result = Last(text, out Box box);
        content = text.Slice(box.Start, box.Length);
        return result;
    }

    /// <summary>The place of the last box.</summary>
    public static BoxResult Last(ReadOnlySpan<char> text, out Box box) =>
        Read(text, Math.Max(text.LastIndexOf(Command), text.LastIndexOf(OtherCommand)), out box);

    /// <summary>The contents of the boxes that one statement lists, the last box of the text included; none where that one stands alone.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="alternativesOnly">Only those that «또는» or "or" puts side by side.</param>
    public static IReadOnlyList<string> LastStatement(ReadOnlySpan<char> text, bool alternativesOnly)
    {
        List<string>? contents = null;
        if (Last(text, out Box last) != BoxResult.Found) return [];
        // A box is read only up to the one after it, so that all of them together are read once.
        while (Last(text[..last.At], out Box before) == BoxResult.Found && IsOneStatement(text[before.End..last.At], alternativesOnly))
        {
            contents ??= [Content(text, last)];
            contents.Insert(0, Content(text, before));
            if (contents.Count == MaxJoined) break;
            last = before;
        }
        return contents ?? (IReadOnlyList<string>)[];
    }

    /// <summary>What stands in a box of the text, trimmed.</summary>
    public static string Content(ReadOnlySpan<char> text, Box box) => text.Slice(box.Start, box.Length).Trim().ToString();

    /// <summary>Length of the box that starts here, command and braces included; 0 when it never closes.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        int open = text.IndexOf('{');
        if (open < 0 || text[..open].Trim() is not (Command or OtherCommand)) return 0;
        int close = ClosingBrace(text[open..]);
        return close < 0 ? 0 : open + close + 1;
    }

    private static BoxResult Read(ReadOnlySpan<char> text, int at, out Box box)
    {
        box = default;
        if (at < 0) return BoxResult.None;
        int start = at + (text[at..].StartsWith(Command) ? Command.Length : OtherCommand.Length);
        while (start < text.Length && text[start] == ' ') start++;
        if (start == text.Length) return BoxResult.Broken;
        ReadOnlySpan<char> rest = text[start..];
        if (rest[0] != '{')
        {
            // TeX's brace-less form, «\boxed 5$»: up to a space, a line end or the end of the formula.
            int stop = rest.IndexOfAny(" \n$\\");
            int length = stop < 0 ? rest.Length : stop;
            box = new(at, start + length, start, length);
            return length == 0 ? BoxResult.Broken : BoxResult.Found;
        }
        int close = ClosingBrace(rest);
        if (close < 0) return BoxResult.Broken;
        box = new(at, start + close + 1, start + 1, close - 1);
        return BoxResult.Found;
    }

    private static bool IsOneStatement(ReadOnlySpan<char> between, bool alternativesOnly)
    {
        if (between.Length > MaxBetween || between.Contains("\n\n", StringComparison.Ordinal)) return false;
        // «아니면» offers another, «아니» takes back.
        bool offered = ContainsAny(between, Alternatives) || between.Trim(" $") is "/" or "|" or "나" or "이나";
        if (alternativesOnly || offered) return offered;
        return !ContainsAny(between, Corrections) && (ContainsAny(between, Joints) || between.Contains('\n') || !ContainsWord(between));
    }

    private static bool ContainsAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    // «$\boxed{2}$ $\boxed{3}$» and «\boxed{2} \quad \boxed{3}»: marks and LaTeX spacing are no words.
    private static bool ContainsWord(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])) i++;
            }
            else if (char.IsLetterOrDigit(text[i]))
            {
                return true;
            }
        }
        return false;
    }

    private static int ClosingBrace(ReadOnlySpan<char> text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return i;
            }
        }
        return -1;
    }
}

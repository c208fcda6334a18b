namespace Saenggak.Grading;

internal enum BoxResult
{
    None,
    Found,
    Broken,
}

/// <summary>Reads LaTeX boxes with nested braces.</summary>
internal static class Boxed
{
    private const string Command = "\\boxed";
    private const string OtherCommand = "\\fbox";

    /// <summary>The content of the last box; of nested boxes that is the innermost.</summary>
    public static BoxResult Last(ReadOnlySpan<char> text, out ReadOnlySpan<char> content)
    {
        content = default;
        int boxed = text.LastIndexOf(Command);
        int fbox = text.LastIndexOf(OtherCommand);
        if (boxed < 0 && fbox < 0) return BoxResult.None;
        ReadOnlySpan<char> rest = boxed > fbox ? text[(boxed + Command.Length)..] : text[(fbox + OtherCommand.Length)..];
        rest = rest.TrimStart(' ');
        if (rest.IsEmpty) return BoxResult.Broken;
        if (rest[0] != '{')
        {
            // TeX's brace-less form, «\boxed 5$»: one token up to a space, a line end or the end of the formula.
            int end = rest.IndexOfAny(" \n$\\");
            content = end < 0 ? rest : rest[..end];
            return content.IsEmpty ? BoxResult.Broken : BoxResult.Found;
        }
        int close = ClosingBrace(rest);
        if (close < 0) return BoxResult.Broken;
        content = rest[1..close];
        return BoxResult.Found;
    }

    /// <summary>Length of the box that starts here, command and braces included; 0 when it never closes.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        int open = text.IndexOf('{');
        if (open < 0 || text[..open].Trim() is not (Command or OtherCommand)) return 0;
        int close = ClosingBrace(text[open..]);
        return close < 0 ? 0 : open + close + 1;
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

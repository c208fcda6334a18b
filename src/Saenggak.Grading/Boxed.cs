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
        int depth = 0;
        for (int i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    content = rest[1..i];
                    return BoxResult.Found;
            }
        }
        return BoxResult.Broken;
    }
}

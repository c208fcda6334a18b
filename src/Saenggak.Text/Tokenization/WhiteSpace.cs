namespace Saenggak.Text.Tokenization;

/// <summary>The white-space rules that the known patterns share.</summary>
internal static class WhiteSpace
{
    /// <summary>
    /// End of what <c>\s+(?!\S)|\s+</c> matches at a white-space character: the whole run at the end of the text,
    /// otherwise all but the last character, which goes with the word that follows, unless it is the only one.
    /// </summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        int end = RunEnd(text, start, out _);
        return end == text.Length || end == start + 1 ? end : end - 1;
    }

    /// <summary>As <see cref="End"/>, with <c>\s*[\r\n]+</c> tried before: a run that holds a newline ends after its last one.</summary>
    public static int EndAfterNewlines(ReadOnlySpan<char> text, int start)
    {
        int end = RunEnd(text, start, out int afterLastNewline);
        if (afterLastNewline > 0) return afterLastNewline;
        return end == text.Length || end == start + 1 ? end : end - 1;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, out int afterLastNewline)
    {
        afterLastNewline = 0;
        int end = start;
        while (end < text.Length)
        {
            CharClass one = CharClasses.At(text, end, out _);
            if ((one & CharClass.Space) == 0) break;
            end++;
            if ((one & CharClass.Newline) != 0) afterLastNewline = end;
        }
        return end;
    }
}

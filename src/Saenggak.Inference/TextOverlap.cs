namespace Saenggak.Inference;

/// <summary>How the end of one text meets the start of another.</summary>
internal static class TextOverlap
{
    /// <summary>Length of the longest end of <paramref name="text"/> that is a start of <paramref name="mark"/>, but not all of it.</summary>
    public static int EndWithStart(ReadOnlySpan<char> text, ReadOnlySpan<char> mark)
    {
        for (int length = Math.Min(text.Length, mark.Length - 1); length > 0; length--)
        {
            if (text[^length..].SequenceEqual(mark[..length])) return length;
        }
        return 0;
    }
}

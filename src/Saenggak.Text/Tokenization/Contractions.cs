namespace Saenggak.Text.Tokenization;

/// <summary>The English contractions that patterns split off: 's 't 're 've 'm 'll 'd.</summary>
internal static class Contractions
{
    // Unicode folds the long s to s, and so does the engine the published patterns are written for.
    private const char LongS = '\u017F';

    /// <summary>Length in chars of the contraction that starts at an apostrophe, or 0.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int apostrophe, bool ignoreCase)
    {
        if (apostrophe + 1 >= text.Length) return 0;
        switch (Fold(text[apostrophe + 1], ignoreCase))
        {
            case 's' or 't' or 'm' or 'd':
                return 2;
            case 'r' or 'v' when Second(text, apostrophe, ignoreCase) == 'e':
            case 'l' when Second(text, apostrophe, ignoreCase) == 'l':
                return 3;
            default:
                return 0;
        }
    }

    private static char Second(ReadOnlySpan<char> text, int apostrophe, bool ignoreCase) =>
        apostrophe + 2 < text.Length ? Fold(text[apostrophe + 2], ignoreCase) : '\0';

    private static char Fold(char c, bool ignoreCase) =>
        !ignoreCase ? c : c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c == LongS ? 's' : c;
}

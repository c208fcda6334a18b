namespace Saenggak.Grading;

/// <summary>One token of a formula.</summary>
/// <param name="Kind">One of the constants here, or the sign itself: + - * / ^ ( ≤ ∪ ….</param>
/// <param name="Text">A letter's, word's or command's name.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Number">The number of a number token.</param>
internal readonly record struct Token(char Kind, string Text, int Start, int End, Node? Number = null)
{
    public const char Numeral = 'n';
    public const char Letter = 'a';
    public const char Word = 'w';
    public const char Command = 'c';
    public const char Function = 'f';

    /// <summary>«,», «;», "and", «또는»: between two answers.</summary>
    public const char Separator = ',';

    /// <summary>A wide space, which separates where something stands on both sides.</summary>
    public const char Gap = 'g';

    public const char RowBreak = '\n';
    public const char End0 = '\0';
}

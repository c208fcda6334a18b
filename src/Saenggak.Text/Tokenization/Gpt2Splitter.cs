namespace Saenggak.Text.Tokenization;

/// <summary>Scans text as GPT-2's pattern splits it: contractions, then runs of letters, numbers or others with one space before, then white space.</summary>
internal sealed class Gpt2Splitter : Splitter
{
    /// <summary>The pattern this scanner stands for.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, int offset, List<int> ends)
    {
        for (int at = 0; at < text.Length;)
        {
            at = Next(text, at);
            ends.Add(offset + at);
        }
    }

    private static int Next(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'')
        {
            int length = Contractions.LengthAt(text, start, ignoreCase: false);
            if (length > 0) return start + length;
        }

        int at = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        CharClass first = CharClasses.At(text, at, out int width);
        return (first & CharClass.Space) == 0
            ? CharClasses.RunEnd(text, at + width, first)
            : WhiteSpace.End(text, start);
    }
}

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Scans text as the pattern of Qwen2 (each digit apart) and of Llama 3 (up to three digits together) splits it.
/// Every character is taken by one of the alternatives, so pieces follow each other without gaps.
/// </summary>
internal sealed class Qwen2Splitter(int maxDigits) : Splitter
{
    /// <summary>Qwen2, Qwen3 and the tokenizers trained here.</summary>
    public const string SingleDigitPattern = Before + @"\p{N}" + After;

    /// <summary>Llama 3.</summary>
    public const string ThreeDigitPattern = Before + @"\p{N}{1,3}" + After;

    private const string Before = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string After = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, int offset, List<int> ends)
    {
        for (int at = 0; at < text.Length;)
        {
            at = Next(text, at);
            ends.Add(offset + at);
        }
    }

    private int Next(ReadOnlySpan<char> text, int start)
    {
        CharClass first = CharClasses.At(text, start, out int width);
        int next = start + width;
        if (first == CharClass.Letter) return CharClasses.RunEnd(text, next, CharClass.Letter);
        if (first == CharClass.Number) return Digits(text, next);

        if (text[start] == '\'')
        {
            int length = Contractions.LengthAt(text, start, ignoreCase: true);
            if (length > 0) return start + length;
        }

        if ((first & CharClass.Newline) == 0 && next < text.Length)
        {
            CharClass second = CharClasses.At(text, next, out int secondWidth);
            if (second == CharClass.Letter) return CharClasses.RunEnd(text, next + secondWidth, CharClass.Letter);
            if (text[start] == ' ' && second == CharClass.Other) return Others(text, next + secondWidth);
        }
        return first == CharClass.Other ? Others(text, next) : WhiteSpace.EndAfterNewlines(text, start);
    }

    private int Digits(ReadOnlySpan<char> text, int at)
    {
        for (int more = 1; more < maxDigits && at < text.Length; more++)
        {
            if (CharClasses.At(text, at, out int width) != CharClass.Number) break;
            at += width;
        }
        return at;
    }

    private static int Others(ReadOnlySpan<char> text, int at)
    {
        at = CharClasses.RunEnd(text, at, CharClass.Other);
        while (at < text.Length && text[at] is '\r' or '\n') at++;
        return at;
    }
}

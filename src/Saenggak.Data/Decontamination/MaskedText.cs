using System.Globalization;

namespace Saenggak.Data;

/// <summary>
/// A text as a row of symbols: letters in lower case, and «#» for each number; spacing and punctuation go. Knows where each symbol
/// stood and which of them make a word. One object reads many texts, one after the other.
/// </summary>
internal sealed class MaskedText
{
    public const char Number = '#';

    // Signs that make «3+4» and «3-4» two questions where there is little else.
    private const string Signs = "+-*/=<>^%×÷−≤≥";

    private int[] _starts = new int[1024], _words = new int[256];
    private char[] _symbols = new char[1024];

    /// <summary>The text, composed.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The symbols.</summary>
    public ReadOnlySpan<char> Symbols => _symbols.AsSpan(0, Length);

    /// <summary>How many symbols.</summary>
    public int Length { get; private set; }

    /// <summary>Index of each word's first symbol. A number is a word of its own.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, WordCount);

    /// <summary>How many words.</summary>
    public int WordCount { get; private set; }

    /// <summary>How many letters are Latin, and how many of other scripts.</summary>
    public (int Latin, int Other) Letters { get; private set; }

    /// <summary>Hash of all letters and digits, numbers not masked: equal for texts of the same <see cref="TextKey.Letters"/>.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Where a symbol starts in <see cref="Text"/>.</summary>
    public int Start(int symbol) => _starts[symbol];

    /// <summary>Where a symbol ends in <see cref="Text"/>.</summary>
    public int End(int symbol) => _starts[symbol] + (_symbols[symbol] == Number ? NumberLength(Text, _starts[symbol]) : 1);

    /// <summary>Reads a text in place of the one before.</summary>
    public MaskedText Read(string text)
    {
        Text = TextKey.Nfc(text);
        (Length, WordCount, Hash) = (0, 0, 0);
        if (_symbols.Length < Text.Length)
        {
            _symbols = new char[Text.Length + (Text.Length / 2)];
            _starts = new int[_symbols.Length];
        }
        if (_words.Length < Text.Length) _words = new int[_symbols.Length];
        int latin = 0, other = 0;
        ulong hash = 0;
        bool inWord = false;
        string composed = Text;
        for (int at = 0; at < composed.Length;)
        {
            char c = composed[at];
            int length = 1;
            if (char.IsDigit(c))
            {
                length = NumberLength(composed, at);
                for (int i = at; i < at + length; i++)
                {
                    if (char.IsDigit(composed[i])) hash = (hash * NGrams.Base) + composed[i] + 1UL;
                }
                _words[WordCount++] = Length;
                Add(Number, at);
                inWord = false;
            }
            else if (char.IsLetter(c) || char.IsSurrogate(c))
            {
                if (c < '\u0250') latin++;
                else other++;
                char lower = char.ToLowerInvariant(c);
                hash = (hash * NGrams.Base) + lower + 1UL;
                if (!inWord) _words[WordCount++] = Length;
                Add(lower, at);
                inWord = true;
            }
            else if (c is not ('\'' or '’') && char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                inWord = false;
            }
            at += length;
        }
        (Letters, Hash) = ((latin, other), NGrams.Mix(hash));
        return this;
    }

    /// <summary>Letters, digits and signs of a stretch of text: what a short item must have in common with it.</summary>
    public static string Key(ReadOnlySpan<char> text)
    {
        var key = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) key.Append(char.ToLowerInvariant(c));
            else if (Signs.Contains(c, StringComparison.Ordinal)) key.Append(c);
        }
        return key.ToString();
    }

    /// <summary>The different numbers of a stretch of symbols, without commas and empty decimals.</summary>
    public HashSet<string> Numbers(int from, int to)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        for (int i = from; i < to; i++)
        {
            if (_symbols[i] == Number) numbers.Add(WholeNumbers.Plain(Text[Start(i)..End(i)]).Replace(",", "", StringComparison.Ordinal));
        }
        return numbers;
    }

    // Digits with inner commas and points; a full stop at the end of a sentence is not part of the number.
    private static int NumberLength(string text, int start)
    {
        int at = start + 1;
        while (at < text.Length && (char.IsDigit(text[at]) || (text[at] is '.' or ',' && at + 1 < text.Length && char.IsDigit(text[at + 1])))) at++;
        return at - start;
    }

    private void Add(char symbol, int start)
    {
        _symbols[Length] = symbol;
        _starts[Length++] = start;
    }
}

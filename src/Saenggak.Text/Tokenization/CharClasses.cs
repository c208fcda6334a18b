using System.Globalization;
using System.Runtime.CompilerServices;

namespace Saenggak.Text.Tokenization;

/// <summary>The classes of characters that pre-tokenizer patterns tell apart.</summary>
[Flags]
internal enum CharClass : byte
{
    /// <summary>Punctuation, symbols, marks, controls: [^\s\p{L}\p{N}].</summary>
    Other = 0,

    /// <summary>\p{L}</summary>
    Letter = 1,

    /// <summary>\p{N}</summary>
    Number = 2,

    /// <summary>\s, the newlines among them.</summary>
    Space = 4,

    /// <summary>\r or \n; set together with <see cref="Space"/>.</summary>
    Newline = 8,

    /// <summary>Half of a pair; only in the table, never a result.</summary>
    Surrogate = 16,
}

/// <summary>Classes of Unicode scalars by one table look-up for the basic plane; supplementary ones are asked for one by one.</summary>
internal static class CharClasses
{
    private static readonly CharClass[] Table = Build();

    /// <summary>The class of the scalar at a position and how many chars it takes (1, or 2 for a surrogate pair).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharClass At(ReadOnlySpan<char> text, int index, out int width)
    {
        CharClass known = Table[text[index]];
        width = 1;
        return known != CharClass.Surrogate ? known : Supplementary(text, index, out width);
    }

    /// <summary>End of the run of scalars of one class that starts at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RunEnd(ReadOnlySpan<char> text, int index, CharClass wanted)
    {
        while (index < text.Length && At(text, index, out int width) == wanted) index += width;
        return index;
    }

    private static CharClass Supplementary(ReadOnlySpan<char> text, int index, out int width)
    {
        width = 1;
        // The encoder has replaced lone halves before; other callers see them as neither letter nor number.
        if (!char.IsHighSurrogate(text[index]) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1])) return CharClass.Other;
        width = 2;
        return OfCategory(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[index], text[index + 1])));
    }

    private static CharClass OfCategory(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CharClass.Letter,
        >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => CharClass.Number,
        _ => CharClass.Other,
    };

    private static CharClass[] Build()
    {
        var table = new CharClass[char.MaxValue + 1];
        for (int c = 0; c < table.Length; c++)
        {
            table[c] = char.IsSurrogate((char)c) ? CharClass.Surrogate
                : char.IsWhiteSpace((char)c) ? CharClass.Space
                : OfCategory(CharUnicodeInfo.GetUnicodeCategory((char)c));
        }
        table['\r'] |= CharClass.Newline;
        table['\n'] |= CharClass.Newline;
        return table;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Splits by any pattern: each match and each stretch between matches is a piece (Hugging Face's Split, Isolated).
/// .NET matches UTF-16 units where published patterns mean scalars, so a surrogate pair is shown to the engine as one
/// rarely named character of the same general category.
/// </summary>
internal sealed class RegexSplitter : Splitter
{
    private readonly Regex _regex;

    /// <exception cref="ArgumentException">.NET cannot run the pattern, or it names supplementary characters.</exception>
    public RegexSplitter(string pattern)
    {
        if (pattern.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            throw new ArgumentException("the pattern names characters above U+FFFF");
        }
        _regex = new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant);
    }

    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, int offset, List<int> ends)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            SplitScalars(text, offset, ends);
            return;
        }

        char[] shown = ArrayPool<char>.Shared.Rent(text.Length);
        int first = ends.Count;
        int length = ShowPairsAsOne(text, shown);
        SplitScalars(shown.AsSpan(0, length), 0, ends);
        ArrayPool<char>.Shared.Return(shown);

        int unit = 0;
        int scalar = 0;
        for (int i = first; i < ends.Count; i++)
        {
            for (; scalar < ends[i]; scalar++) unit += WidthAt(text, unit);
            ends[i] = offset + unit;
        }
    }

    private void SplitScalars(ReadOnlySpan<char> text, int offset, List<int> ends)
    {
        int end = 0;
        foreach (ValueMatch match in _regex.EnumerateMatches(text))
        {
            if (match.Length == 0) continue;
            if (match.Index > end) ends.Add(offset + match.Index);
            end = match.Index + match.Length;
            ends.Add(offset + end);
        }
        if (end < text.Length) ends.Add(offset + text.Length);
    }

    private static int ShowPairsAsOne(ReadOnlySpan<char> text, Span<char> shown)
    {
        int length = 0;
        for (int i = 0; i < text.Length; length++)
        {
            int width = WidthAt(text, i);
            shown[length] = width == 1 ? text[i] : StandIn(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[i + 1])));
            i += width;
        }
        return length;
    }

    private static int WidthAt(ReadOnlySpan<char> text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u10A0',
        UnicodeCategory.LowercaseLetter => '\u1D00',
        UnicodeCategory.TitlecaseLetter => '\u1F88',
        UnicodeCategory.ModifierLetter => '\uA717',
        UnicodeCategory.OtherLetter => '\uA000',
        UnicodeCategory.NonSpacingMark => '\u1AB0',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\u1A80',
        UnicodeCategory.LetterNumber => '\u3021',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.ConnectorPunctuation => '\u203F',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.OpenPunctuation => '\u2997',
        UnicodeCategory.ClosePunctuation => '\u2998',
        UnicodeCategory.InitialQuotePunctuation => '\u2E02',
        UnicodeCategory.FinalQuotePunctuation => '\u2E03',
        UnicodeCategory.OtherPunctuation => '\u2E19',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.OtherSymbol => '\u2800',
        _ => '\uFDD0',
    };
}

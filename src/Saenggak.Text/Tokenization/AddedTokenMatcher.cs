using System.Buffers;
using System.Globalization;

namespace Saenggak.Text.Tokenization;

/// <summary>A match of an added token; start and end include white space it takes along.</summary>
internal readonly record struct AddedTokenMatch(AddedToken Token, int Start, int End);

/// <summary>Finds added tokens in text, leftmost first and longest at each place, with the flags as Hugging Face applies them.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly SearchValues<char> _firstChars;
    private readonly Dictionary<char, AddedToken[]> _byFirstChar;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        _byFirstChar = tokens.Where(token => token.Content.Length > 0)
            .GroupBy(token => token.Content[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Content.Length).ToArray());
        _firstChars = SearchValues.Create([.. _byFirstChar.Keys]);
    }

    /// <summary>The next match at or after a position; false when there is none.</summary>
    /// <param name="text">The whole text: the flags look at what stands around a match.</param>
    /// <param name="from">Where to go on; white space before it is not taken along.</param>
    /// <param name="allowSpecial">Whether tokens marked special are matched.</param>
    /// <param name="found">The match.</param>
    public bool TryFind(ReadOnlySpan<char> text, int from, bool allowSpecial, out AddedTokenMatch found)
    {
        for (int at = from; at < text.Length; at++)
        {
            int skip = text[at..].IndexOfAny(_firstChars);
            if (skip < 0) break;
            at += skip;
            AddedToken? token = LongestAt(text[at..]);
            if (token is null) continue;

            int end = at + token.Content.Length;
            if ((token.Special && !allowSpecial) || (token.SingleWord && (EndsWithWord(text[..at]) || StartsWithWord(text[end..]))))
            {
                at = end - 1;
                continue;
            }

            int start = at;
            if (token.StripLeft) while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
            if (token.StripRight) while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            found = new AddedTokenMatch(token, start, end);
            return true;
        }
        found = default;
        return false;
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text)
    {
        foreach (AddedToken token in _byFirstChar[text[0]])
        {
            if (text.StartsWith(token.Content, StringComparison.Ordinal)) return token;
        }
        return null;
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && IsWord(text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? char.ConvertToUtf32(text[0], text[1]) : text[0]);

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && IsWord(text.Length > 1 && char.IsSurrogatePair(text[^2], text[^1]) ? char.ConvertToUtf32(text[^2], text[^1]) : text[^1]);

    // \w: letters, marks, decimal digits, letter numbers, connector punctuation and the two joiners.
    private static bool IsWord(int scalar) =>
        scalar is 0x200C or 0x200D
        || CharUnicodeInfo.GetUnicodeCategory(scalar) is <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}

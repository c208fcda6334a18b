using System.Buffers;

namespace Saenggak.Data.Cleaning;

/// <summary>Counts words of a list in a text, in one pass whatever the length of the list. Latin letters match in either case.</summary>
internal sealed class WordFinder
{
    private readonly SearchValues<string> _words;
    private readonly HashSet<string> _harmless;
    private readonly int _longest;

    /// <param name="words">What to find, also within longer words.</param>
    /// <param name="harmless">Longer words that hold one of them and mean something else; where one stands, nothing is found.</param>
    public WordFinder(IReadOnlyList<string> words, IReadOnlyList<string>? harmless = null)
    {
        _words = SearchValues.Create([.. words], StringComparison.OrdinalIgnoreCase);
        _harmless = new HashSet<string>(harmless ?? [], StringComparer.OrdinalIgnoreCase);
        _longest = _harmless.Count == 0 ? 0 : _harmless.Max(word => word.Length);
    }

    public int Count(string text)
    {
        int count = 0;
        for (int at = 0; at < text.Length; at++)
        {
            int next = text.AsSpan(at).IndexOfAny(_words);
            if (next < 0) break;
            at += next;
            if (!IsHarmless(text, at)) count++;
        }
        return count;
    }

    private bool IsHarmless(string text, int at)
    {
        if (_longest == 0) return false;
        var lookup = _harmless.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int start = Math.Max(0, at - _longest + 1); start <= at; start++)
        {
            for (int length = at - start + 1; length <= _longest && start + length <= text.Length; length++)
            {
                if (lookup.Contains(text.AsSpan(start, length))) return true;
            }
        }
        return false;
    }
}

using System.Text;

namespace Saenggak.Inference;

/// <summary>Finds stop strings in text that comes in pieces: lets through what can no longer be the start of one and holds back the rest.</summary>
internal sealed class StopStringMatcher(IReadOnlyList<string> stops)
{
    private readonly StringBuilder held = new();

    /// <summary>The stop string that was complete first, of two that end together the longer; null so far.</summary>
    public string? Found { get; private set; }

    /// <summary>Takes a piece and returns the text that is certain by now; after <see cref="Found"/> nothing more comes.</summary>
    public string Append(string piece)
    {
        if (Found is not null) return string.Empty;
        if (stops.Count == 0) return piece;
        held.Append(piece);
        string text = held.ToString();
        int start = 0, end = int.MaxValue;
        foreach (string stop in stops)
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at < 0 || (at + stop.Length, at).CompareTo((end, start)) >= 0) continue;
            (start, end, Found) = (at, at + stop.Length, stop);
        }
        int certain = Found is null ? text.Length - LongestStart(text) : start;
        held.Clear();
        if (Found is null) held.Append(text, certain, text.Length - certain);
        return text[..certain];
    }

    /// <summary>The end: what was held back turned out to be text.</summary>
    public string Flush()
    {
        string rest = held.ToString();
        held.Clear();
        return rest;
    }

    /// <summary>How much of the text's end could be the start of a stop string.</summary>
    private int LongestStart(string text)
    {
        int longest = 0;
        foreach (string stop in stops) longest = Math.Max(longest, TextOverlap.EndWithStart(text, stop));
        return longest;
    }
}

namespace Saenggak.Data.Crawling;

/// <summary>
/// A path with the wildcards of robots.txt (RFC 9309, 2.2.3): it matches from the beginning, <c>*</c> is any run of
/// characters, <c>$</c> at the end is the end of the path. The query counts as part of the path.
/// </summary>
internal sealed class PathPattern
{
    private readonly string[] _parts;
    private readonly bool _toTheEnd;

    public PathPattern(string pattern)
    {
        _toTheEnd = pattern.EndsWith('$');
        string body = PageAddress.NormalEscapes(_toTheEnd ? pattern[..^1] : pattern);
        Length = pattern.Length;
        _parts = body.Split('*');
    }

    /// <summary>Length as written, by which the more special of two rules is told.</summary>
    public int Length { get; }

    // Between wildcards the first place that fits is as good as any later one, so no step is ever taken back.
    public bool Matches(string path)
    {
        if (!path.StartsWith(_parts[0], StringComparison.Ordinal)) return false;
        int at = _parts[0].Length;
        for (int i = 1; i < _parts.Length; i++)
        {
            bool last = i == _parts.Length - 1;
            if (last && _toTheEnd) return path.Length - _parts[i].Length >= at && path.EndsWith(_parts[i], StringComparison.Ordinal);
            int found = path.IndexOf(_parts[i], at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + _parts[i].Length;
        }
        return !_toTheEnd || at == path.Length;
    }
}

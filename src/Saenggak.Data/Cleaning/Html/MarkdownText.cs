using System.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>Builds Markdown line by line: white space folds, blocks stand apart, quotes and list items keep their margin.</summary>
internal sealed class MarkdownText
{
    private readonly StringBuilder _text = new();
    private string _margin = "", _marker = "";
    private int _breaks;
    private bool _space;

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>The character written last; a line end where nothing or a break stands.</summary>
    public char Last => _breaks > 0 || _text.Length == 0 ? '\n' : _space ? ' ' : _text[^1];

    /// <summary>Ends the line; two leave an empty line.</summary>
    public void Break(int lines)
    {
        _breaks = Math.Max(_breaks, lines);
        _space = false;
    }

    /// <summary>Adds running text; white space folds to one space.</summary>
    public void Words(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                _space = true;
                at++;
                continue;
            }
            int end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            Raw(text.AsSpan(at, end - at));
            at = end;
        }
    }

    /// <summary>Adds lines as they are, each behind the margin.</summary>
    public void Lines(string text)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > 0) Raw(line);
            // An empty line of code is written at once, since breaks fold.
            else if (_text.Length > 0)
            {
                Flush();
                _breaks = 0;
            }
            _breaks++;
            _space = false;
        }
    }

    /// <summary>Opens an inner margin; the marker stands before the first line of what follows.</summary>
    public (string Margin, string Marker) Open(string marker, string margin)
    {
        (string, string) outer = (_margin, _marker);
        // An item that opens with a list keeps both markers on its line.
        _marker = (_marker.Length > 0 ? _marker : _margin) + marker;
        _margin += margin;
        return outer;
    }

    /// <summary>Closes what <see cref="Open"/> opened; the marker of an empty block is forgotten.</summary>
    public void Close((string Margin, string Marker) outer)
    {
        bool written = _marker.Length == 0;
        (_margin, _marker) = (outer.Margin, written ? "" : outer.Marker);
    }

    private void Raw(ReadOnlySpan<char> text)
    {
        bool fresh = _breaks > 0 || _text.Length == 0;
        Flush();
        if (fresh) _text.Append(_marker.Length > 0 ? _marker : _margin);
        else if (_space) _text.Append(' ');
        _marker = "";
        _space = false;
        _text.Append(text);
    }

    private void Flush()
    {
        if (_text.Length > 0) _text.Append('\n', _breaks);
        _breaks = 0;
    }
}

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Looks a page over before it is parsed, in time that is linear in its length, and turns down the few whose tree would be
/// deeper than browsers build (512), or whose unclosed formatting or attributes a parser would copy again and again: on
/// those the HTML standard's own algorithm takes quadratic time.
/// </summary>
internal static class HtmlGuard
{
    internal const int MaxDepth = 512;
    private const int MaxAttributes = 500, MaxOpenFormatting = 256, SameFormatting = 3;

    private static readonly HashSet<string> Void = Names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr");
    private static readonly HashSet<string> RawText = Names("script style textarea title xmp iframe noembed noframes");
    private static readonly HashSet<string> Formatting = Names("a b big code em font i nobr s small strike strong tt u");
    private static readonly HashSet<string> Scope = Names("applet caption html table td th marquee object template");
    private static readonly HashSet<string> TableScope = Names("html table template");
    private static readonly HashSet<string> TableParts = Names("table tbody thead tfoot tr td th caption");

    private static readonly HashSet<string> Special = Names(
        "address applet article aside blockquote body button caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
        + "h5 h6 header hgroup html li listing main marquee menu nav object ol p pre section select summary table tbody td template tfoot th thead tr ul");

    // One string for each name that pages are full of.
    private static readonly HashSet<string> Known =
        new(Special.Concat(Formatting).Concat(Void).Concat(RawText).Concat(["span", "svg", "path", "label"]), StringComparer.OrdinalIgnoreCase);

    // Elements whose end tag may be left out: which of them a new one ends, and what stops the search.
    private static readonly Dictionary<string, (HashSet<string> Ends, HashSet<string> Until)> Implied = new(StringComparer.OrdinalIgnoreCase)
    {
        ["p"] = (Names("p"), Names("applet button caption html table td th marquee object template")),
        ["li"] = (Names("li"), Names("ul ol table td th")),
        ["dt"] = (Names("dt dd"), Names("dl table td th")),
        ["dd"] = (Names("dt dd"), Names("dl table td th")),
        ["option"] = (Names("option"), Names("select datalist optgroup")),
        ["optgroup"] = (Names("optgroup"), Names("select")),
        ["td"] = (Names("td th"), Names("tr table template")),
        ["th"] = (Names("td th"), Names("tr table template")),
        ["tr"] = (Names("tr"), TableScope),
        ["tbody"] = (Names("tbody thead tfoot"), TableScope),
        ["thead"] = (Names("tbody thead tfoot"), TableScope),
        ["tfoot"] = (Names("tbody thead tfoot"), TableScope),
    };

    /// <summary>Why the page cannot be parsed in linear time; null where it can.</summary>
    public static string? Check(string html)
    {
        var open = new List<string>();
        var formatting = new List<(string Name, string Tag)>();
        int foreign = 0;
        for (int at = 0; (at = html.IndexOf('<', at)) >= 0;)
        {
            ReadOnlySpan<char> rest = html.AsSpan(at);
            if (rest.StartsWith("<!--"))
            {
                int end = html.IndexOf("-->", at + 4, StringComparison.Ordinal);
                if (end < 0) break;
                at = end + 3;
                continue;
            }
            bool closing = rest.StartsWith("</");
            int start = at + (closing ? 2 : 1);
            if (start >= html.Length || !char.IsAsciiLetter(html[start]))
            {
                at++;
                continue;
            }
            string name = NameAt(html, start);
            int tagEnd = EndOfTag(html, start + name.Length, out int attributes);
            if (attributes > MaxAttributes) return "a tag with more than 500 attributes";
            string tag = Formatting.Contains(name) ? html[at..tagEnd] : "";
            bool selfClosed = foreign > 0 && tagEnd >= 2 && html[tagEnd - 2] == '/';
            at = tagEnd;
            if (closing) foreign -= Close(name, open, formatting);
            else if (!selfClosed && !Void.Contains(name))
            {
                if (RawText.Contains(name) && foreign == 0)
                {
                    int end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
                    if (end < 0) break;
                    at = end;
                    open.Add(name);
                    continue;
                }
                if (Implied.TryGetValue(name, out var implied)) foreign -= Pop(open, implied.Ends.Contains, implied.Until.Contains);
                if (IsForeign(name)) foreign++;
                open.Add(name);
                if (tag.Length > 0) Format(name, tag, formatting);
            }
            if (open.Count > MaxDepth) return "tags nested deeper than 512";
            if (formatting.Count > MaxOpenFormatting) return "more than 256 formatting tags left open";
        }
        return null;
    }

    private static int Close(string name, List<string> open, List<(string Name, string Tag)> formatting)
    {
        if (!Formatting.Contains(name))
        {
            HashSet<string> until = TableParts.Contains(name) ? TableScope : Special.Contains(name) ? Scope : Special;
            return Pop(open, other => Same(other, name), until.Contains);
        }
        int active = formatting.FindLastIndex(entry => Same(entry.Name, name));
        if (active >= 0) formatting.RemoveAt(active);
        // The standard takes the formatting element alone off the stack; what stands above it stays open.
        for (int i = open.Count - 1; i >= 0 && !Scope.Contains(open[i]); i--)
        {
            if (!Same(open[i], name)) continue;
            open.RemoveAt(i);
            break;
        }
        return 0;
    }

    // Returns how many foreign roots (svg, math) went with what was popped.
    private static int Pop(List<string> open, Func<string, bool> ends, Func<string, bool> stops)
    {
        for (int i = open.Count - 1; i >= 0; i--)
        {
            if (ends(open[i]))
            {
                int foreign = 0;
                for (int k = i; k < open.Count; k++) foreign += IsForeign(open[k]) ? 1 : 0;
                open.RemoveRange(i, open.Count - i);
                return foreign;
            }
            if (stops(open[i])) return 0;
        }
        return 0;
    }

    private static void Format(string name, string tag, List<(string Name, string Tag)> formatting)
    {
        if (name is "a" or "A")
        {
            int previous = formatting.FindLastIndex(entry => Same(entry.Name, name));
            if (previous >= 0) formatting.RemoveAt(previous);
        }
        // Of elements that are alike the standard keeps the last three.
        int alike = formatting.Count(entry => entry.Tag == tag);
        if (alike >= SameFormatting) formatting.RemoveAt(formatting.FindIndex(entry => entry.Tag == tag));
        formatting.Add((name, tag));
    }

    private static string NameAt(string html, int start)
    {
        int end = start;
        while (end < html.Length && html[end] is not ('>' or '/' or ' ' or '\t' or '\n' or '\r' or '\f')) end++;
        ReadOnlySpan<char> name = html.AsSpan(start, end - start);
        return Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? known) ? known : name.ToString();
    }

    private static int EndOfTag(string html, int at, out int attributes)
    {
        attributes = 0;
        bool inName = false;
        for (; at < html.Length; at++)
        {
            char c = html[at];
            if (c == '>') return at + 1;
            // A quote only opens a value behind the sign or white space; elsewhere it is part of a name.
            bool quote = c is '"' or '\'';
            if (quote && "= \t\n\r".Contains(html[at - 1], StringComparison.Ordinal))
            {
                int end = html.IndexOf(c, at + 1);
                if (end < 0) return html.Length;
                (at, inName) = (end, false);
                continue;
            }
            bool space = c is ' ' or '\t' or '\n' or '\r' or '\f' or '/';
            if (!space && !inName) attributes++;
            inName = !space;
        }
        return html.Length;
    }

    private static bool IsForeign(string name) => Same(name, "svg") || Same(name, "math");

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    internal static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);
}

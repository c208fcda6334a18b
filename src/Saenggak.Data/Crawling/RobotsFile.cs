using System.Globalization;

namespace Saenggak.Data.Crawling;

/// <summary>What a robots.txt lets one crawler do (RFC 9309), with its sitemaps and the common extension <c>Crawl-delay</c>.</summary>
internal sealed class RobotsFile
{
    private readonly List<(PathPattern Pattern, bool Allow)> _rules = [];

    /// <summary>No rules: everything is allowed.</summary>
    public static RobotsFile Open { get; } = new();

    /// <summary>Seconds to wait between requests; null where the file does not say.</summary>
    public double? CrawlDelay { get; private set; }

    /// <summary>Addresses of sitemaps, for all crawlers.</summary>
    public List<string> Sitemaps { get; } = [];

    /// <summary>Reads the file for one crawler: the groups that name it, or else those of <c>*</c>.</summary>
    public static RobotsFile Parse(string text, string productToken)
    {
        RobotsFile own = new(), everyone = new();
        bool named = false, agents = false, toOwn = false, toEveryone = false;
        foreach (string line in text.TrimStart('\uFEFF').Split('\n', '\r'))
        {
            if (Split(line) is not { } field) continue;
            if (field.Name == "sitemap")
            {
                if (field.Value.Length > 0) own.Sitemaps.Add(field.Value);
                continue;
            }
            if (field.Name == "user-agent")
            {
                // Agents in a row share the rules that follow; a new one behind rules begins a new group.
                if (!agents) (toOwn, toEveryone) = (false, false);
                agents = true;
                bool mine = Token(field.Value).Equals(productToken, StringComparison.OrdinalIgnoreCase);
                named |= mine;
                toOwn |= mine;
                toEveryone |= field.Value == "*";
                continue;
            }
            if (field.Name is not ("allow" or "disallow" or "crawl-delay")) continue;
            agents = false;
            if (toOwn) own.Add(field.Name, field.Value);
            if (toEveryone) everyone.Add(field.Name, field.Value);
        }
        if (named) return own;
        everyone.Sitemaps.AddRange(own.Sitemaps);
        return everyone;
    }

    /// <summary>Whether a path with its query may be asked for: the longest rule that matches decides, of two as long the one that allows.</summary>
    public bool Allows(string path)
    {
        (int length, bool allow) best = (-1, true);
        foreach ((PathPattern pattern, bool allow) in _rules)
        {
            if (pattern.Length < best.length || (pattern.Length == best.length && best.allow)) continue;
            if (pattern.Matches(path)) best = (pattern.Length, allow);
        }
        return best.allow;
    }

    /// <summary>The letters, dashes and underscores at the head of an agent's name.</summary>
    public static string Token(string agent)
    {
        int end = 0;
        while (end < agent.Length && (char.IsAsciiLetter(agent[end]) || agent[end] is '-' or '_')) end++;
        return agent[..end];
    }

    private void Add(string name, string value)
    {
        if (name != "crawl-delay")
        {
            if (value.Length > 0) _rules.Add((new PathPattern(value), name == "allow"));
        }
        else if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            CrawlDelay = Math.Max(CrawlDelay ?? 0, seconds);
        }
    }

    private static (string Name, string Value)? Split(string line)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        if (comment >= 0) line = line[..comment];
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
    }
}

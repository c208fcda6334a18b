using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data.Crawling;

/// <summary>A site to crawl, as an item of a recipe's <c>crawls</c>. Only hosts of start addresses are visited.</summary>
public sealed record CrawlSite
{
    /// <summary>Name of the collection; the start of every id and the name of the state on disk.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses to begin with.</summary>
    public required IReadOnlyList<string> Start { get; init; }

    /// <summary>Who asks, and how to reach them: <c>hanmal-corpus/1.0 (+mailto:corpus@example.kr)</c>. The word at its head is the name that robots.txt is read for.</summary>
    public required string UserAgent { get; init; }

    /// <summary>Licence of the pages, as the site states it.</summary>
    public string? Licence { get; init; }

    /// <summary>Pages asked for, whatever became of them.</summary>
    [Range(1, 10_000_000)]
    public int MaxPages { get; init; } = 1000;

    /// <summary>How many links away from a start address or an entry of a sitemap.</summary>
    [Range(0, 1000)]
    public int Depth { get; init; } = 5;

    /// <summary>Seconds between the end of an answer and the next request to the same host; a longer <c>Crawl-delay</c> of its robots.txt wins.</summary>
    [Range(0.0, 3600.0)]
    public double Delay { get; init; } = 1;

    /// <summary>Only paths that match one of these are visited, written as in robots.txt: <c>/news/*.html$</c>. Start addresses are read for their links all the same.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Paths that match one of these are not visited.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Read sitemaps: those that robots.txt names, or else <c>/sitemap.xml</c>.</summary>
    public bool Sitemap { get; init; } = true;

    /// <summary>The longest page that is taken, unpacked.</summary>
    [Range(1, 1024)]
    public int MaxPageMib { get; init; } = 4;

    /// <summary>All pages together, unpacked.</summary>
    [Range(1, 1_000_000)]
    public int MaxMib { get; init; } = 1024;

    /// <summary>Time spent on requests and waits, earlier runs counted.</summary>
    [Range(0.01, 100_000.0)]
    public double MaxMinutes { get; init; } = 60;

    /// <summary>How long one answer may take.</summary>
    [Range(0.1, 600.0)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>How often a page is asked for again after 429, 500, 502, 503, 504 or no answer.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 3;

    /// <summary>The first wait before asking again, doubled each time, where the answer has no <c>Retry-After</c>.</summary>
    [Range(0.0, 600.0)]
    public double RetrySeconds { get; init; } = 5;

    /// <summary>The name by which robots.txt knows this crawler: the letters, dashes and underscores at the head of <see cref="UserAgent"/>.</summary>
    internal string ProductToken => RobotsFile.Token(UserAgent);

    /// <summary>Whatever decides which pages are visited; how politely they are asked for does not.</summary>
    internal string FrontierHash => Manifest.HashText(string.Join('\n',
    [
        Name, string.Join(' ', Start), string.Join(' ', Include), string.Join(' ', Exclude),
        string.Create(CultureInfo.InvariantCulture, $"{MaxPages} {Depth} {Sitemap} {MaxPageMib} {MaxMib} {MaxMinutes}"),
    ]));

    /// <summary>Checks what a recipe's limits cannot.</summary>
    /// <exception cref="InputException">A value cannot be used.</exception>
    public void Validate()
    {
        if (Name.Length is 0 or > 100 || Name[0] == '.' || !Name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new InputException($"crawls: the name \"{Name}\" cannot name a file; expected letters, digits, dashes");
        }
        if (Start.Count == 0) throw Wrong("start is empty; expected at least one address");
        foreach (string start in Start)
        {
            if (PageAddress.TryParse(start) is null) throw Wrong($"start has \"{start}\"; expected an address that begins with http:// or https://");
        }
        if (ProductToken.Length == 0 || !(UserAgent.Contains('@', StringComparison.Ordinal) || UserAgent.Contains("://", StringComparison.Ordinal))
            || UserAgent.Any(c => c is < ' ' or > '~'))
        {
            throw Wrong($"user_agent is \"{UserAgent}\"; expected a name and how to reach you in ASCII, as \"hanmal-corpus/1.0 (+mailto:corpus@example.kr)\"");
        }
        foreach (string pattern in Include.Concat(Exclude))
        {
            if (pattern.Length == 0 || pattern[0] is not ('/' or '*')) throw Wrong($"the path pattern \"{pattern}\" can match nothing; expected one that begins with / or *");
        }
    }

    private InputException Wrong(string what) => new($"crawls: {Name}: {what}");
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Saenggak.Data.Cleaning;

namespace Saenggak.Data.Crawling;

/// <summary>
/// Visits one site, the nearest pages first. The walk itself keeps no state: a page finished earlier is answered from the
/// journal, so a run that was killed walks the same way again and asks only for what is left.
/// </summary>
internal sealed class SiteCrawl(CrawlSite site, PoliteClient client, CrawlJournal journal, Action<CrawlStatus> report)
{
    private const string SitemapEntry = "sitemaps";
    private const int MaxSitemaps = 100, RobotsBytes = 512 << 10, RobotsHops = 5, SilentPages = 5;

    private readonly Dictionary<string, RobotsFile> _robots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hosts = [.. site.Start.Select(start => PageAddress.TryParse(start)!.Host)];
    private readonly HashSet<string> _starts = [.. site.Start.Select(start => PageAddress.TryParse(start)!.Url)];
    private readonly PathPattern[] _include = [.. site.Include.Select(pattern => new PathPattern(pattern))];
    private readonly PathPattern[] _exclude = [.. site.Exclude.Select(pattern => new PathPattern(pattern))];
    private Queue<string> _level = new(), _next = new();
    private string? _later;
    private int _silent;

    /// <exception cref="OperationCanceledException">What was finished stays in the journal.</exception>
    public async Task<CrawlResult> RunAsync(CancellationToken cancellation)
    {
        foreach (string start in site.Start) Meet(start, _level);
        foreach (string url in (await SitemapsAsync(cancellation).ConfigureAwait(false))?.Links ?? []) Meet(url, _level);
        int asked = 0, pages = 0, depth = 0;
        (long bytes, long milliseconds) = (0, 0);
        string ended = "every page within reach was visited";
        while (_later is null)
        {
            if (!_level.TryDequeue(out string? url))
            {
                if (_next.Count == 0 || depth == site.Depth) break;
                (_level, _next, depth) = (_next, _level, depth + 1);
                continue;
            }
            string? bound = asked >= site.MaxPages ? "max_pages" : bytes >= (long)site.MaxMib << 20 ? "max_mib" : milliseconds >= site.MaxMinutes * 60_000 ? "max_minutes" : null;
            if (bound is not null)
            {
                ended = $"{bound} was reached";
                break;
            }
            if ((journal.Find(url) ?? await VisitAsync(url, depth, cancellation).ConfigureAwait(false)) is not { } entry) continue;
            if (entry.Outcome != "robots.txt") asked++;
            if (entry.Outcome == "page") pages++;
            bytes += entry.Bytes;
            milliseconds += entry.Milliseconds;
            // A redirect is as far from the start as what it stands for.
            foreach (string link in entry.Links) Meet(link, entry.Outcome == "redirect" ? _level : _next);
            report(new CrawlStatus(site.Name, pages, asked, _level.Count + _next.Count, url));
        }
        return new CrawlResult { Site = site.Name, Pages = pages, Asked = asked, Bytes = bytes, Ended = _later ?? ended, IsFinished = _later is null };
    }

    // What cannot be reached before the bound on pages need not be remembered.
    private bool Meet(string url, Queue<string> queue)
    {
        if (_known.Count > 4L * site.MaxPages + 1000 || PageAddress.TryParse(url) is not { } address || !_hosts.Contains(address.Host)) return false;
        bool wanted = _starts.Contains(address.Url) || IsWanted(address);
        if (!wanted || !_known.Add(address.Url)) return false;
        queue.Enqueue(address.Url);
        return true;
    }

    private bool IsWanted(PageAddress address) =>
        (_include.Length == 0 || _include.Any(pattern => pattern.Matches(address.Path))) && !_exclude.Any(pattern => pattern.Matches(address.Path));

    private bool IsNew(PageAddress address) =>
        _hosts.Contains(address.Host) && !_known.Contains(address.Url) && (_starts.Contains(address.Url) || IsWanted(address));

    private async Task<CrawlEntry?> VisitAsync(string url, int depth, CancellationToken cancellation)
    {
        PageAddress address = PageAddress.TryParse(url)!;
        if (await RobotsAsync(address, cancellation).ConfigureAwait(false) is not { } robots) return null;
        if (!robots.Allows(address.Path)) return journal.Add(new CrawlEntry { Url = url, Outcome = "robots.txt" });
        long start = Stopwatch.GetTimestamp();
        var asking = new Asking(site, Delay(robots), site.MaxPageMib << 20, IsHtml);
        WebAnswer answer = await client.GetAsync(address, asking, cancellation).ConfigureAwait(false);
        if (Postpone(address, answer)) return null;
        var entry = new CrawlEntry
        {
            Url = url,
            Outcome = answer.Problem ?? "page",
            Detail = answer.Detail,
            Bytes = answer.Body.Length,
            Milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            IsPassing = answer.IsPassing,
        };
        if (answer.Status is 301 or 302 or 303 or 307 or 308)
        {
            PageAddress? target = PageAddress.TryParse(answer.Location ?? "", new Uri(url));
            if (target is null || !_hosts.Contains(target.Host)) return journal.Add(entry with { Outcome = "redirect to another host", Detail = answer.Location ?? "" });
            return journal.Add(entry with { Outcome = "redirect", Links = IsNew(target) ? [target.Url] : [] });
        }
        return answer.Problem is null ? Keep(address, entry, answer, depth) : journal.Add(entry);
    }

    private CrawlEntry Keep(PageAddress address, CrawlEntry entry, WebAnswer answer, int depth)
    {
        if (TextDecoding.Decode(answer.Body, TextDecoding.AfterCharset(answer.ContentType) ?? TextDecoding.CharsetOfPage(answer.Body)) is not { } html)
        {
            return journal.Add(entry with { Outcome = "not valid UTF-8" });
        }
        PageLinks links = PageLinks.Read(html, address.Url, answer.RobotsTag);
        entry = entry with { Links = [.. links.Links.Where(IsNew).Select(link => link.Url)] };
        if (links.NoIndex) return journal.Add(entry with { Outcome = "noindex" });
        if (!IsWanted(address)) return journal.Add(entry with { Outcome = "list" });
        return journal.Add(entry, new Document
        {
            Id = $"{site.Name}:{address.Url}",
            Text = html,
            Source = site.Name,
            Licence = site.Licence,
            Url = address.Url,
            Date = answer.Date?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Format = DocumentFormat.Html,
            Lineage = [new LineageEntry("crawl", string.Create(CultureInfo.InvariantCulture, $"{depth} links from the start, {entry.Bytes} bytes"))],
        });
    }

    /// <summary>One entry with the pages of all sitemaps; null where the site is not to be asked now.</summary>
    private async Task<CrawlEntry?> SitemapsAsync(CancellationToken cancellation)
    {
        if (!site.Sitemap) return null;
        if (journal.Find(SitemapEntry) is { } finished) return finished;
        var pages = new List<string>();
        foreach (string start in _starts.DistinctBy(url => PageAddress.TryParse(url)!.Host).ToArray())
        {
            PageAddress address = PageAddress.TryParse(start)!;
            if (await RobotsAsync(address, cancellation).ConfigureAwait(false) is not { } robots) return null;
            var left = new Queue<string>(robots.Sitemaps.Count > 0 ? robots.Sitemaps : [address.Origin + "/sitemap.xml"]);
            var read = new HashSet<string>(StringComparer.Ordinal);
            while (read.Count < MaxSitemaps && pages.Count <= site.MaxPages && left.TryDequeue(out string? url))
            {
                if (PageAddress.TryParse(url, new Uri(start)) is not { } map || !_hosts.Contains(map.Host) || !read.Add(map.Url)) continue;
                if (await RobotsAsync(map, cancellation).ConfigureAwait(false) is not { } rules) return null;
                if (!rules.Allows(map.Path)) continue;
                WebAnswer answer = await client.GetAsync(map, new Asking(site, Delay(rules), Sitemap.MaxBytes), cancellation).ConfigureAwait(false);
                if (Postpone(map, answer)) return null;
                if (answer.Problem is not null) continue;
                var sitemap = Sitemap.Parse(answer.Body);
                pages.AddRange(sitemap.Pages.Select(page => PageAddress.TryParse(page)).OfType<PageAddress>().Where(IsNew).Take(site.MaxPages).Select(page => page.Url));
                foreach (string inner in sitemap.Sitemaps) left.Enqueue(inner);
            }
        }
        return journal.Add(new CrawlEntry { Url = SitemapEntry, Outcome = "sitemaps", Links = [.. pages.Distinct(StringComparer.Ordinal).Take(site.MaxPages)] });
    }

    /// <summary>The rules of a host, read once a run; null where it is not to be asked now.</summary>
    private async Task<RobotsFile?> RobotsAsync(PageAddress page, CancellationToken cancellation)
    {
        if (_robots.TryGetValue(page.Origin, out RobotsFile? known)) return known;
        PageAddress? at = PageAddress.TryParse(page.Origin + "/robots.txt");
        var robots = RobotsFile.Open;
        for (int hop = 0; at is not null && hop <= RobotsHops; hop++)
        {
            WebAnswer answer = await client.GetAsync(at, new Asking(site, site.Delay, RobotsBytes, Cut: true), cancellation).ConfigureAwait(false);
            if (answer.Status is >= 300 and < 400)
            {
                at = PageAddress.TryParse(answer.Location ?? "", new Uri(at.Url));
                continue;
            }
            // A site whose rules cannot be read is left alone; one that has none is open.
            if (answer.Status is 0 or 429 or >= 500)
            {
                _later = $"{page.Origin}/robots.txt: {answer.Problem} {answer.Detail}".TrimEnd() + "; run again later";
                return null;
            }
            if (answer.Problem is null) robots = RobotsFile.Parse(Encoding.UTF8.GetString(answer.Body), site.ProductToken);
            break;
        }
        return _robots[page.Origin] = robots;
    }

    private bool Postpone(PageAddress address, WebAnswer answer)
    {
        _silent = answer.Status == 0 ? _silent + 1 : 0;
        if (answer.NotNow) _later = $"{address.Host} asks to be left alone for {answer.RetryAfter}; run again later";
        else if (_silent == SilentPages) _later = $"{address.Host} has not answered {SilentPages} times in a row ({answer.Detail}); run again later";
        return _later is not null;
    }

    private double Delay(RobotsFile robots) => Math.Max(site.Delay, robots.CrawlDelay ?? 0);

    private static bool IsHtml(string type) =>
        type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/xhtml", StringComparison.OrdinalIgnoreCase);
}

using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Saenggak.Data.Cleaning;

namespace Saenggak.Data.Crawling;

/// <summary>Where a page leads, and what it asks of crawlers.</summary>
/// <param name="Links">Addresses in the order of the page, each once.</param>
/// <param name="NoIndex">The page asks not to be kept.</param>
internal sealed record PageLinks(IReadOnlyList<PageAddress> Links, bool NoIndex)
{
    private const int MaxLinks = 5000;

    /// <summary>Reads a page. One that cannot be parsed in linear time has no links; whether it is kept is cleaning's to say.</summary>
    /// <param name="html">The page.</param>
    /// <param name="url">Its address.</param>
    /// <param name="robotsTag">The header <c>X-Robots-Tag</c>.</param>
    public static PageLinks Read(string html, string url, string robotsTag)
    {
        if (HtmlGuard.Check(html) is not null) return new PageLinks([], Says(robotsTag, "noindex"));
        using IHtmlDocument page = new HtmlParser().ParseDocument(html);
        string asks = robotsTag;
        foreach (IElement meta in page.QuerySelectorAll("meta[name][content]"))
        {
            if (string.Equals(meta.GetAttribute("name"), "robots", StringComparison.OrdinalIgnoreCase)) asks += "," + meta.GetAttribute("content");
        }
        bool noIndex = Says(asks, "noindex");
        if (Says(asks, "nofollow")) return new PageLinks([], noIndex);
        var here = new Uri(url);
        Uri against = page.QuerySelector("base[href]")?.GetAttribute("href") is { } named && Uri.TryCreate(here, named.Trim(), out Uri? stated) ? stated : here;
        var links = new List<PageAddress>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IElement link in page.QuerySelectorAll("a[href], area[href]"))
        {
            if (links.Count == MaxLinks) break;
            if (link.GetAttribute("rel")?.Contains("nofollow", StringComparison.OrdinalIgnoreCase) == true) continue;
            if (PageAddress.TryParse(link.GetAttribute("href")!, against) is { } address && seen.Add(address.Url)) links.Add(address);
        }
        return new PageLinks(links, noIndex);
    }

    // «none» asks for both.
    private static bool Says(string asks, string what) =>
        asks.Contains(what, StringComparison.OrdinalIgnoreCase)
            || asks.Split(',', ':').Any(word => word.Trim().Equals("none", StringComparison.OrdinalIgnoreCase));
}

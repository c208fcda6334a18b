using Saenggak.Text;

namespace Saenggak.Data.Crawling;

/// <summary>How far the crawl of a site is.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Pages">Pages kept.</param>
/// <param name="Asked">Pages asked for.</param>
/// <param name="Left">Addresses met and not yet visited.</param>
/// <param name="Url">The address visited last.</param>
public readonly record struct CrawlStatus(string Site, int Pages, int Asked, int Left, string Url);

/// <summary>How the crawl of a site ended.</summary>
public sealed record CrawlResult
{
    /// <summary>Its name.</summary>
    public required string Site { get; init; }

    /// <summary>Pages kept.</summary>
    public required int Pages { get; init; }

    /// <summary>Pages asked for, earlier runs counted.</summary>
    public required int Asked { get; init; }

    /// <summary>Bytes of pages, unpacked.</summary>
    public required long Bytes { get; init; }

    /// <summary>Why it ended, in a few words.</summary>
    public required string Ended { get; init; }

    /// <summary>False where the site is to be asked again later, by another run; what was fetched is kept.</summary>
    public required bool IsFinished { get; init; }
}

/// <summary>Fetches pages of named sites into a folder of state, politely, and gives them as documents.</summary>
public static class Crawls
{
    /// <summary>
    /// Crawls sites side by side, each host one request at a time. Started again after it was killed, it asks for no
    /// finished page again.
    /// </summary>
    /// <param name="sites">Sites; names differ.</param>
    /// <param name="stateFolder">Where the journals lie, one a site.</param>
    /// <param name="report">Called after each page, from any thread.</param>
    /// <param name="cancellation">Stops; what is finished stays.</param>
    /// <returns>Results in the order of the sites.</returns>
    /// <exception cref="InputException">A setting cannot be used, or another run uses the folder.</exception>
    public static async Task<IReadOnlyList<CrawlResult>> RunAsync(
        IReadOnlyList<CrawlSite> sites, string stateFolder, Action<CrawlStatus>? report = null, CancellationToken cancellation = default)
    {
        foreach (CrawlSite site in sites) site.Validate();
        if (sites.GroupBy(site => site.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException($"crawls: two sites have the name \"{twice.Key}\"; expected names that differ");
        }
        using var client = new PoliteClient();
        return await Task.WhenAll(sites.Select(site => RunAsync(site, client, stateFolder, report, cancellation))).ConfigureAwait(false);
    }

    /// <summary>The pages of a site in the order of their addresses; what was not kept goes to the rejects with its reason.</summary>
    /// <exception cref="InputException">The site was not crawled with these settings.</exception>
    public static IEnumerable<Document> Documents(CrawlSite site, string stateFolder, IRejects rejects)
    {
        if (!File.Exists(JournalPath(site, stateFolder))) throw new InputException($"{JournalPath(site, stateFolder)}: no such file; crawl the site first");
        using CrawlJournal journal = Open(site, stateFolder);
        foreach (CrawlEntry entry in journal.Entries.Values.OrderBy(entry => entry.Url, StringComparer.Ordinal))
        {
            if (entry.Outcome == "page") yield return journal.ReadDocument(entry) with { Licence = site.Licence };
            else if (entry.Outcome is not ("redirect" or "list" or "sitemaps")) rejects.Add(new Reject(entry.Url, 0, entry.Outcome, entry.Detail));
        }
    }

    private static async Task<CrawlResult> RunAsync(
        CrawlSite site, PoliteClient client, string stateFolder, Action<CrawlStatus>? report, CancellationToken cancellation)
    {
        using CrawlJournal journal = Open(site, stateFolder);
        return await new SiteCrawl(site, client, journal, report ?? (_ => { })).RunAsync(cancellation).ConfigureAwait(false);
    }

    private static CrawlJournal Open(CrawlSite site, string stateFolder) => CrawlJournal.Open(JournalPath(site, stateFolder), site.FrontierHash);

    private static string JournalPath(CrawlSite site, string stateFolder) => Path.Combine(stateFolder, site.Name + ".jsonl");
}

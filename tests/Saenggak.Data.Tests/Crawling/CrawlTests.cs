using System.Globalization;
using Saenggak.Data.Crawling;
using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Data.Tests.Crawling;

public class CrawlTests
{
    [Fact]
    public async Task Site_IsVisitedWithinItsRules_EachPageOnce()
    {
        using var folder = new TempFolder();
        using TestSite web = Site(retryAfter: 1);
        CrawlSite site = Recipe(web) with { MaxPages = 60, Depth = 3, Exclude = ["/board/*?reply="] };
        CrawlResult result = Assert.Single(await Crawls.RunAsync([site], folder.Path));
        (Document[] documents, RejectList rejects) = Read(site, folder);
        Assert.True(result.IsFinished, result.Ended);
        string[] pages = [.. documents.Select(page => page.Url![web.Origin.Length..])];
        Assert.Equal(["/", "/a", "/b", "/board/1", "/busy", "/cal/1", "/cal/2", "/deep/1", "/from-index", "/from-map", "/moved-here"], pages);
        Assert.Equal(documents.Length, result.Pages);
        Assert.Equal(
            ["/broken: HTTP 500", "/deep/2: HTTP 404", "/gone: HTTP 404", "/huge: too long", "/out: redirect to another host", "/paper.pdf: not a page", "/private/x: robots.txt", "/quiet: noindex"],
            rejects.Samples.Select(reject => $"{reject.File[web.Origin.Length..]}: {reject.Reason}"));
        // Those that may answer later are asked for again, nothing else is.
        Assert.All(web.Requests.GroupBy(request => request.Path).Where(group => group.Key is not ("/busy" or "/broken")), group => Assert.Single(group));
        DateTime[] busy = [.. web.Requests.Where(request => request.Path == "/busy").Select(request => request.Time)];
        Assert.Equal(2, busy.Length);
        Assert.True(busy[1] - busy[0] > TimeSpan.FromSeconds(0.95));
        Assert.DoesNotContain(web.Requests, request => request.Path.Contains("reply", StringComparison.Ordinal) || request.Path == "/unfollowed");
        Assert.Equal(1, web.MostAtOnce);
        Assert.Equal(site.UserAgent, web.UserAgent);
        Document board = documents[3];
        Assert.Equal(("누리:" + web.Origin + "/board/1", "누리", "CC BY 4.0", DocumentFormat.Html), (board.Id, board.Source, board.Licence, board.Format));
        Assert.Equal("2025-10-01T09:00:00Z", board.Date);
        Assert.Contains("게시판", board.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KilledCrawl_AsksForNoFinishedPageAgain_AndEndsWithTheSameDocuments()
    {
        using var folder = new TempFolder();
        using TestSite web = Site();
        CrawlSite site = Recipe(web) with { MaxPages = 60, Depth = 3 };
        await Crawls.RunAsync([site], folder.Path);
        string journal = folder["누리.jsonl"];
        byte[] whole = File.ReadAllBytes(journal);
        string[] documents = Rows(site, folder);
        int[] ends = [.. Enumerable.Range(0, whole.Length).Where(i => whole[i] == '\n').Select(i => i + 1)];
        // Cut between lines, within one, and with rubbish where a line would be.
        foreach ((int cut, string rest) in ((int, string)[])[(ends[0], ""), (ends[4], "{\"url\":"), (ends[7] - 5, ""), (ends[^3], "\0\0\0\n"), (whole.Length, "")])
        {
            File.WriteAllBytes(journal, [.. whole[..cut], .. System.Text.Encoding.UTF8.GetBytes(rest)]);
            string[] finished = [.. Finished(whole[..cut])];
            web.Clear();
            CrawlResult result = Assert.Single(await Crawls.RunAsync([site], folder.Path));
            Assert.True(result.IsFinished);
            Assert.Empty(web.Requests.Select(request => web.Origin + request.Path).Intersect(finished));
            Assert.Equal(documents, Rows(site, folder));
        }
        Assert.Equal(["/robots.txt", "/broken", "/broken"], web.Requests.Select(request => request.Path));
        // Other settings begin anew.
        await Crawls.RunAsync([site with { Depth = 0, Sitemap = false }], folder.Path);
        Assert.Equal([web.Origin + "/"], Read(site with { Depth = 0, Sitemap = false }, folder).Documents.Select(page => page.Url));
    }

    [Fact]
    public async Task Cancelled_KeepsWhatWasFetched()
    {
        using var folder = new TempFolder();
        using TestSite web = Site();
        CrawlSite site = Recipe(web);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Crawls.RunAsync([site], folder.Path, status =>
        {
            if (status.Asked == 3) stop.Cancel();
        }, stop.Token));
        Assert.Equal(3, Read(site, folder).Documents.Length);
    }

    [Fact]
    public async Task SlowPage_IsGivenUp()
    {
        using var folder = new TempFolder();
        using var web = new TestSite();
        web.Page("/", Link("/slow"));
        web.Set("/slow", async response =>
        {
            response.ContentType = "text/html";
            response.OutputStream.Write("<p>"u8);
            await Task.Delay(3000);
            response.OutputStream.Write("글"u8);
        });
        CrawlSite site = Recipe(web) with { TimeoutSeconds = 1, Retries = 0 };
        Assert.Equal(1, Assert.Single(await Crawls.RunAsync([site], folder.Path)).Pages);
        Assert.Equal("no answer", Read(site, folder).Rejects.Samples.Single().Reason);
    }

    [Fact]
    public async Task EndlessCalendar_EndsAtTheBounds()
    {
        using var folder = new TempFolder();
        using var web = new TestSite();
        web.Otherwise = path => path.StartsWith("/day/", StringComparison.Ordinal)
            ? Link(string.Create(CultureInfo.InvariantCulture, $"/day/{int.Parse(path[5..], CultureInfo.InvariantCulture) + 1}")) : null;
        CrawlSite site = Recipe(web) with { Start = [web.Origin + "/day/1"], MaxPages = 20, Depth = 1000 };
        CrawlResult result = Assert.Single(await Crawls.RunAsync([site], folder.Path));
        Assert.Equal((20, 20, "max_pages was reached"), (result.Pages, result.Asked, result.Ended));
        site = site with { MaxPages = 1000, Depth = 7 };
        Assert.Equal(8, Assert.Single(await Crawls.RunAsync([site], folder.Path)).Pages);
    }

    [Fact]
    public async Task Requests_KeepTheDelayOfRobots_AndOneHostIsAskedOnceAtATime()
    {
        using var folder = new TempFolder();
        using var web = new TestSite();
        web.Text("/robots.txt", "User-agent: *\nCrawl-delay: 0.15\n");
        web.Otherwise = path => path.Length == 2 ? Link(path + "1", path + "2") : path.Length == 3 ? "<p>글" : null;
        CrawlSite[] sites = [Recipe(web) with { Name = "하나", Start = [web.Origin + "/a"], Sitemap = false }, Recipe(web) with { Name = "둘", Start = [web.Origin + "/b"], Sitemap = false }];
        await Crawls.RunAsync(sites, folder.Path);
        Assert.Equal(1, web.MostAtOnce);
        DateTime[] times = [.. web.Requests.Where(request => request.Path != "/robots.txt").Select(request => request.Time)];
        Assert.Equal(6, times.Length);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromSeconds(0.14)));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task RobotsThatCannotBeRead_LeaveTheSiteAlone_UntilLater(int status)
    {
        using var folder = new TempFolder();
        using TestSite web = Site();
        web.Status("/robots.txt", status);
        CrawlSite site = Recipe(web);
        CrawlResult result = Assert.Single(await Crawls.RunAsync([site], folder.Path));
        Assert.False(result.IsFinished);
        Assert.Contains($"HTTP {status}", result.Ended, StringComparison.Ordinal);
        Assert.All(web.Requests, request => Assert.Equal("/robots.txt", request.Path));
        web.Status("/robots.txt", 403);
        Assert.True(Assert.Single(await Crawls.RunAsync([site], folder.Path)).Pages > 5);
    }

    [Fact]
    public async Task HostThatAsksForMuchPatience_OrIsDead_IsLeftAlone()
    {
        using var folder = new TempFolder();
        using TestSite web = Site();
        web.Status("/a", 503, "Retry-After", "86400");
        CrawlResult result = Assert.Single(await Crawls.RunAsync([Recipe(web)], folder.Path));
        Assert.False(result.IsFinished);
        Assert.Contains("1.00:00:00", result.Ended, StringComparison.Ordinal);
        CrawlSite dead = Recipe(web) with { Name = "dead", Start = ["http://127.0.0.1:1/"] };
        Assert.Contains("robots.txt: no answer", Assert.Single(await Crawls.RunAsync([dead], folder.Path)).Ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ThatCannotBeUsed_AreOneLine()
    {
        using var folder = new TempFolder();
        var site = new CrawlSite { Name = "a", Start = ["http://127.0.0.1/"], UserAgent = "bot/1.0 (+mailto:a@example.kr)" };
        foreach ((CrawlSite wrong, string what) in ((CrawlSite, string)[])
            [(site with { Name = "../a" }, "cannot name a file"), (site with { Start = ["ftp://a/"] }, "start has"), (site with { UserAgent = "bot" }, "how to reach you"), (site with { Include = ["news"] }, "begins with /")])
        {
            Assert.Contains(what, (await Assert.ThrowsAsync<InputException>(() => Crawls.RunAsync([wrong], folder.Path))).Message, StringComparison.Ordinal);
        }
        Assert.Contains("names that differ", (await Assert.ThrowsAsync<InputException>(() => Crawls.RunAsync([site, site], folder.Path))).Message, StringComparison.Ordinal);
        Assert.Contains("crawl the site first", Assert.Throws<InputException>(() => Read(site, folder)).Message, StringComparison.Ordinal);
    }

    private static CrawlSite Recipe(TestSite web) => new()
    {
        Name = "누리", Start = [web.Origin + "/"], UserAgent = "saenggak-test/1.0 (+mailto:test@example.kr)", Licence = "CC BY 4.0",
        Delay = 0, Retries = 1, RetrySeconds = 0.05, MaxPageMib = 1,
    };

    private static TestSite Site(int retryAfter = 0)
    {
        var web = new TestSite();
        web.Text("/robots.txt", $"User-agent: *\nDisallow: /private/\nAllow: /\nSitemap: {web.Origin}/maps.xml\n");
        web.Text("/maps.xml", $"<sitemapindex><sitemap><loc>{web.Origin}/map.xml</loc></sitemap><sitemap><loc>http://elsewhere.example/map.xml</loc></sitemap></sitemapindex>");
        web.Text("/map.xml", $"<urlset><url><loc>{web.Origin}/from-map</loc></url><url><loc>http://elsewhere.example/x</loc></url></urlset>");
        web.Page("/", Link("/a", "/a#part", "/../a?utm_source=x", "/b", "/gone", "/huge", "/broken", "/busy", "/paper.pdf", "/private/x", "/out", "/loop/1", "/old", "/quiet",
            "http://elsewhere.example/", "mailto:a@example.kr", "javascript:void(0)") + "<a rel='nofollow' href='/unfollowed'>x</a>");
        web.Page("/a", Link("/", "/b", "/deep/1"));
        web.Page("/b", Link("/board/1", "/board/1?reply=1", "/cal/1"));
        web.Page("/board/1", "<p>게시판입니다." + Link("/board/1?reply=2"));
        web.Page("/deep/1", Link("/deep/2"));
        web.Page("/cal/1", Link("/cal/2"));
        web.Page("/cal/2", Link("/cal/3"));
        web.Page("/from-map", Link("/from-index"));
        web.Page("/from-index", "<p>글");
        web.Page("/moved-here", "<p>옮긴 글");
        web.Page("/quiet", "<meta name=robots content='noindex'><p>감춘 글");
        web.Body("/paper.pdf", [1, 2, 3], "application/pdf");
        web.Page("/huge", new string('x', 2 << 20));
        web.Status("/broken", 500);
        int busy = 0;
        web.Set("/busy", async response =>
        {
            if (Interlocked.Increment(ref busy) > 1)
            {
                await TestSite.Write(response, "<p>바쁜 글"u8.ToArray(), "text/html");
                return;
            }
            response.StatusCode = 429;
            response.Headers["Retry-After"] = retryAfter.ToString(CultureInfo.InvariantCulture);
        });
        web.Status("/out", 302, "Location", "http://elsewhere.example/");
        web.Status("/old", 301, "Location", "/moved-here");
        web.Status("/loop/1", 302, "Location", "/loop/2");
        web.Status("/loop/2", 302, "Location", "/loop/1");
        return web;
    }

    private static string Link(params string[] paths) => string.Concat(paths.Select(path => $"<a href=\"{path}\">글</a> "));

    private static (Document[] Documents, RejectList Rejects) Read(CrawlSite site, TempFolder folder)
    {
        var rejects = new RejectList();
        return ([.. Crawls.Documents(site, folder.Path, rejects)], rejects);
    }

    private static string[] Rows(CrawlSite site, TempFolder folder) => [.. Read(site, folder).Documents.Select(page => DocumentJson.Write(page).ToJsonString())];

    private static IEnumerable<string> Finished(byte[] journal)
    {
        foreach (string line in System.Text.Encoding.UTF8.GetString(journal).Split('\n')[1..^1])
        {
            if (System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject() is { } row && row["passing"] is null) yield return row["url"]!.GetValue<string>();
        }
    }
}

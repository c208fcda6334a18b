using System.IO.Compression;
using System.Text;
using Saenggak.Data.Crawling;

namespace Saenggak.Data.Tests.Crawling;

public class CrawlRuleTests
{
    [Theory]
    [InlineData("HTTP://Example.KR:80", "http://example.kr/")]
    [InlineData("https://example.kr:443/a/../b/./c#part", "https://example.kr/b/c")]
    [InlineData("http://example.kr/%7euser/%ed%95%9c?q=%e3%84%b1+1&utm_source=x", "http://example.kr/~user/%ED%95%9C?q=%E3%84%B1+1")]
    [InlineData("http://example.kr/한글?이름=값", "http://example.kr/%ED%95%9C%EA%B8%80?%EC%9D%B4%EB%A6%84=%EA%B0%92")]
    [InlineData("http://한글.kr/a%2Fb?", "http://xn--bj0bj06e.kr/a%2Fb")]
    [InlineData("http://example.kr:8080/?a=1&&PHPSESSID=9", "http://example.kr:8080/?a=1")]
    [InlineData("http://me:secret@example.kr/", null)]
    [InlineData("ftp://example.kr/", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("/only/a/path", null)]
    public void Address_HasOneForm(string text, string? url)
    {
        Assert.Equal(url, PageAddress.TryParse(text)?.Url);
        if (url is not null) Assert.Equal(url, PageAddress.TryParse(url)!.Url);
    }

    [Theory]
    [InlineData("../c?x=1", "http://example.kr/a/c?x=1")]
    [InlineData("//other.kr/x", "http://other.kr/x")]
    [InlineData("  ?p=2 ", "http://example.kr/a/b/?p=2")]
    public void References_AreJoined(string reference, string url) => Assert.Equal(url, PageAddress.TryParse(reference, new Uri("http://example.kr/a/b/"))!.Url);

    [Theory]
    [InlineData("/fish", "/fish.html", true)]
    [InlineData("/fish", "/Fish", false)]
    [InlineData("/fish*", "/fishheads?id=1", true)]
    [InlineData("/*.php$", "/folder/a.php", true)]
    [InlineData("/*.php$", "/a.php?x", false)]
    [InlineData("/*.php", "/a.php?x", true)]
    [InlineData("/fish*.php", "/fishheads/catfish.php?x", true)]
    [InlineData("/a*b*b$", "/ab", false)]
    [InlineData("/a*b*b$", "/abxb", true)]
    [InlineData("*", "/x", true)]
    [InlineData("/$", "/", true)]
    [InlineData("/$", "/x", false)]
    [InlineData("/한글", "/%ED%95%9C%EA%B8%80/1", true)]
    [InlineData("/%7ea", "/~a", true)]
    public void Patterns_AreThoseOfRobots(string pattern, string path, bool matches) => Assert.Equal(matches, new PathPattern(pattern).Matches(path));

    [Fact]
    public void Robots_TakesTheGroupsThatNameTheCrawler_OrElseThoseOfEveryone()
    {
        const string text = """
            # 누리집의 규칙
            User-agent: other
            User-agent: Saenggak
            Disallow: /x/   # 안 됩니다
            Sitemap: https://example.kr/map.xml
            Allow: /x/open
            Crawl-delay: 2.5
            Disallow:

            User-agent: *
            Disallow: /
            user-agent: saenggak/2.0
            disallow: /y$
            """;
        var robots = RobotsFile.Parse(text.ReplaceLineEndings("\r\n"), "saenggak");
        Assert.Equal([false, true, true, false, true], ((string[])["/x/1", "/x/open/1", "/", "/y", "/y/1"]).Select(robots.Allows));
        Assert.Equal(2.5, robots.CrawlDelay);
        Assert.Equal(["https://example.kr/map.xml"], robots.Sitemaps);
        var everyone = RobotsFile.Parse(text, "unnamed");
        Assert.False(everyone.Allows("/any"));
        Assert.Null(everyone.CrawlDelay);
        Assert.Single(everyone.Sitemaps);
    }

    [Theory]
    [InlineData("Allow: /p\nDisallow: /", "/page", true)]
    [InlineData("Allow: /folder\nDisallow: /folder", "/folder/page", true)]
    [InlineData("Allow: /page\nDisallow: /*.htm", "/page.htm", false)]
    [InlineData("Allow: /page\nDisallow: /*.ph", "/page.php5", true)]
    [InlineData("Allow: /$\nDisallow: /", "/", true)]
    [InlineData("Allow: /$\nDisallow: /", "/page.htm", false)]
    [InlineData("<html>없는 쪽입니다: 404</html>", "/", true)]
    public void Robots_LongestRuleWins(string rules, string path, bool allowed) =>
        Assert.Equal(allowed, RobotsFile.Parse("User-agent: *\n" + rules, "bot").Allows(path));

    [Fact]
    public void Sitemaps_AreReadAsFarAsTheyAreWhole()
    {
        const string map = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:i='http://i/'><url><loc> https://a.kr/1 </loc><i:image><i:loc>https://a.kr/1.png</i:loc></i:image></url><url><loc>https://a.kr/2?a=1&amp;b=2</loc></url>";
        Assert.Equal(["https://a.kr/1", "https://a.kr/2?a=1&b=2"], Pages(map + "</urlset>"));
        Assert.Equal(["https://a.kr/1", "https://a.kr/2?a=1&b=2"], Pages(map));
        Assert.Equal(["https://a.kr/1", "https://a.kr/2"], Pages("https://a.kr/1\nhttps://a.kr/2\n"));
        Assert.Empty(Pages("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + map.Replace("<?xml version='1.0'?>", "", StringComparison.Ordinal)));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(map + "</urlset>"));
        Assert.Equal(2, Sitemap.Parse(packed.ToArray()).Pages.Count);
        _ = Sitemap.Parse(packed.ToArray()[..40]);
        Assert.Equal(["https://a.kr/map2.xml"], Sitemap.Parse("<sitemapindex><sitemap><loc>https://a.kr/map2.xml</loc></sitemap></sitemapindex>"u8.ToArray()).Sitemaps);
    }

    private static List<string> Pages(string text) => Sitemap.Parse(Encoding.UTF8.GetBytes(text)).Pages;
}

using System.Diagnostics;
using Saenggak.Data.Cleaning;
using Saenggak.Testing;

namespace Saenggak.Data.Tests.Cleaning;

public class HtmlTests
{
    [Fact]
    public void Page_LosesItsFrame_AndKeepsWhatItSays()
    {
        const string page = """
            <html><head><title>제목 - 누리집</title><style>p{}</style></head><body>
            <header><a href="/">처음</a></header><nav><ul><li><a href="a">차림표</a></li></ul></nav>
            <div class="cookie-bar">쿠키를 허용하시겠습니까?</div><div id="sideBar">곁</div>
            <article><h1>제목 <a class="anchor" href="#t">#</a></h1><p>첫 <b>문단</b>은 <a href="x">여기</a>입니다.<br>다음 줄입니다.</p>
            <ul><li>하나</li><li>둘<ol><li>안쪽</li></ol></li></ul><blockquote><p>옮긴 말</p></blockquote>
            <pre><code class="lang-ts">let a = 1; <span class="hljs-comment">// 수</span>
              b();</code></pre><p>식 <code>x</code>와 e<sup>10</sup>, H<sub>2</sub>O<sup><a href="#n">[1]</a></sup></p>
            <table><tr><th>이름</th><th>값</th></tr><tr><td rowspan="2">가</td><td>1|2</td></tr><tr><td>3</td></tr></table>
            <p><img src="a b.png" alt="그림"></p></article>
            <script>track()</script><div id="comments"><p>첫 댓글!</p></div><footer>저작권</footer></body></html>
            """;
        const string text = """
            # 제목

            첫 문단은 여기입니다.
            다음 줄입니다.

            - 하나
            - 둘
              1. 안쪽

            > 옮긴 말

            ```ts
            let a = 1; // 수
              b();
            ```

            식 `x`와 e^{10}, H_2O

            | 이름 | 값 |
            | --- | --- |
            | 가 | 1\|2 |
            |  | 3 |

            ![그림](ab.png)
            """;
        Document clean = Clean(page);
        Assert.Equal(text.ReplaceLineEndings("\n"), clean.Text);
        Assert.Equal(DocumentFormat.Markdown, clean.Format);
        Assert.Equal("제목 - 누리집", clean.Columns!["title"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("<p>넓이 <span class='katex'><span class='katex-mathml'><math><annotation encoding='application/x-tex'>a^2</annotation></math></span><span class='katex-html' aria-hidden='true'>a2</span></span>이다</p>", "넓이 $a^2$ 이다")]
    [InlineData("<p>값 <script type='math/tex'>x+1</script></p>", "값 $x+1$")]
    [InlineData("<p>값 <math alttext='{\\displaystyle \\pi }'><mi>π</mi></math></p>", "값 $\\pi$")]
    [InlineData("<p>값 <math><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac><msqrt><mi>a</mi><mi>b</mi></msqrt></math></p>", "값 $\\frac{1}{x^{2}}\\sqrt{ab}$")]
    public void Formulas_StayAsLatex(string page, string text) => Assert.Equal(text.Replace(" 이다", "이다", StringComparison.Ordinal), Clean(page).Text);

    [Fact]
    public void LayoutTables_AreNoTables() =>
        Assert.Equal("왼쪽\n\n첫 글\n\n둘째 글", Clean("<table><tr><td>왼쪽<td><p>첫 글<p>둘째 글</table>").Text);

    [Fact]
    public void TableWithHeadings_StaysATable_ThoughACellHasParagraphs() =>
        Assert.Equal("| 순위 | 모델 |\n| --- | --- |\n| 1 | 생각 대회 서울대 |", Clean("<table><thead><tr><th>순위<th>모델<tbody><tr><td>1<td>생각<p>대회</p><p>서울대</p></table>").Text);

    [Fact]
    public void PageOfLinks_KeepsItsList_WithoutTheSearchBox()
    {
        const string page = "<div class=search role=main><div class=markdown-section><ul><li><a href=a>처음 오신 분을 위한 안내</a><li><a href=b>자료를 내려받는 방법</a></ul></div><div><h1>\"\"에 대한 검색 결과</h1></div></div>";
        Assert.Equal("- 처음 오신 분을 위한 안내\n- 자료를 내려받는 방법", Clean(page).Text);
    }

    public static TheoryData<string, string> Tangles => new()
    {
        { "nested", Repeat("<div>", 1_000_000) },
        { "nested inline", Repeat("<span>", 1_000_000) },
        { "nested lists", Repeat("<ul><li>", 500_000) },
        { "nested tables", Repeat("<table><tr><td>", 300_000) },
        { "ends that do not match", Repeat("<div><table><tr><td></div></table>", 200_000) },
        { "formatting left open", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"<p><b id={i}></p>")) },
        { "attributes", "<p " + string.Concat(Enumerable.Range(0, 500_000).Select(i => $"a{i}=1 ")) + ">" },
        { "foreign", "<svg>" + Repeat("<g>", 500_000) },
    };

    [Theory]
    [MemberData(nameof(Tangles))]
    public void TangledPages_AreTurnedDown(string name, string page)
    {
        Assert.NotEmpty(name);
        Assert.NotNull(Result("<p>글</p>" + page).Dropped);
    }

    public static TheoryData<string, string> Wide => new()
    {
        { "paragraphs", Repeat("<p>글", 200_000) },
        { "unclosed bold", Repeat("<p><b>글</p>", 100_000) },
        { "links", Repeat("<a href=x>글<p>", 100_000) },
        { "rows", "<table>" + Repeat("<tr><td>가<td>나", 100_000) },
        { "icons", "<svg>" + Repeat("<path d='1'/>", 100_000) + "</svg>글" },
        { "breaks", Repeat("글<br>", 200_000) },
        { "comments", "글" + Repeat("<!--", 200_000) },
        { "less-than", "글" + Repeat("<", 500_000) },
        { "misnested", Repeat("<b><i>글</b></i>", 100_000) },
    };

    [Theory]
    [MemberData(nameof(Wide))]
    public void WidePages_AreReadInLinearTime(string name, string page)
    {
        Assert.NotEmpty(name);
        var watch = Stopwatch.StartNew();
        Assert.Null(Result(page).Dropped);
        // No timing of ours: a quadratic walk over this many elements takes minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60));
    }

    [SkippableFact]
    public void RealPages_LoseEveryMenuLine_AndKeepCodeAndTables()
    {
        string folder = SharedData.Require("korean_text", "html_pages");
        Document[] pages = [.. DocumentReaders.Read(folder, new DocumentReadOptions { Source = "ts" }, new RejectList())
            .Select(page => CleaningSteps.Make("html").Apply(page).Changed).OfType<Document>()];
        if (Environment.GetEnvironmentVariable("DUMP_PAGES") is { } dump)
        {
            foreach (Document page in pages) File.WriteAllText(Path.Combine(dump, page.Id.Replace('/', '_').Replace(':', '_') + ".md"), page.Text);
        }
        Assert.InRange(pages.Length, 60, 80);
        // A line of the site's frame would stand on every page.
        var lines = pages.SelectMany(page => page.Text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 4).Distinct()).GroupBy(line => line, StringComparer.Ordinal);
        Assert.DoesNotContain(lines, group => group.Count() > pages.Length / 2 && !group.Key.StartsWith("```", StringComparison.Ordinal));
        Document types = pages.Single(page => page.Id.EndsWith("pages/basic-types.html", StringComparison.Ordinal));
        Assert.Contains("```ts\nlet isDone: boolean = false;\n```", types.Text, StringComparison.Ordinal);
        Document options = pages.Single(page => page.Id.EndsWith("/compiler-options.html", StringComparison.Ordinal));
        Assert.Contains("| --- | --- | --- | --- |", options.Text, StringComparison.Ordinal);
        Document ranks = pages.Single(page => page.Id.EndsWith("korquad_leaderboard_1.0_KOR.html", StringComparison.Ordinal));
        Assert.Contains("\n| 2 | 2024.02.02 | MoBERT-Large V2.0 (single model, 355M) ETRI XAI-NLP Team | 89.05 | 95.92 |\n", ranks.Text, StringComparison.Ordinal);
        Assert.All(pages, page => Assert.DoesNotContain("No results matching", page.Text, StringComparison.Ordinal));
    }

    private static string Repeat(string part, int times) => string.Concat(Enumerable.Repeat(part, times));

    private static StepResult Result(string page) =>
        CleaningSteps.Make("html").Apply(new Document { Id = "1", Source = "s", Text = page, Format = DocumentFormat.Html });

    private static Document Clean(string page) => Result(page).Changed!;
}

using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>Tells the parts of a page that belong to the site and not to what is said on it.</summary>
internal static class Chrome
{
    // What holds most of a page's words is the page, whatever it is called.
    private const double MostOfThePage = 0.5;
    private const double MenuLinkShare = 0.75;
    private const int MenuLinks = 4, MenuLinkLength = 40;

    private static readonly HashSet<string> Tags = HtmlGuard.Names(
        "head script style noscript template nav footer aside form button select option input textarea iframe object embed svg canvas audio video dialog menu map");

    private static readonly HashSet<string> Roles = HtmlGuard.Names("navigation banner contentinfo search dialog alertdialog menu menubar toolbar complementary tablist");

    private static readonly HashSet<string> LineNumbers = HtmlGuard.Names("gutter lineno linenos linenumber line-number line-numbers line-numbers-rows blob-num hljs-ln-numbers");

    private static readonly HashSet<string> ListTags = HtmlGuard.Names("ul ol div table section p dl center td");

    // Whole words of class and id, as sites in Korea and elsewhere write them (gnb, lnb and snb are the bars of Korean portals).
    private static readonly HashSet<string> Words = HtmlGuard.Names(
        "nav navbar navi navigation menu menubar submenu sidebar sidenav breadcrumb breadcrumbs gnb lnb snb cookie cookies consent gdpr banner popup modal "
        + "comment comments reply replies respond disqus cmt livere utterances giscus share sharing sns social related recommend recommended ad ads adsense adsbygoogle advert "
        + "advertisement sponsor sponsored promo pagination pager paging footer copyright skip skipnav toolbar newsletter subscribe login signin toc tooltip "
        + "lightbox hidden blind screenreader gutter lineno linenos linenumber linenumbers noprint editsection anchorjs headerlink");

    /// <summary>Whether an element goes with everything in it.</summary>
    /// <param name="element">The element.</param>
    /// <param name="measure">Length of its text and of the text within links.</param>
    /// <param name="pageText">Length of the whole page's text.</param>
    public static bool Is(IElement element, TextMeasure measure, int pageText)
    {
        string tag = element.LocalName;
        if (tag is "script" && MathText.IsMathScript(element)) return false;
        if (Tags.Contains(tag)) return tag is not ("aside" or "form") || measure.Text < MostOfThePage * pageText;
        if (tag is "body" or "html" or "main" or "article" or "math") return false;
        // KaTeX hides the formula that is read from those who only listen; MathText takes the one with the source.
        if (element.HasAttribute("hidden") || IsStyledAway(element)) return true;
        if (measure.Text >= MostOfThePage * pageText && pageText > 0) return false;
        if (element.GetAttribute("role") is { } role && Roles.Contains(role)) return true;
        if (tag == "header" && !IsWithinArticle(element)) return true;
        return HasWord(element.ClassName) || HasWord(element.Id) || IsMenu(tag, measure) || IsSign(element);
    }

    /// <summary>Whether an element within code counts its lines. Other names mean other things there: highlighters call a comment a comment.</summary>
    public static bool IsLineNumber(IElement element) => ClassNames.Any(element.ClassName, LineNumbers);

    // Fonts of icons draw a picture for a word («file_download») that no reader sees; and links back to the top of the page.
    private static bool IsSign(IElement element) =>
        element.LocalName is "i" or "span" ? element.ClassName?.Contains("material-", StringComparison.Ordinal) == true && element.ClassList.Any(name => name.StartsWith("material-", StringComparison.Ordinal))
            : element.LocalName == "a" && element.GetAttribute("href")?.StartsWith('#') == true && element.TextContent.Trim(' ', '\n', '↥', '↑', '▲', '⬆') is "" or "위로" or "맨 위로" or "Top" or "TOP";

    private static bool IsMenu(string tag, TextMeasure measure) =>
        ListTags.Contains(tag) && measure.Links >= MenuLinks && measure.LinkText >= MenuLinkShare * measure.Text
            && measure.LinkText < (long)MenuLinkLength * measure.Links;

    private static bool IsStyledAway(IElement element) =>
        element.GetAttribute("style") is { } style
            && style.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase);

    private static bool IsWithinArticle(IElement element)
    {
        for (IElement? at = element.ParentElement; at is not null; at = at.ParentElement)
        {
            if (at.LocalName is "article" or "main") return true;
        }
        return false;
    }

    // Words end at anything but a letter and where a small letter meets a large one: «sideBar» is side and bar, and is tried whole too.
    private static bool HasWord(string? names)
    {
        if (string.IsNullOrEmpty(names)) return false;
        int start = 0, piece = 0;
        for (int i = 0; i <= names.Length; i++)
        {
            bool letter = i < names.Length && char.IsAsciiLetter(names[i]);
            bool hump = letter && i > piece && char.IsAsciiLetterUpper(names[i]) && char.IsAsciiLetterLower(names[i - 1]);
            if (letter && !hump) continue;
            if (Knows(names, piece, i) || (piece != start && Knows(names, start, i))) return true;
            piece = hump ? i : i + 1;
            if (!hump) start = i + 1;
        }
        return false;
    }

    private static bool Knows(string names, int start, int end) =>
        end > start && Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(names.AsSpan(start, end - start));
}

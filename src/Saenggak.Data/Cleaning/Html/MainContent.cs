using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>Finds the element of a page that holds what the page says.</summary>
internal static class MainContent
{
    // An element marked as the main one counts only when it holds this much of the words outside links.
    private const double LeastShare = 0.4;
    private const double AllLinks = 0.75;
    private const int Named = 3;

    private static readonly HashSet<string> Names = HtmlGuard.Names(
        "markdown-section markdown-body post-content entry-content article-body article_body articlebody post-body post_body article-content article_view "
        + "article-view contents_style tt_article_useless_p_margin se-main-container postviewarea mw-parser-output news_body story-body");

    /// <summary>The element to write; the body where none is marked.</summary>
    public static IElement Find(IElement body, Dictionary<IElement, TextMeasure> measures)
    {
        IElement? best = null;
        (int rank, int text) bestKey = default;
        IElement? links = null;
        int named = 0;
        long least = (long)(LeastShare * Plain(measures[body]));
        foreach ((IElement element, TextMeasure measure) in measures)
        {
            int rank = Rank(element);
            if (rank == Named) named++;
            if (rank == Named && measure.LinkText >= AllLinks * measure.Text) links = element;
            if (rank == 0 || Plain(measure) < least || measure.Text == 0) continue;
            // Of two as good the one with more words; a page has one body of text.
            if (best is null || (rank, measure.Text).CompareTo(bestKey) > 0) (best, bestKey) = (element, (rank, measure.Text));
        }
        // A page that is a list of links has few words to weigh; where one element alone has a telling name, it is the list.
        bool list = named == 1 && bestKey.rank < Named && links is not null && measures[links].Text > Plain(measures[body]);
        return list ? links! : best ?? body;
    }

    private static int Plain(TextMeasure measure) => measure.Text - measure.LinkText;

    private static int Rank(IElement element)
    {
        if (string.Equals(element.GetAttribute("itemprop"), "articleBody", StringComparison.OrdinalIgnoreCase)) return Named;
        if (ClassNames.Any(element.ClassName, Names) || (element.Id is { } id && Names.Contains(id))) return Named;
        if (element.LocalName == "article") return 2;
        return element.LocalName == "main" || element.GetAttribute("role") == "main" ? 1 : 0;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Main text of a page as Markdown: menus, scripts, cookie bars, comments and the site's frame go; headings, lists, tables,
/// code and formulas stay. The page's title becomes a column. Documents of other formats pass.
/// </summary>
internal sealed class HtmlStep(StepSettings settings) : ICleaningStep
{
    private readonly int _maxChars = settings.Count("max_chars", 8 << 20);

    public string Name => "html";

    public StepResult Apply(Document document)
    {
        if (document.Format != DocumentFormat.Html) return StepResult.Unchanged;
        if (document.Text.Length > _maxChars) return StepResult.Drop("the page is too long");
        if (HtmlGuard.Check(document.Text) is { } reason) return StepResult.Drop(reason);
        using IHtmlDocument page = new HtmlParser().ParseDocument(document.Text);
        if (page.Body is not { } body) return StepResult.Drop("no text on the page");
        Dictionary<IElement, TextMeasure> measures = TextMeasure.OfAll(body);
        IElement main = MainContent.Find(body, measures);
        string text = new HtmlMarkdown(measures, measures[main].Text).Write(main);
        if (text.Length == 0) return StepResult.Drop("no text on the page");
        string what = string.Create(CultureInfo.InvariantCulture, $"{document.Text.Length} characters of HTML to {text.Length}");
        return StepResult.Change(document with { Text = text, Format = DocumentFormat.Markdown, Columns = WithTitle(document.Columns, page.Title) }, what);
    }

    private static JsonObject? WithTitle(JsonObject? columns, string? title)
    {
        if (string.IsNullOrWhiteSpace(title) || columns?.ContainsKey("title") == true) return columns;
        var with = (JsonObject?)columns?.DeepClone() ?? [];
        with["title"] = TextKey.Exact(title);
        return with;
    }
}

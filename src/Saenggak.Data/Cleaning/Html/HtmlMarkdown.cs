using System.Text;
using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Writes a page as Markdown: headings, lists, quotes, tables, code, formulas and images; links and emphasis leave their
/// words. The site's chrome is left out.
/// </summary>
internal sealed class HtmlMarkdown(Dictionary<IElement, TextMeasure> measures, int pageText)
{
    private static readonly Dictionary<string, Action<HtmlMarkdown, IElement>> ByTag = new(StringComparer.Ordinal)
    {
        ["br"] = (page, _) => page._text.Break(1),
        ["hr"] = (page, _) => page._text.Break(2),
        ["h1"] = (page, element) => page.Heading(element, 1),
        ["h2"] = (page, element) => page.Heading(element, 2),
        ["h3"] = (page, element) => page.Heading(element, 3),
        ["h4"] = (page, element) => page.Heading(element, 4),
        ["h5"] = (page, element) => page.Heading(element, 5),
        ["h6"] = (page, element) => page.Heading(element, 6),
        ["ul"] = (page, element) => page.List(element, ordered: false),
        ["ol"] = (page, element) => page.List(element, ordered: true),
        ["li"] = (page, element) => page.Item(element, "- "),
        ["blockquote"] = (page, element) => page.Quote(element),
        ["pre"] = (page, element) => page.Code(element),
        ["code"] = (page, element) => page.InlineCode(element),
        ["table"] = (page, element) => page.Table(element),
        ["img"] = (page, element) => page.Image(element),
        ["math"] = (page, element) => page.Math(MathText.OfMath(element)),
        ["script"] = (page, element) => page.Math(element.TextContent.Trim()),
        ["sup"] = (page, element) => page.Raised(element, '^'),
        ["sub"] = (page, element) => page.Raised(element, '_'),
        ["rt"] = (_, _) => { },
        ["rp"] = (_, _) => { },
    };

    private static readonly HashSet<string> Paragraphs = HtmlGuard.Names("p section article figure figcaption details summary fieldset main header hgroup dl");
    private static readonly HashSet<string> Lines = HtmlGuard.Names("div dt dd tr address center body caption tbody thead tfoot td th");

    private MarkdownText _text = new();

    /// <summary>The element as Markdown.</summary>
    public string Write(IElement element)
    {
        Children(element);
        return _text.ToString().Trim('\n');
    }

    /// <summary>Writes what is in an element.</summary>
    public void Children(IElement element)
    {
        INodeList children = element.ChildNodes;
        for (int i = 0; i < children.Length; i++)
        {
            if (children[i] is IElement inner) Element(inner);
            else if (children[i] is IText words) _text.Words(words.Data);
        }
    }

    /// <summary>Writes one cell of a table on one line.</summary>
    public string Cell(IElement cell)
    {
        MarkdownText outer = _text;
        _text = new MarkdownText();
        Children(cell);
        string text = _text.ToString();
        _text = outer;
        return string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private void Element(IElement element)
    {
        if (Chrome.Is(element, measures.GetValueOrDefault(element), pageText)) return;
        if (MathText.OfRendered(element) is { } formula) Math(formula);
        else if (ByTag.TryGetValue(element.LocalName, out Action<HtmlMarkdown, IElement>? write)) write(this, element);
        else Block(element, Paragraphs.Contains(element.LocalName) ? 2 : Lines.Contains(element.LocalName) ? 1 : 0);
    }

    private void Block(IElement element, int breaks)
    {
        if (IsAnchor(element)) return;
        if (breaks > 0) _text.Break(breaks);
        Children(element);
        if (breaks > 0) _text.Break(breaks);
    }

    // The mark that sites put beside a heading to link to it.
    private static bool IsAnchor(IElement element) => element.LocalName == "a" && element.TextContent.Trim() is "#" or "¶" or "§" or "🔗";

    private void Heading(IElement element, int level)
    {
        _text.Break(2);
        (string, string) outer = _text.Open(new string('#', level) + " ", "");
        Children(element);
        _text.Close(outer);
        _text.Break(2);
    }

    private void List(IElement list, bool ordered)
    {
        bool nested = list.ParentElement?.LocalName is "li";
        _text.Break(nested ? 1 : 2);
        int number = ordered && int.TryParse(list.GetAttribute("start"), out int start) ? start : 1;
        foreach (INode child in list.ChildNodes)
        {
            if (child is not IElement element) continue;
            if (element.LocalName != "li" || !ordered) Element(element);
            else if (!Chrome.Is(element, measures.GetValueOrDefault(element), pageText)) Item(element, $"{number++}. ");
        }
        _text.Break(nested ? 1 : 2);
    }

    private void Item(IElement item, string marker)
    {
        _text.Break(1);
        (string, string) outer = _text.Open(marker, new string(' ', marker.Length));
        Children(item);
        _text.Close(outer);
        _text.Break(1);
    }

    private void Quote(IElement quote)
    {
        _text.Break(2);
        (string, string) outer = _text.Open("> ", "> ");
        Children(quote);
        _text.Close(outer);
        _text.Break(2);
    }

    private void Code(IElement pre)
    {
        string code = CodeText.Of(pre).Trim('\n');
        if (string.IsNullOrWhiteSpace(code)) return;
        string fence = CodeText.Fence(code);
        _text.Break(2);
        _text.Lines($"{fence}{CodeText.Language(pre)}\n{code}\n{fence}");
        _text.Break(2);
    }

    private void InlineCode(IElement code)
    {
        string text = code.TextContent.Trim();
        if (text.Length == 0) return;
        if (text.Contains('\n', StringComparison.Ordinal)) Code(code);
        else _text.Words(text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`");
    }

    private void Table(IElement table)
    {
        _text.Break(2);
        if (TableText.Write(table, this) is { } grid) _text.Lines(grid);
        else Children(table);
        _text.Break(2);
    }

    private void Image(IElement image)
    {
        // Lazy pages keep the address of the image aside and show a blank one first.
        string address = image.GetAttribute("data-src") ?? image.GetAttribute("src") ?? "";
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) address = "";
        _text.Words($"![{Plain(image.GetAttribute("alt") ?? "", "[]")}]({Plain(address, "() ")})");
    }

    private static string Plain(string text, string without)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!without.Contains(c, StringComparison.Ordinal)) plain.Append(char.IsControl(c) ? ' ' : c);
        }
        return plain.ToString().Trim();
    }

    private void Math(string formula)
    {
        if (formula.Length > 0) _text.Words($"${formula.Trim()}$");
    }

    private void Raised(IElement element, char sign)
    {
        string text = element.TextContent.Trim();
        // Marks of footnotes, and the ends of 1st and 2nd.
        if (text.Length == 0 || text[0] == '[' || element.QuerySelector("a") is not null) return;
        bool formula = text.All(c => char.IsAsciiLetterOrDigit(c) || "+-−*/=()., ".Contains(c, StringComparison.Ordinal));
        if (!formula || text is "st" or "nd" or "rd" or "th" || !char.IsLetterOrDigit(_text.Last) && _text.Last != ')') _text.Words(text);
        else _text.Words(text.Length == 1 ? $"{sign}{text}" : $"{sign}{{{text}}}");
    }
}

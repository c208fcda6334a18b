using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>How much text an element holds, white space not counted.</summary>
/// <param name="Text">Characters.</param>
/// <param name="LinkText">Characters of them within links.</param>
/// <param name="Links">Number of links.</param>
internal readonly record struct TextMeasure(int Text, int LinkText, int Links)
{
    private static readonly HashSet<string> Silent = HtmlGuard.Names("head script style noscript template svg");

    /// <summary>Measures every element of a tree in one walk.</summary>
    public static Dictionary<IElement, TextMeasure> OfAll(IElement root)
    {
        var measures = new Dictionary<IElement, TextMeasure>(ReferenceEqualityComparer.Instance);
        Walk(root, inLink: false, measures);
        return measures;
    }

    // The guard bounds the depth of a page, so the walk may call itself.
    private static TextMeasure Walk(IElement element, bool inLink, Dictionary<IElement, TextMeasure> measures)
    {
        bool link = element.LocalName == "a" && element.HasAttribute("href");
        (int text, int linkText, int links) = (0, 0, link ? 1 : 0);
        if (!Silent.Contains(element.LocalName))
        {
            INodeList children = element.ChildNodes;
            for (int i = 0; i < children.Length; i++)
            {
                INode child = children[i];
                if (child is IElement inner)
                {
                    TextMeasure within = Walk(inner, inLink || link, measures);
                    (text, linkText, links) = (text + within.Text, linkText + within.LinkText, links + within.Links);
                }
                else if (child is IText words)
                {
                    int length = Length(words.Data);
                    text += length;
                    if (inLink || link) linkText += length;
                }
            }
        }
        return measures[element] = new TextMeasure(text, linkText, links);
    }

    private static int Length(string text)
    {
        int length = 0;
        foreach (char c in text) length += char.IsWhiteSpace(c) ? 0 : 1;
        return length;
    }
}

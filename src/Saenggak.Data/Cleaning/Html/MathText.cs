using System.Text;
using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>Formulas of a page as LaTeX: the source where the page carries it, otherwise MathML written out.</summary>
internal static class MathText
{
    private static readonly HashSet<string> Katex = new(StringComparer.Ordinal) { "katex" };
    private static readonly HashSet<string> MathJax2 = new(StringComparer.Ordinal) { "MathJax", "MathJax_Display", "MathJax_Preview" };

    // How MathML's elements of two or three parts read in LaTeX.
    private static readonly Dictionary<string, string[]> Parts = new(StringComparer.Ordinal)
    {
        ["mfrac"] = ["\\frac{", "}{", "}"],
        ["msup"] = ["", "^{", "}"],
        ["msub"] = ["", "_{", "}"],
        ["msubsup"] = ["", "_{", "}^{", "}"],
        ["munder"] = ["", "_{", "}"],
        ["mover"] = ["", "^{", "}"],
        ["munderover"] = ["", "_{", "}^{", "}"],
        ["msqrt"] = ["\\sqrt{", "}"],
    };

    /// <summary>Whether a script holds a formula (<c>type="math/tex"</c>, MathJax 2).</summary>
    public static bool IsMathScript(IElement script) => script.GetAttribute("type")?.StartsWith("math/tex", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The formula that an element of KaTeX or MathJax shows; null for any other. What MathJax 2 shows is empty: its script follows.</summary>
    public static string? OfRendered(IElement element)
    {
        if (element.LocalName is not ("span" or "div" or "mjx-container")) return null;
        if (element.LocalName == "mjx-container" || ClassNames.Any(element.ClassName, Katex))
        {
            return element.QuerySelector("math") is { } math ? OfMath(math) : null;
        }
        return ClassNames.Any(element.ClassName, MathJax2) ? "" : null;
    }

    /// <summary>LaTeX of a MathML element.</summary>
    public static string OfMath(IElement math)
    {
        IElement? source = math.QuerySelector("annotation[encoding='application/x-tex']");
        string? latex = source?.TextContent ?? math.GetAttribute("alttext");
        if (!string.IsNullOrWhiteSpace(latex)) return Unwrapped(latex.Trim());
        var text = new StringBuilder();
        Add(math, text);
        return text.ToString().Trim();
    }

    // Wikipedia wraps its formulas in {\displaystyle …}.
    private static string Unwrapped(string latex)
    {
        const string wrapper = "{\\displaystyle ";
        return latex.StartsWith(wrapper, StringComparison.Ordinal) && latex[^1] == '}' ? latex[wrapper.Length..^1].Trim() : latex;
    }

    private static void Add(IElement element, StringBuilder text)
    {
        if (element.LocalName.StartsWith("annotation", StringComparison.Ordinal)) return;
        if (Parts.TryGetValue(element.LocalName, out string[]? parts))
        {
            int i = 0;
            foreach (IElement child in element.Children)
            {
                if (i == 0 || (i < parts.Length && parts.Length > 2)) text.Append(parts[i++]);
                Add(child, text);
            }
            if (i < parts.Length) text.Append(parts[^1]);
            return;
        }
        foreach (INode child in element.ChildNodes)
        {
            if (child is IElement inner) Add(inner, text);
            else if (child is IText words) text.Append(words.Data.Trim());
        }
    }
}

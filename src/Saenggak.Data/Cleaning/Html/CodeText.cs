using System.Text;
using AngleSharp.Dom;

namespace Saenggak.Data.Cleaning;

/// <summary>Code in a page, without the numbers and buttons that sites put around it.</summary>
internal static class CodeText
{
    private static readonly HashSet<string> LineTags = HtmlGuard.Names("div li tr");

    /// <summary>The code with its line ends.</summary>
    public static string Of(IElement pre)
    {
        var code = new StringBuilder();
        Add(pre, code);
        return code.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Language as highlighters mark it: <c>lang-ts</c>, <c>language-js</c>, <c>highlight-source-py</c>; empty where none is.</summary>
    public static string Language(IElement pre)
    {
        foreach (IElement element in pre.Children.Where(child => child.LocalName == "code").Prepend(pre))
        {
            foreach (string name in element.ClassList)
            {
                foreach (string prefix in (ReadOnlySpan<string>)["language-", "lang-", "highlight-source-"])
                {
                    if (name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length) return name[prefix.Length..];
                }
            }
        }
        return "";
    }

    /// <summary>A fence longer than any run of backticks in the code.</summary>
    public static string Fence(string code)
    {
        int longest = 2, run = 0;
        foreach (char c in code)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return new string('`', longest + 1);
    }

    private static void Add(IElement element, StringBuilder code)
    {
        INodeList children = element.ChildNodes;
        for (int i = 0; i < children.Length; i++)
        {
            INode child = children[i];
            if (child is IText text) code.Append(text.Data);
            if (child is not IElement inner || inner.LocalName is "button" or "script" or "style" || Chrome.IsLineNumber(inner)) continue;
            if (inner.LocalName == "br") code.Append('\n');
            Add(inner, code);
            if (LineTags.Contains(inner.LocalName) && code.Length > 0 && code[^1] != '\n') code.Append('\n');
        }
    }
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Quantities that Korean says in words of their own: spans of days (이틀, 보름) and ratios («3 대 4»).</summary>
internal static class KoreanPhrase
{
    private static readonly FrozenDictionary<string, int> Days = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["하루"] = 1, ["이틀"] = 2, ["사흘"] = 3, ["나흘"] = 4, ["닷새"] = 5, ["엿새"] = 6, ["이레"] = 7, ["여드레"] = 8, ["아흐레"] = 9,
        ["열흘"] = 10, ["보름"] = 15,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The quantity; null where the text is none of these.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        if (Days.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int days) && Units.TryFind("일", out Unit unit))
        {
            return Node.Measured(Node.Of(days), unit);
        }
        return text.Contains('대') ? Ratio(text) : null;
    }

    // «3 대 4», «1대 2대 3»; «3대» alone counts cars.
    private static Node? Ratio(ReadOnlySpan<char> text)
    {
        var terms = new List<Node>(2);
        while (NumberText.TryRead(text, out Node number, out int length, out _))
        {
            terms.Add(number);
            text = text[length..].TrimStart();
            if (text.IsEmpty) return terms.Count > 1 ? new Node(NodeKind.Ratio, [.. terms]) : null;
            if (text[0] != '대') return null;
            text = text[1..].TrimStart();
        }
        return null;
    }
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Quantities that Korean says in words of their own: spans of days (이틀, 보름) and ratios («3 대 4»).</summary>
internal static class KoreanPhrase
{
    private static readonly FrozenDictionary<string, int> Days = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["하루"] = 1, ["이틀"] = 2, ["사흘"] = 3, ["나흘"] = 4, ["닷새"] = 5, ["엿새"] = 6, ["이레"] = 7, ["여드레"] = 8, ["아흐레"] = 9,
        ["열흘"] = 10, ["열하루"] = 11, ["열이틀"] = 12, ["열사흘"] = 13, ["열나흘"] = 14, ["보름"] = 15, ["스무날"] = 20,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The quantity; null where the text is none of these.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        if (Days.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int days) && Units.TryFind("일", out Unit unit))
        {
            return Node.Measured(Node.Of(days), unit);
        }
        return text.Contains('대') ? Ratio(text) : text.IndexOfAny("상하초미") > 0 ? Bounds(text) : null;
    }

    // «3 이상», «2 이상 5 미만», with one unit or none.
    private static Node? Bounds(ReadOnlySpan<char> text)
    {
        Node low = Node.Negate(Node.Infinity), high = Node.Infinity;
        (char open, char close) = ('(', ')');
        bool any = false;
        while (!text.IsEmpty)
        {
            int at = -1;
            foreach (string word in (ReadOnlySpan<string>)["이상", "초과", "이하", "미만"])
            {
                int found = text.IndexOf(word);
                if (found > 0 && (at < 0 || found < at)) at = found;
            }
            if (at < 0 || text[..at].IndexOfAny(',', '는') >= 0 || QuantityReader.Read(text[..at]) is not { Kind: NodeKind.Number or NodeKind.Measured } end) return null;
            bool below = text[at..].StartsWith("이하") || text[at..].StartsWith("미만");
            if (below ? high.Kind != NodeKind.Infinity : any) return null;
            bool closed = text[at] == '이';
            if (below) (high, close) = (end, closed ? ']' : ')');
            else (low, open) = (end, closed ? '[' : '(');
            any = true;
            text = text[(at + 2)..].TrimStart();
        }
        return any ? new Node(NodeKind.Interval, low, high) { Name = $"{open}{close}" } : null;
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

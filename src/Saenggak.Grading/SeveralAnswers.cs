namespace Saenggak.Grading;

/// <summary>Tells whether several answers are asked for: by the wording of the question, or by a gold answer that is a list.</summary>
internal static class SeveralAnswers
{
    // «모두 몇 개» asks for one total.
    private static readonly string[] Korean =
    [
        "모두 구하", "모두 고르", "모두 골라", "모두 찾", "모두 쓰", "모두 써", "모두 적", "모두 나열", "모두 말하", "각각", "순서대로", "두 수를", "두 근", "두 해",
        "모든 해", "모든 근", "모든 실근", "모든 값", "모든 경우", "모든 순서쌍", "모든 실수", "모든 정수", "모든 자연수", "모든 소수", "모든 약수",
    ];

    private static readonly string[] English =
        ["find all", "list all", "determine all", "give all", "all solutions", "all values", "all real", "all integer", "all possible", "all pairs", "respectively", "both "];

    /// <summary>The question asks for more than one answer.</summary>
    public static bool AskedBy(string? question)
    {
        if (string.IsNullOrEmpty(question)) return false;
        foreach (string wording in Korean)
        {
            if (question.Contains(wording, StringComparison.Ordinal)) return true;
        }
        foreach (string wording in English)
        {
            if (question.Contains(wording, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>The gold answer lists several: commas, «그리고», «또는», "and" outside brackets, or a set in braces.</summary>
    public static bool ListedBy(ReadOnlySpan<char> gold)
    {
        gold = gold.Trim(" $.");
        if (gold.StartsWith("\\{") && gold.EndsWith("\\}")) gold = gold[2..^2];
        else if (gold.StartsWith("{") && gold.EndsWith("}")) gold = gold[1..^1];
        int depth = 0;
        for (int i = 0; i < gold.Length; i++)
        {
            char c = gold[i];
            if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
            else if (depth == 0 && c is ',' or ';' or '、' && !IsThousands(gold, i)) return true;
            else if (depth == 0 && c is ' ' or '}' && StartsWithJoint(gold[(i + 1)..])) return true;
        }
        return gold.Contains("\\text{ and }", StringComparison.Ordinal) || gold.Contains("\\text{and}", StringComparison.Ordinal);
    }

    private static bool StartsWithJoint(ReadOnlySpan<char> text) =>
        text.StartsWith("and ") || text.StartsWith("or ") || text.StartsWith("그리고 ") || text.StartsWith("또는 ") || text.StartsWith("및 ");

    private static bool IsThousands(ReadOnlySpan<char> text, int comma)
    {
        bool before = comma > 0 && char.IsAsciiDigit(text[comma - 1]);
        ReadOnlySpan<char> after = text[(comma + 1)..];
        return before && after.Length >= 3 && !after[..3].ContainsAnyExceptInRange('0', '9') && (after.Length == 3 || !char.IsAsciiDigit(after[3]));
    }
}

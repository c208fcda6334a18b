using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Answers in words: yes and no, true and false in Korean and English; any other text stands for itself.</summary>
internal static class TextAnswer
{
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Classes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["예"] = "yes", ["네,그렇다"] = "yes", ["예,그렇다"] = "yes", ["아니요,그렇지않다"] = "no", ["아니오,그렇지않다"] = "no",
        ["네"] = "yes", ["그렇다"] = "yes", ["그렇습니다"] = "yes", ["yes"] = "yes", ["y"] = "yes",
        ["아니오"] = "no", ["아니요"] = "no", ["아니다"] = "no", ["아닙니다"] = "no", ["그렇지않다"] = "no", ["no"] = "no", ["n"] = "no",
        ["참"] = "true", ["true"] = "true", ["옳다"] = "true", ["맞다"] = "true", ["맞음"] = "true", ["○"] = "true", ["o"] = "true", ["x"] = "false",
        ["거짓"] = "false", ["false"] = "false", ["틀리다"] = "false", ["틀림"] = "false", ["옳지않다"] = "false", ["×"] = "false",
        ["해가존재하지않는다"] = "none", ["존재하지않는다"] = "none",
        ["해가무수히많다"] = "endless", ["무수히많다"] = "endless", ["infinitelymanysolutions"] = "endless", ["infinitelymany"] = "endless",
        ["해가없다"] = "none", ["없다"] = "none", ["없음"] = "none", ["해없음"] = "none", ["공집합"] = "none", ["∅"] = "none", ["nosolution"] = "none",
        ["nosolutions"] = "none", ["\\emptyset"] = "none", ["\\varnothing"] = "none",
        ["모든실수"] = "reals", ["실수전체"] = "reals", ["allrealnumbers"] = "reals", ["allreals"] = "reals",
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Compares two texts in their equality form.</summary>
    public static bool Same(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b)) return true;
        a = Plain(a);
        b = Plain(b);
        return a.SequenceEqual(b) || (Classes.TryGetValue(a, out string? first) && Classes.TryGetValue(b, out string? second) && first == second);
    }

    // «해가 없습니다» says «해가 없다».
    private static ReadOnlySpan<char> Plain(ReadOnlySpan<char> text) =>
        !text.Contains("습니다", StringComparison.Ordinal) ? text
            : text.ToString().Replace("않습니다", "않는다", StringComparison.Ordinal).Replace("습니다", "다", StringComparison.Ordinal);
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>Answers in words: yes and no, true and false in Korean and English; any other text stands for itself.</summary>
internal static class TextAnswer
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["예"] = "yes", ["네"] = "yes", ["그렇다"] = "yes", ["그렇습니다"] = "yes", ["yes"] = "yes", ["y"] = "yes",
        ["아니오"] = "no", ["아니요"] = "no", ["아니다"] = "no", ["아닙니다"] = "no", ["그렇지않다"] = "no", ["no"] = "no", ["n"] = "no",
        ["참"] = "true", ["true"] = "true", ["옳다"] = "true", ["맞다"] = "true", ["맞음"] = "true", ["○"] = "true",
        ["거짓"] = "false", ["false"] = "false", ["틀리다"] = "false", ["틀림"] = "false", ["옳지않다"] = "false", ["×"] = "false",
        ["해가없다"] = "none", ["없다"] = "none", ["없음"] = "none", ["해없음"] = "none", ["공집합"] = "none", ["∅"] = "none", ["nosolution"] = "none",
        ["nosolutions"] = "none", ["\\emptyset"] = "none", ["\\varnothing"] = "none",
        ["모든실수"] = "reals", ["실수전체"] = "reals", ["allrealnumbers"] = "reals", ["allreals"] = "reals",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Compares two texts in their equality form.</summary>
    public static bool Same(string a, string b) =>
        a == b || (Classes.TryGetValue(a, out string? first) && Classes.TryGetValue(b, out string? second) && first == second);
}

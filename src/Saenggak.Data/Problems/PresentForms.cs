namespace Saenggak.Data.Problems;

/// <summary>The 해 forms (해요 without 요) of the verbs that templates use in the present tense.</summary>
internal static class PresentForms
{
    // Keyed by the stem as it stands before 는가/ㄴ다, so ㄹ stems appear without their ㄹ (파 for 팔다).
    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["남"] = "남아",
        ["읽"] = "읽어",
        ["먹"] = "먹어",
        ["되"] = "돼",
        ["주"] = "줘",
        ["기르"] = "길러",
        ["걸리"] = "걸려",
        ["가"] = "가",
        ["달리"] = "달려",
        ["모으"] = "모아",
        ["만드"] = "만들어",
        ["나누"] = "나눠",
        ["심"] = "심어",
        ["담"] = "담아",
        ["들어가"] = "들어가",
        ["받"] = "받아",
        ["내"] = "내",
        ["사"] = "사",
        ["쓰"] = "써",
        ["자라"] = "자라",
        ["푸"] = "풀어",
        ["가지"] = "가져",
        ["돌아가"] = "돌아가",
    };

    private static readonly Dictionary<string, string> Adjectives = new(StringComparer.Ordinal)
    {
        ["많"] = "많아",
        ["적"] = "적어",
        ["같"] = "같아",
        ["높"] = "높아",
        ["작"] = "작아",
        ["어리"] = "어려",
        ["필요하"] = "필요해",
    };

    /// <summary>Whether the stem is an adjective's.</summary>
    public static bool IsAdjective(string stem) => Adjectives.ContainsKey(LastVerb(stem));

    /// <summary>The 해 form of a stem; words before the last one stay as they are.</summary>
    /// <exception cref="FormatException">The form is not known.</exception>
    public static string Soft(string stem)
    {
        string verb = LastVerb(stem);
        if (verb.EndsWith('하')) return stem[..^1] + "해";
        if (!Forms.TryGetValue(verb, out string? form) && !Adjectives.TryGetValue(verb, out form))
        {
            throw new FormatException($"no 해 form is known for the stem «{verb}»; add it to PresentForms");
        }
        return stem[..^verb.Length] + form;
    }

    private static string LastVerb(string stem) => stem[(stem.LastIndexOf(' ') + 1)..];
}

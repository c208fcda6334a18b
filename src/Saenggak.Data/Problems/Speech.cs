using Saenggak.Text.Korean;

namespace Saenggak.Data.Problems;

/// <summary>
/// Puts predicates written in the plain style (한다체) into another register. Past and 있다/없다 forms are regular;
/// the present of other verbs takes its 해요 form from <see cref="PresentForms"/>.
/// </summary>
internal static class Speech
{
    /// <summary>The name a problem row carries.</summary>
    public static string NameOf(SpeechRegister register) => register switch
    {
        SpeechRegister.Haeyo => "haeyo",
        SpeechRegister.Hamnida => "hamnida",
        SpeechRegister.Handa => "handa",
        _ => "banmal",
    };

    /// <summary>
    /// Conjugates one marked predicate: «…다» a statement, «…는가»/«…한가»/«인가» a question, «구하라» a request.
    /// </summary>
    /// <param name="plain">The predicate in the plain style, as templates write it.</param>
    /// <param name="register">The register wanted.</param>
    /// <param name="before">The text before the predicate; the copula depends on how it ends.</param>
    /// <param name="random">Chooses between endings that are equally right.</param>
    public static string Conjugate(string plain, SpeechRegister register, ReadOnlySpan<char> before, SplitMix64 random) => plain switch
    {
        "구하라" => Request(register, random),
        "이다" => Copula(register, before),
        "인가" => CopulaQuestion(register, before, random),
        _ when plain.EndsWith("한가", StringComparison.Ordinal) => AdjectiveQuestion(plain[..^2], register),
        _ when plain.EndsWith("은가", StringComparison.Ordinal) => PlainAdjectiveQuestion(plain[..^2], register),
        _ when plain.EndsWith("는가", StringComparison.Ordinal) => Question(plain[..^2], register, random),
        _ when plain.EndsWith('다') => Statement(plain[..^1], register),
        _ => throw new FormatException($"[{plain}] is no predicate; expected a form that ends in 다, 는가, 은가, 한가 or 인가"),
    };

    private static string Statement(string stem, SpeechRegister register)
    {
        if (Hangul.FinalConsonant(stem[^1]) is 'ㅆ' or 'ㅄ')
        {
            return stem + register switch
            {
                SpeechRegister.Haeyo => "어요",
                SpeechRegister.Hamnida => "습니다",
                SpeechRegister.Handa => "다",
                _ => "어",
            };
        }
        // An adjective has its stem before 다 (많다); a verb has ㄴ or 는 in between (간다, 읽는다).
        string root = PresentForms.IsAdjective(stem) ? stem : PresentStem(stem);
        return register switch
        {
            SpeechRegister.Haeyo => PresentForms.Soft(root) + "요",
            SpeechRegister.Hamnida => Formal(root) + "니다",
            SpeechRegister.Handa => stem + "다",
            _ => PresentForms.Soft(root),
        };
    }

    /// <summary>The stem as it stands before 는다/ㄴ다: 읽는다 → 읽, 나눈다 → 나누, 판다 → 파.</summary>
    private static string PresentStem(string withoutDa) =>
        withoutDa.EndsWith('는') && withoutDa.Length > 1 && Hangul.HasFinalConsonant(withoutDa[^2])
            ? withoutDa[..^1]
            : withoutDa[..^1] + WithFinal(withoutDa[^1], '\0');

    private static string Question(string stem, SpeechRegister register, SplitMix64 random)
    {
        bool soft = random.Chance(0.35);
        return register switch
        {
            SpeechRegister.Haeyo => soft ? Wonder(stem) + "요" : stem + "나요",
            SpeechRegister.Hamnida => Formal(stem) + "니까",
            SpeechRegister.Handa => soft ? Wonder(stem) : stem + "는가",
            _ => soft ? Wonder(stem) : Hangul.FinalConsonant(stem[^1]) is 'ㅆ' or 'ㅄ' ? stem + "어" : PresentForms.Soft(stem),
        };
    }

    private static string AdjectiveQuestion(string root, SpeechRegister register) => root + register switch
    {
        SpeechRegister.Haeyo => "한가요",
        SpeechRegister.Hamnida => "합니까",
        SpeechRegister.Handa => "한가",
        _ => "해",
    };

    private static string PlainAdjectiveQuestion(string stem, SpeechRegister register) => register switch
    {
        SpeechRegister.Haeyo => stem + "은가요",
        SpeechRegister.Hamnida => Formal(stem) + "니까",
        SpeechRegister.Handa => stem + "은가",
        _ => PresentForms.Soft(stem),
    };

    private static string CopulaQuestion(SpeechRegister register, ReadOnlySpan<char> before, SplitMix64 random)
    {
        bool open = KoreanText.EndsInVowel(before);
        return register switch
        {
            SpeechRegister.Haeyo => random.Pick(["인가요", "일까요", open ? "예요" : "이에요"]),
            SpeechRegister.Hamnida => "입니까",
            SpeechRegister.Handa => random.Pick(["인가", "일까"]),
            _ => random.Pick([open ? "야" : "이야", "일까", open ? "지" : "이지"]),
        };
    }

    private static string Copula(SpeechRegister register, ReadOnlySpan<char> before)
    {
        bool open = KoreanText.EndsInVowel(before);
        return register switch
        {
            SpeechRegister.Haeyo => open ? "예요" : "이에요",
            SpeechRegister.Hamnida => "입니다",
            SpeechRegister.Handa => "이다",
            _ => open ? "야" : "이야",
        };
    }

    private static string Request(SpeechRegister register, SplitMix64 random) => register switch
    {
        SpeechRegister.Haeyo => random.Pick(["구하세요", "구해 보세요"]),
        SpeechRegister.Hamnida => "구하십시오",
        SpeechRegister.Handa => "구하시오",
        _ => random.Pick(["구해 줘", "구해 봐"]),
    };

    private static string Formal(string stem) => !Hangul.HasFinalConsonant(stem[^1])
        ? stem[..^1] + WithFinal(stem[^1], 'ㅂ')
        : stem + "습";

    private static string Wonder(string stem) => !Hangul.HasFinalConsonant(stem[^1])
        ? stem[..^1] + WithFinal(stem[^1], 'ㄹ') + "까"
        : stem + "을까";

    private static char WithFinal(char syllable, char final)
    {
        var (lead, vowel, _) = Hangul.Decompose(syllable);
        return Hangul.TryCompose(lead, vowel, final, out char composed) ? composed : syllable;
    }
}

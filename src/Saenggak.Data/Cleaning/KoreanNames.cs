using System.Collections.Frozen;
using Saenggak.Text.Korean;

namespace Saenggak.Data;

/// <summary>
/// Recognises a given name with its particle at the front of a Korean word: «태형이는», «유나가», «김민수와». A guess by form
/// and by a list of common names; enough to mask people in word problems.
/// </summary>
internal static class KoreanNames
{
    // Names that end in a vowel take particles as any noun does, so only a list can tell them. Those with a final
    // consonant mostly show themselves by «이» before the particle; the list helps where no particle follows.
    private static readonly FrozenSet<string> Common = (
        "윤기 유나 지호 현우 선우 시우 건우 민호 진우 은우 연우 지우 수아 지아 세아 주아 시아 로아 현아 민아 윤아 은아 하나 유리 지수 민수 " +
        "영수 철수 광수 경수 희수 준수 영희 순희 철희 동희 소희 가희 다희 서희 윤희 준희 진희 성희 경희 은희 민하 지하 윤하 정하 승하 도하 " +
        "예나 하나 미나 지나 세나 리나 안나 유미 수미 은미 영미 정미 선미 지혜 은혜 다혜 민혜 서하 정우 재우 승우 동우 태우 찬우 성우 영우 " +
        "석우 윤호 준호 성호 재호 진호 정호 승호 태호 동호 영호 철호 상호 경호 현호 인호 윤지 민지 수지 은지 예지 현지 연지 서지 미주 민주 " +
        "은주 현주 영주 연주 유주 진주 해주 재희 태희 도희 민기 영기 슬기 준기 현기 재기 성기 병기 쯔위 보라 소라 세라 미소 다나 고은 나리 " +
        "지민 정국 호석 석진 남준 태형 유정 민영 지훈 서연 민준 하은 도윤 준서 예준 서윤 다은 채원 우진 소율 은서 정민 가은 승현 나연 태윤 " +
        "재윤 하린 동현 성민 혜진 민재 규민 한결 아린 다현 서준 주원 하준 수빈 지원 유진 서영 지영 수진 현정 미영 은영 석형 익준 선빈 송화 " +
        "정원 태준 재석 진범 준완 겨울 가을 영은 영진 민정 길동 수연 수민 현진 지은 지연 예진 예은 예린 승민 동건 상민 상현 재현 준혁 준영")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<char> FirstSyllables =
        "가건경광규기나남다대도동명미민병보상서석선성세소송수순승시아연영예용우원유윤은이익인재정제주준지진찬채창철태하한해현형혜호홍효희"
        .ToFrozenSet();

    private static readonly FrozenSet<char> ClosedSecondSyllables =
        "경국균근남란람름린림명민범별빈석선섭성솔숙순슬식안연영완욱운원윤율은인일정준진찬철학한헌혁현형환훈"
        .ToFrozenSet();

    private static readonly FrozenSet<char> Surnames = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진".ToFrozenSet();

    // Particle as written and the one it stands for: a vowel-final name takes the other of a pair.
    private static readonly FrozenDictionary<string, string> Particles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [""] = "", ["는"] = "는", ["은"] = "는", ["가"] = "가", ["이"] = "", ["를"] = "를", ["을"] = "를", ["의"] = "의",
        ["와"] = "와", ["과"] = "와", ["랑"] = "와", ["하고"] = "와", ["에게"] = "에게", ["한테"] = "에게", ["에게서"] = "에게서",
        ["한테서"] = "에게서", ["에게는"] = "에게는", ["네"] = "네", ["네는"] = "네는", ["도"] = "도", ["만"] = "만", ["보다"] = "보다",
        ["씨"] = "", ["씨는"] = "는", ["씨가"] = "가", ["군"] = "", ["군은"] = "는", ["양"] = "", ["양은"] = "는",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when a whole run of syllables is a name with a particle; gives the particle in its one form.</summary>
    public static bool TryMatch(ReadOnlySpan<char> word, out string particle)
    {
        if (word.Length >= 2 && TryGiven(word, out particle)) return true;
        if (word.Length >= 3 && Surnames.Contains(word[0]) && TryGiven(word[1..], out particle)) return true;
        particle = "";
        return false;
    }

    private static bool TryGiven(ReadOnlySpan<char> word, out string particle)
    {
        ReadOnlySpan<char> given = word[..2], rest = word[2..];
        bool closed = Hangul.HasFinalConsonant(given[1]);
        bool suffixed = closed && rest.Length > 1 && rest[0] == '이' && TryParticle(rest[1..], out particle) && particle.Length > 0;
        particle = "";
        if (Common.GetAlternateLookup<ReadOnlySpan<char>>().Contains(given)) return TryParticle(suffixed ? rest[1..] : rest, out particle);
        bool named = suffixed && FirstSyllables.Contains(given[0]) && ClosedSecondSyllables.Contains(given[1]);
        return named && TryParticle(rest[1..], out particle);
    }

    private static bool TryParticle(ReadOnlySpan<char> text, out string particle) =>
        Particles.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out particle!);
}

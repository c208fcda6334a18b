namespace Saenggak.Data.Problems;

/// <summary>A noun of a word problem with the counter that fits it.</summary>
internal readonly record struct Noun(string Word, string Counter);

/// <summary>The people and things that problems speak of.</summary>
internal static class Lexicon
{
    /// <summary>Given names, as they are written without a suffix.</summary>
    public static readonly IReadOnlyList<string> People =
    [
        "민준", "서연", "지호", "하은", "도윤", "수아", "준서", "지우", "예준", "서윤", "시우", "지민", "현우", "다은", "건우", "채원",
        "우진", "유나", "선우", "소율", "연우", "은서", "정민", "가은", "승현", "나연", "태윤", "보라", "은우", "미소", "재윤", "하린",
        "동현", "세아", "윤호", "주아", "성민", "혜진", "민재", "예나", "규민", "소희", "한결", "아린", "진우", "다현",
    ];

    /// <summary>Nouns by the category that a family's cast names. All nouns of a category fit the same verbs.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<Noun>> Nouns = new Dictionary<string, IReadOnlyList<Noun>>(StringComparer.Ordinal)
    {
        ["fruit"] = Counted("개", "사과 배 귤 감 복숭아 오렌지 레몬 키위 참외 자두 망고 살구"),
        ["treefruit"] = Counted("개", "사과 배 귤 감 복숭아 오렌지 레몬 자두 살구"),
        ["snack"] = Counted("개", "사탕 초콜릿 쿠키 빵 떡 젤리 도넛 만두 호떡 송편"),
        ["vegetable"] = Counted("개", "감자 고구마 당근 오이 양파 토마토 가지 피망 무"),
        ["writing"] = Counted("자루", "연필 볼펜 색연필 사인펜 형광펜"),
        ["book"] = Counted("권", "동화책 만화책 그림책 위인전 과학책 역사책 소설책 시집"),
        ["paper"] = Counted("장", "색종이 도화지 스티커 우표 엽서 카드 딱지 사진"),
        ["flower"] = Counted("송이", "장미 튤립 국화 백합 해바라기 카네이션 수국 코스모스"),
        ["tree"] = Counted("그루", "소나무 은행나무 벚나무 단풍나무 느티나무 전나무"),
        ["bird"] = Counted("마리", "참새 비둘기 까치 제비 갈매기"),
        ["fish"] = Counted("마리", "금붕어 열대어 붕어 잉어 미꾸라지"),
        ["toy"] = Counted("개", "구슬 블록 인형 팽이 풍선 공 요요"),
        ["wear"] = Counted("벌", "티셔츠 바지 치마 외투 잠옷 체육복"),
        ["goods"] = Counted("개", "가방 의자 시계 모자 책상 선풍기 스탠드 농구공"),
        ["grown"] = Counted("살", "아버지 어머니 삼촌 이모 고모 큰아버지 선생님"),
        ["child"] = Counted("살", "동생 언니 누나 형 오빠"),
        ["thing"] =
        [
            .. Counted("개", "사탕 초콜릿 쿠키 구슬 블록 귤 젤리 지우개 풍선 딸기"),
            .. Counted("자루", "연필 볼펜 색연필"),
            .. Counted("장", "색종이 스티커 우표 카드 딱지"),
            .. Counted("권", "공책 만화책"),
        ],
    };

    private static Noun[] Counted(string counter, string words) => [.. words.Split(' ').Select(word => new Noun(word, counter))];
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>
/// The units that may stand after a number. Counters («개», «명») are interchangeable: they map to the empty unit and never
/// decide. Measures map to one name each, so that «3 m» is not «3 cm» while «3미터» is «3 m».
/// </summary>
internal static class Units
{
    /// <summary>The unit name of a percentage.</summary>
    public const string Percent = "%";

    private const string Counters =
        "개 명 분 사람 마리 권 장 자루 송이 그루 대 채 척 켤레 쌍 벌 병 잔 컵 그릇 접시 조각 도막 토막 봉지 상자 박스 통 캔 팩 판 줄 칸 층 쪽 페이지 " +
        "문제 문항 점 번 번째 회 차 차례 등 위 호 가지 종류 종 배 배수 세트 묶음 다발 단 손 두름 축 쾌 톳 꾸러미 바구니 바퀴 걸음 계단 살 세 학년 반 " +
        "모둠 조 팀 경기 게임 곡 편 알 톨 포기 뿌리 모 모금 숟가락 방울 타 다스 갑 곽 필 짝 편지 통화 표 석 자리 자릿수 건 군데 곳 번지 " +
        "가구 세대 가족 송 꼬치 입 모서리 변 각 면 꼭짓점 개입 인 인분 자 글자 단어 문장 개국 대의 골 승 패 무 방 발 매 구 동 나라 명의";

    private static readonly (string Name, string Spellings)[] Measures =
    [
        ("원", "원"), ("달러", "달러 불 dollar dollars usd"), ("유로", "유로"), ("엔", "엔"), ("센트", "센트 cent cents"),
        ("mm", "mm 밀리미터 밀리"), ("cm", "cm 센티미터 센티 센치"), ("m", "m 미터"), ("km", "km 킬로미터"),
        ("mm2", "mm2 mm^2 제곱밀리미터"), ("cm2", "cm2 cm^2 cm^{2} 제곱센티미터"), ("m2", "m2 m^2 m^{2} 제곱미터"), ("km2", "km2 km^2 km^{2} 제곱킬로미터"),
        ("cm3", "cm3 cm^3 cm^{3} 세제곱센티미터"), ("m3", "m3 m^3 m^{3} 세제곱미터"), ("ha", "ha 헥타르"), ("a", "아르"), ("평", "평"),
        ("mg", "mg 밀리그램"), ("g", "g 그램"), ("kg", "kg 킬로그램 킬로"), ("t", "t 톤"), ("근", "근"),
        ("mL", "ml 밀리리터"), ("L", "l 리터"), ("kL", "kl 킬로리터"), ("dL", "dl 데시리터"),
        ("초", "초 s sec seconds"), ("시간", "시간 h hour hours"), ("시", "시"), ("일", "일 날 days day"), ("주", "주 주일 주간 weeks week"),
        ("달", "달 개월 months month"), ("년", "년 해 years year"), ("월", "월"), ("minutes", "minutes minute min"),
        ("°", "° 도"), ("°C", "°c"), ("km/h", "km/h"), ("m/s", "m/s"), (Percent, "% 퍼센트 프로"), ("할", "할"),
    ];

    private static readonly FrozenDictionary<string, string> Names = Build();

    /// <summary>Looks a unit up, white space and case ignored by the caller's folding.</summary>
    /// <param name="text">The text after the number, without spaces.</param>
    /// <param name="name">Empty for a counter or for no text.</param>
    public static bool TryFind(ReadOnlySpan<char> text, out string name)
    {
        name = "";
        return text.IsEmpty || Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out name!);
    }

    private static FrozenDictionary<string, string> Build()
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string counter in Counters.Split(' ')) names[counter] = "";
        foreach ((string name, string spellings) in Measures)
        {
            foreach (string spelling in spellings.Split(' ')) names[spelling] = name;
        }
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

using System.Collections.Frozen;

namespace Saenggak.Grading;

/// <summary>The units that may stand after a number, by spelling.</summary>
internal static class Units
{
    private const ulong Degrees = 1UL << 63;

    public const int LongestSpelling = 18;

    // Counters of one line count the same thing; a spelling on two lines agrees with both, and the lines do not with each other.
    private static readonly string[] Counters =
    [
        "명 분 사람 인 people person persons", "개 알 톨 개입", "마리", "권", "장 매", "자루", "송이", "그루", "대", "채", "척", "켤레", "쌍", "벌", "병", "잔 컵 cup cups",
        "그릇", "접시", "조각 도막 토막", "봉지 봉", "상자 박스 갑 곽", "통", "캔", "팩", "판", "줄", "칸", "층", "쪽 페이지 page pages", "문제 문항", "점 point points", "표",
        "번 회 차례 바퀴 time times", "번 번째 째 차", "등 위", "호", "가지 종류 종", "배 배수", "세트", "묶음 다발 단", "손", "두름", "축", "쾌", "톳", "꾸러미",
        "바구니", "걸음", "계단", "살 세", "학년", "반", "모둠 조 팀", "경기 게임", "곡", "편", "포기", "뿌리", "모", "모금", "숟가락", "방울", "타 다스", "필", "짝",
        "편지", "통화", "석 자리", "자릿수", "건", "군데 곳", "번지", "가구 세대 가족", "꼬치", "모서리", "변", "각", "면", "꼭짓점", "인분", "자 글자", "단어", "문장",
        "도 °C ℃", "개국", "골", "승", "패", "무", "발", "구", "동", "units unit", "items item", "%p %P %포인트 퍼센트포인트",
    ];

    // Dimension: name, factor to the base unit, spellings. «m» and its kin are written small, so «M» is no metre.
    private static readonly (string Dimension, string Name, string Factor, string Spellings)[] Measures =
    [
        ("won", "원", "1", "원 ₩ won krw"), ("dollar", "달러", "1", "달러 불 $ dollar dollars usd"), ("dollar", "센트", "1/100", "센트 cent cents ¢"),
        ("euro", "유로", "1", "유로 € euro euros"), ("yen", "엔", "1", "엔 ¥ yen"), ("yuan", "위안", "1", "위안 yuan"), ("pound", "파운드", "1", "£"),
        ("length", "mm", "1/1000", "mm 밀리미터 밀리 millimeter millimeters"), ("length", "cm", "1/100", "cm 센티미터 센티 센치 centimeter centimeters centimetres"),
        ("length", "m", "1", "m 미터 meter meters metre metres"), ("length", "km", "1000", "km 킬로미터 kilometer kilometers kilometre kilometres"),
        ("length", "in", "127/5000", "in inch inches 인치"), ("length", "ft", "381/1250", "ft foot feet 피트"), ("length", "yd", "1143/1250", "yd yard yards 야드"),
        ("length", "mi", "201168/125", "mi mile miles 마일"),
        ("length^2", "ha", "10000", "ha 헥타르 hectare hectares"), ("length^2", "a", "100", "아르"), ("length^2", "평", "400/121", "평"),
        ("mass", "mg", "1/1000", "mg 밀리그램"), ("mass", "g", "1", "g 그램 gram grams"), ("mass", "kg", "1000", "kg 킬로그램 킬로 kilogram kilograms"),
        ("mass", "t", "1000000", "t 톤 ton tons tonnes"), ("mass", "근", "600", "근"),
        ("weight", "lb", "1", "lb lbs pound pounds"), ("weight", "oz", "1/16", "oz ounce ounces"),
        ("length^3", "mL", "1/1000000", "ml mL 밀리리터 cc milliliter milliliters"), ("length^3", "dL", "1/10000", "dl dL 데시리터"),
        ("length^3", "L", "1/1000", "l L ℓ 리터 liter liters litre litres"), ("length^3", "kL", "1", "kl kL 킬로리터"),
        ("time", "초", "1", "초 s sec second seconds"), ("time", "분", "60", "분 min mins minute minutes"), ("time", "시간", "3600", "시간 h hr hrs hour hours"),
        ("time", "일", "86400", "일 날 day days"), ("time", "주", "604800", "주 주일 주간 week weeks"),
        ("months", "달", "1", "달 개월 month months"), ("months", "년", "12", "년 해 year years"),
        ("hour of day", "시", "1", "시"), ("month of year", "월", "1", "월"),
        ("angle", "°", "1", "° 도 degree degrees"), ("temperature", "°C", "1", "°C ℃ 섭씨도"), ("temperature F", "°F", "1", "°F ℉"),
        (Unit.Share, "%", "1/100", "% 퍼센트 프로 percent pct per\u00A0cent"), (Unit.Share, "할", "1/10", "할"), (Unit.Share, "푼", "1/100", "푼"), (Unit.Share, Unit.Ri, "1/1000", Unit.Ri), (Unit.Share, "‰", "1/1000", "‰ 퍼밀"),
        ("length/time", "mph", "1397/3125", "mph"), ("data", "바이트", "1", "바이트 byte bytes"), ("data", "비트", "1/8", "비트 bit bits"),
    ];

    private static readonly FrozenDictionary<string, Unit> Table = Build();

    /// <summary>Finds a unit by its spelling; «square cm», «cm^2», «㎠», «제곱미터» and «km/h» are made from their parts.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, out Unit unit)
    {
        unit = null!;
        if (text.IsEmpty || text.Length > LongestSpelling) return false;
        if (Lookup(text, out unit)) return true;
        return TryPower(text, out unit) || TryQuotient(text, out unit);
    }

    private static bool TryPower(ReadOnlySpan<char> text, out Unit unit)
    {
        unit = null!;
        int power = 0;
        ReadOnlySpan<char> root = text;
        foreach ((string mark, int value) in (ReadOnlySpan<(string, int)>)[("세제곱", 3), ("제곱", 2), ("square ", 2), ("sq ", 2), ("cubic ", 3)])
        {
            if (!text.StartsWith(mark, StringComparison.Ordinal)) continue;
            root = text[mark.Length..];
            power = value;
            break;
        }
        foreach ((string mark, int value) in (ReadOnlySpan<(string, int)>)[("^{2}", 2), ("^{3}", 3), ("^2", 2), ("^3", 3), ("2", 2), ("3", 3)])
        {
            if (power != 0 || !text.EndsWith(mark, StringComparison.Ordinal)) continue;
            root = text[..^mark.Length];
            power = value;
        }
        if (power == 0 || !Lookup(root.Trim(), out Unit found)) return false;
        bool generic = found.Name == "units";
        if (!generic && found.Dimension != "length") return false;
        string dimension = generic ? $"unit^{power}" : $"length^{power}";
        Rational factor = generic ? Rational.From(1) : power == 2 ? found.Factor * found.Factor : found.Factor * found.Factor * found.Factor;
        unit = new Unit($"{found.Name}^{power}", dimension, factor, 0);
        return true;
    }

    private static bool TryQuotient(ReadOnlySpan<char> text, out Unit unit)
    {
        unit = null!;
        int slash = text.IndexOf('/');
        if (slash <= 0 || !TryPart(text[..slash].Trim(), out Unit over) || !TryPart(text[(slash + 1)..].Trim(), out Unit under)) return false;
        unit = over.IsMeasure && under.IsMeasure
            ? new Unit($"{over.Name}/{under.Name}", $"{over.Dimension}/{under.Dimension}", over.Factor / under.Factor, 0)
            : Unit.Counter($"{over.Name}/{under.Name}");
        return true;
    }

    // «g/cm^3», «m/s^2»
    private static bool TryPart(ReadOnlySpan<char> text, out Unit unit)
    {
        if (Lookup(text, out unit) || TryPower(text, out unit)) return true;
        ReadOnlySpan<char> root = text.EndsWith("^2") ? text[..^2] : text.EndsWith("^{2}") ? text[..^4] : default;
        if (!Lookup(root, out Unit time) || time.Dimension != "time") return false;
        unit = new Unit($"{time.Name}^2", "time^2", time.Factor * time.Factor, 0);
        return true;
    }

    // Units of one or two letters are told apart by case («mL» and «ML»), words are not.
    private static bool Lookup(ReadOnlySpan<char> text, out Unit unit)
    {
        var table = Table.GetAlternateLookup<ReadOnlySpan<char>>();
        if (table.TryGetValue(text, out unit!)) return true;
        if (text.Length is < 2 or > LongestSpelling || !char.IsAsciiLetterUpper(text[0]) && !char.IsAsciiLetterUpper(text[1])) return false;
        Span<char> lower = stackalloc char[text.Length];
        return text.ToLowerInvariant(lower) > 0 && table.TryGetValue(lower, out unit!);
    }

    private static FrozenDictionary<string, Unit> Build()
    {
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach ((string dimension, string name, string factor, string spellings) in Measures)
        {
            string[] parts = factor.Split('/');
            var value = new Rational(long.Parse(parts[0], null), parts.Length > 1 ? long.Parse(parts[1], null) : 1);
            // «도» and «°» are degrees of angle and of temperature.
            var unit = new Unit(name, dimension, value, name is "°" or "°C" ? Degrees : 0);
            foreach (string spelling in spellings.Split(' ')) units[spelling] = unit;
        }
        // More groups than bits: those past the first 63 hold a single spelling or share none, and are told apart by name.
        ulong bit = 1;
        foreach (string line in Counters)
        {
            string[] spellings = line.Split(' ');
            ulong group = spellings.Length > 1 ? bit : 0;
            if (spellings.Length > 1) bit <<= 1;
            foreach (string spelling in spellings)
            {
                units[spelling] = units.TryGetValue(spelling, out Unit? known)
                    ? known with { Groups = known.Groups | group }
                    : new Unit(spellings[0] == "번" ? spelling : spellings[0], "", default, group);
            }
        }
        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

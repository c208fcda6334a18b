namespace Saenggak.Data.Cleaning;

/// <summary>
/// Addresses of Korea down to a building: a province or city by name, then districts, then a road or village with a number
/// («서울특별시 강남구 테헤란로 12», «전주시 완산구 효자동 3가 45-6»), and what follows of building and flat. Places without a house number stay.
/// </summary>
internal static class PostalAddress
{
    private const int MaxDistricts = 5;

    private static readonly HashSet<string> Provinces = Words(
        "서울 서울시 서울특별시 부산 부산시 부산광역시 대구 대구시 대구광역시 인천 인천시 인천광역시 광주 광주시 광주광역시 대전 대전시 대전광역시 울산 울산시 울산광역시 "
        + "세종 세종시 세종특별자치시 경기 경기도 강원 강원도 강원특별자치도 충북 충청북도 충남 충청남도 전북 전라북도 전북특별자치도 전남 전라남도 경북 경상북도 경남 경상남도 "
        + "제주 제주도 제주특별자치도 수원시 성남시 고양시 용인시 부천시 안산시 안양시 남양주시 화성시 평택시 의정부시 시흥시 파주시 김포시 광명시 군포시 하남시 오산시 이천시 "
        + "구리시 양주시 안성시 포천시 의왕시 여주시 동두천시 과천시 춘천시 원주시 강릉시 동해시 태백시 속초시 삼척시 청주시 충주시 제천시 천안시 공주시 보령시 아산시 서산시 "
        + "논산시 계룡시 당진시 전주시 군산시 익산시 정읍시 남원시 김제시 목포시 여수시 순천시 나주시 광양시 포항시 경주시 김천시 안동시 구미시 영주시 영천시 상주시 문경시 "
        + "경산시 창원시 진주시 통영시 사천시 김해시 밀양시 거제시 양산시 제주시 서귀포시 강남구 서초구 송파구 강동구 광진구 성동구 성북구 강북구 도봉구 노원구 은평구 서대문구 "
        + "마포구 양천구 강서구 구로구 금천구 영등포구 동작구 관악구 종로구 용산구 동대문구 중랑구");

    private static readonly HashSet<string> Particles = Words("로 으로 에 에서 은 는 이 가 을 를 의 와 과 도 까지 부터 입니다 이다 이고 이며");

    private static readonly string[] Districts = ["시", "군", "구", "읍", "면", "동", "리", "가"];
    private static readonly string[] Parts = ["번지", "번길", "길", "동", "층", "호", "호실", "지하", "빌딩", "아파트", "타워", "빌라", "오피스텔"];

    public static int LengthAt(string text, int at)
    {
        if (text[at] is < '가' or > '힣' || (at > 0 && char.IsLetterOrDigit(text[at - 1]))) return 0;
        int end = WordEnd(text, at);
        if (end - at > 8 || !Provinces.Contains(text[at..end])) return 0;
        for (int district = 0; district < MaxDistricts; district++)
        {
            int start = Gap(text, end);
            if (start == end || start == text.Length) return 0;
            end = WordEnd(text, start);
            ReadOnlySpan<char> word = text.AsSpan(start, end - start);
            bool road = IsRoad(word), place = IsDistrict(word);
            if (!road && !place) return 0;
            // A road may carry its number without a space: 테헤란로12.
            int number = Number(text, road && WithDigits(word) ? DigitsOf(text, start, end) : Gap(text, end));
            if (number > 0 && (road || word[^1] is '동' or '리' or '가')) return Tail(text, number) - at;
        }
        return 0;
    }

    private static bool IsRoad(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> name = word.TrimEnd("0123456789-");
        return name.Length >= 2 && (name.EndsWith("로") || name.EndsWith("길"));
    }

    private static bool IsDistrict(ReadOnlySpan<char> word)
    {
        if (word.Length < 2) return false;
        foreach (string ending in Districts)
        {
            if (word.EndsWith(ending)) return true;
        }
        return false;
    }

    private static bool WithDigits(ReadOnlySpan<char> word) => char.IsAsciiDigit(word[^1]);

    private static int DigitsOf(string text, int start, int end)
    {
        int at = end;
        while (at > start && (char.IsAsciiDigit(text[at - 1]) || text[at - 1] == '-')) at--;
        return at;
    }

    // End of a house number: 12, 12-3, 산 12, 지하 12; with 번지 or 번길 and its number. -1 where none stands.
    private static int Number(string text, int at)
    {
        if (at < text.Length && text[at] == '산') at = Gap(text, at + 1);
        if (text.AsSpan(Math.Min(at, text.Length)).StartsWith("지하")) at = Gap(text, at + 2);
        int end = DigitGroups.Run(text, at, 1, 5);
        if (end < 0) return -1;
        if (end + 1 < text.Length && text[end] == '-' && DigitGroups.Run(text, end + 1, 1, 5) is > 0 and int second) end = second;
        if (text.AsSpan(end).StartsWith("번길"))
        {
            int house = Number(text, Gap(text, end + 2));
            return house > 0 ? house : end + 2;
        }
        if (text.AsSpan(end).StartsWith("번지")) return end + 2;
        // «3 학년», «5년», «2명»: a count, not a house.
        if (end == text.Length || !char.IsLetterOrDigit(text[end])) return end;
        int wordEnd = WordEnd(text, end);
        return Particles.Contains(text[end..wordEnd]) ? end : -1;
    }

    // Building and flat behind the number: «, 3층 301호», «(역삼동)», «○○아파트 101동 1203호».
    private static int Tail(string text, int end)
    {
        for (int part = 0; part < 5; part++)
        {
            int at = end;
            if (at < text.Length && text[at] == ',') at++;
            at = Gap(text, at);
            if (at == text.Length) break;
            if (text[at] == '(')
            {
                int close = text.AsSpan(at, Math.Min(30, text.Length - at)).IndexOf(')');
                if (close < 0) break;
                end = at + close + 1;
                continue;
            }
            int wordEnd = WordEnd(text, at);
            ReadOnlySpan<char> word = text.AsSpan(at, wordEnd - at);
            bool known = false;
            foreach (string ending in Parts) known |= word.EndsWith(ending) && (ending.Length > 1 || word.ContainsAnyInRange('0', '9'));
            if (!known) break;
            end = wordEnd;
        }
        return end;
    }

    private static int WordEnd(string text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < 20 && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '·')) end++;
        return end;
    }

    private static int Gap(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        return at;
    }

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.Ordinal);
}

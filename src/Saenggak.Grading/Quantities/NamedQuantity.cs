namespace Saenggak.Grading;

/// <summary>
/// Reads a quantity that an answer names before it: «사과 12개», «남은 사과는 12개», «둘레: 12cm», «정답 3번». What the name does to
/// the number is not known, so only names that leave it alone are read: neither numbers nor words that bound, share out or negate.
/// </summary>
internal static class NamedQuantity
{
    private const int MaxName = 24, MaxWords = 3;

    // Before any of these the number is another one («지하 3층», «약 12개», «한 명당 12개», «오답 3번»).
    private static readonly string[] Changing =
    [
        "약", "대략", "거의", "최소", "최대", "최저", "적어도", "많아야", "기껏", "못해도", "어림", "각", "매", "하루", "한", "반", "오전", "오후", "새벽", "아침", "저녁", "밤", "낮", "지하", "기원전",
        "남위", "북위", "동경", "서경", "손해", "손실", "적자", "빚", "부족", "더", "덜", "빼기", "빼고", "더하기", "곱하기", "나누기", "플러스", "제곱", "세제곱", "절반", "음", "영하", "오답", "틀린", "아닌", "아니", "아님", "안", "모르",
        "말고", "제외", "없", "못", "다른", "또", "혹은", "또는", "이상", "이하", "초과", "미만", "사이", "두", "세", "네",
    ];

    // «사과보다 12개», «상자에 12개», «12개 중 3개»: more than a name.
    private static readonly string[] Relating =
        ["보다", "에", "에서", "마다", "당", "씩", "중", "가운데", "부터", "까지", "와", "과", "랑", "하고", "이나", "거나", "나", "고", "며", "면", "만", "도", "대", "분의", "제곱", "배", "쯤", "정도", "겠다", "았다", "었다", "했다", "한다", "니다"];

    private static readonly string[] Answers = ["답", "정답", "최종 답", "최종 정답", "결과", "값"];

    /// <summary>The number or measured number behind the name; null where the text is anything else.</summary>
    public static Node? Read(ReadOnlySpan<char> plain)
    {
        int name = NameLength(plain);
        if (name == 0) return null;
        ReadOnlySpan<char> words = plain[..name].TrimEnd(' ');
        Node? quantity = QuantityReader.Read(plain[name..]);
        if (quantity is { Kind: NodeKind.Measured }) return quantity;
        // «정답 3», «가장 큰 수는 12», «구하는 값: 12»
        bool states = words[^1] is ':' or '는' or '은';
        foreach (string answer in Answers) states |= words.SequenceEqual(answer);
        return states && quantity is { IsScalar: true } ? quantity : null;
    }

    // Up to three words of Hangul, the last with a space or a colon behind it, in front of digits or a numeral.
    private static int NameLength(ReadOnlySpan<char> text)
    {
        int end = 0, topics = 0;
        for (int words = 0; words < MaxWords && end <= MaxName; words++)
        {
            int stop = end;
            while (stop < text.Length && text[stop] is >= '가' and <= '힣') stop++;
            if (stop == end || stop == text.Length) break;
            ReadOnlySpan<char> word = text[end..stop];
            bool colon = text[stop] == ':';
            if (colon) stop++;
            if (stop == text.Length || (text[stop] != ' ' && !colon)) break;
            // «열두 자루» is the quantity itself.
            if (words > 0 && QuantityReader.Read(text[end..]) is not null) break;
            if (!IsName(word) || (word.Length > 1 && word[^1] is '는' or '은' or '이' or '가' && ++topics > 2)) return 0;
            end = stop;
            while (end < text.Length && text[end] == ' ') end++;
            if (colon) break;
        }
        return end;
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        foreach (string changing in Changing)
        {
            // «매일», «각각», «없는» too, while «한라봉» and «두부» are things.
            bool whole = changing.Length == 1 && changing is not ("각" or "매" or "없");
            if (whole ? word.SequenceEqual(changing) : word.StartsWith(changing)) return false;
        }
        foreach (string relating in Relating)
        {
            // «사과» ends like «와 과», and «배» is a pear.
            if (word.Length > relating.Length + 1 && word.EndsWith(relating)) return false;
        }
        return QuantityReader.Read(word) is null;
    }
}

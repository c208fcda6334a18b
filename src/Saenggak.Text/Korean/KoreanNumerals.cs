using System.Text;

namespace Saenggak.Text.Korean;

/// <summary>Writes whole numbers in Hangul, in Sino-Korean (백이십삼) and native (스물셋) words.</summary>
public static class KoreanNumerals
{
    private const string Digits = "영일이삼사오육칠팔구";
    private static readonly string[] Places = ["", "십", "백", "천"];
    private static readonly string[] Myriads = ["", "만", "억", "조", "경"];
    private static readonly string[] Ones = ["", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉"];
    private static readonly string[] BoundOnes = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"];
    private static readonly string[] Tens = ["", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"];

    // Counted with Sino-Korean numbers: money, dates, measures. Everything else (개, 명, 마리, 권, 살, 시간 …) takes native ones.
    private static readonly HashSet<string> SinoUnits = new(StringComparer.Ordinal)
    {
        "원", "년", "월", "일", "분", "초", "개월", "주일", "층", "점", "도", "회", "인분", "퍼센트", "미터", "센티미터", "킬로미터", "밀리미터",
        "그램", "킬로그램", "톤", "리터", "밀리리터", "학년", "호", "쪽", "등", "달러",
    };

    /// <summary>Sino-Korean reading, spaced by ten thousands as the spelling rules ask: 12345 → 만 이천삼백사십오.</summary>
    public static string Sino(long value)
    {
        if (value == 0) return "영";
        ulong rest = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        var groups = new List<string>();
        for (int myriad = 0; rest > 0; myriad++, rest /= 10_000)
        {
            int group = (int)(rest % 10_000);
            if (group == 0) continue;
            // A leading 10000 is said 만, not 일만; 억 and above keep their 일.
            bool bareMyriad = group == 1 && myriad == 1 && rest < 10_000;
            groups.Insert(0, (bareMyriad ? "" : Group(group)) + Myriads[myriad]);
        }
        return (value < 0 ? "마이너스 " : "") + string.Join(' ', groups);
    }

    /// <summary>Native number word for 1..99 as it stands alone: 23 → 스물셋.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1..99.</exception>
    public static string Native(int value) => Tens[Checked(value) / 10] + Ones[value % 10];

    /// <summary>Native number word for 1..99 as it stands before a unit: 3 → 세, 20 → 스무, 21 → 스물한.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1..99.</exception>
    public static string NativeBeforeUnit(int value) => value == 20 ? "스무" : Tens[Checked(value) / 10] + BoundOnes[value % 10];

    /// <summary>
    /// A count in words: (3, 개) → 세 개, (20, 명) → 스무 명, (500, 원) → 오백 원. Units of money, dates and measures take Sino-Korean
    /// numbers, the others native ones up to 99.
    /// </summary>
    public static string Count(long value, string unit) =>
        value is >= 1 and <= 99 && !SinoUnits.Contains(unit) ? $"{NativeBeforeUnit((int)value)} {unit}" : $"{Sino(value)} {unit}";

    private static string Group(int value)
    {
        var words = new StringBuilder();
        for (int place = 3, power = 1000; place >= 0; place--, power /= 10)
        {
            int digit = value / power % 10;
            if (digit == 0) continue;
            if (digit > 1 || place == 0) words.Append(Digits[digit]);
            words.Append(Places[place]);
        }
        return words.ToString();
    }

    private static int Checked(int value) => value is >= 1 and <= 99
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), $"got {value}, expected 1..99: native Korean numbers end there.");
}

namespace Saenggak.Data.Problems.Families;

/// <summary>Ages, weeks and minutes.</summary>
internal static class Ages
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "older-by",
            Cast = "p:person g:grown",
            Numbers = "a:6..15 b:18..40",
            Steps = ["{g}의 나이: s = a + b 살"],
            Tellings =
            [
                "{p}^는 올해 {a}살[이다]. {p}의 {g}^는 {p}보다 {b}살 더 [많다]. {g}의 나이는 몇 살[인가]?",
                "{p}의 나이는 {a}살이고, {g}^는 {p}보다 {b}살 [많다]. {g}^는 올해 몇 살[인가]?",
                "올해 {a}살인 {p}^는 {g}보다 {b}살 [적다]. {g}의 나이는 몇 살인지 [구하라].",
            ],
        },
        new()
        {
            Name = "weeks-to-days",
            Cast = "p:person",
            Numbers = "k:2..12",
            Steps = ["전체 날수: s = 7 × k 일"],
            Tellings =
            [
                "{p}^는 {k}주 동안 매일 줄넘기를 [했다]. 줄넘기를 한 날은 모두 며칠[인가]?",
                "{p}네 방학은 꼭 {k}주[이다]. 방학은 모두 며칠[인가]?",
                "일주일은 7일[이다]. {p}^가 {k}주 동안 하루도 빠짐없이 일기를 썼다면 일기를 쓴 날은 모두 며칠인지 [구하라].",
            ],
        },
        new()
        {
            Name = "hours-and-minutes",
            Cast = "p:person",
            Numbers = "k:1..2 b:5..55",
            Steps = ["{k}시간을 분으로 바꾼 값: s = 60 × k 분", "전체 시간: t = s + b 분"],
            Tellings =
            [
                "{p}^는 {k}시간 {b}분 동안 영화를 [보았다]. 영화를 본 시간은 모두 몇 분[인가]?",
                "{p}네 집에서 할머니 댁까지 {k}시간 {b}분이 [걸린다]. 할머니 댁까지 가는 데 걸리는 시간은 몇 분[인가]?",
                "1시간은 60분[이다]. {p}^가 숙제를 하는 데 {k}시간 {b}분이 걸렸다면 모두 몇 분이 걸렸는지 [구하라].",
            ],
        },
        new()
        {
            Name = "sibling-sum",
            Cast = "p:person g:child",
            Numbers = "a:8..30 b:2..7",
            Steps = ["동생의 나이: s = a - b 살", "두 사람의 나이 합: t = a + s 살"],
            Tellings =
            [
                "{p}^는 {a}살이고 동생은 {p}보다 {b}살 [적다]. 두 사람의 나이를 합하면 몇 살[인가]?",
                "{p}의 동생은 {p}보다 {b}살 [어리다]. {p}^가 올해 {a}살일 때 두 사람의 나이의 합은 몇 살[인가]?",
                "올해 {p}의 나이는 {a}살[이다]. {b}살 어린 동생의 나이와 {p}의 나이를 합하면 몇 살인지 [구하라].",
            ],
        },
        new()
        {
            Name = "times-age-gap",
            Cast = "p:person",
            Numbers = "a:6..12 k:3..6 b:2..8 w=a*k w>29 w<56",
            Steps = ["아버지의 나이: s = a × k 살", "어머니의 나이: t = s - b 살", "어머니와 {p}의 나이 차: u = t - a 살"],
            Tellings =
            [
                "{p}^는 {a}살[이다]. 아버지의 나이는 {p}의 {k}배이고, 어머니는 아버지보다 {b}살 [적다]. 어머니는 {p}보다 몇 살 더 [많은가]?",
                "아버지의 나이는 {a}살인 {p}의 {k}배[이다]. 어머니가 아버지보다 {b}살 적을 때 어머니와 {p}의 나이 차는 몇 살[인가]?",
                "{p}의 어머니는 아버지보다 {b}살 [적다]. 아버지의 나이가 {p}의 {k}배이고 {p}^가 {a}살이라면, 어머니와 {p}의 나이 차는 몇 살인지 [구하라].",
            ],
        },
        new()
        {
            Name = "practice-weeks",
            Cast = "p:person",
            Numbers = "k:2..6 a:1..7 b:2..30",
            Steps = ["전체 날수: s = 7 × k 일", "쉬지 않은 날수: t = s - a 일", "연습한 날수: u = t + b 일"],
            Tellings =
            [
                "{p}^는 피아노를 {k}주 동안 매일 연습하기로 했지만 {a}일은 [쉬었다]. 그 뒤 {b}일을 더 연습했다면 {p}^가 연습한 날은 모두 며칠[인가]?",
                "{k}주 가운데 {a}일을 뺀 나머지 날에 {p}^는 수영을 [연습했다]. 그 뒤로 {b}일을 더 했을 때 수영을 연습한 날은 모두 며칠[인가]?",
                "{p}^는 {k}주 동안 매일 달리기를 연습했는데 비가 온 {a}일은 [쉬었다]. 다음 달에 {b}일을 더 연습했다면 연습한 날은 모두 며칠인지 [구하라].",
            ],
        },
    ];
}

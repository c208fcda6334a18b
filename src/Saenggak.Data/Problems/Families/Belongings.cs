namespace Saenggak.Data.Problems.Families;

/// <summary>Things that people have, get, lose and compare.</summary>
internal static class Belongings
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "give-away",
            Cast = "p:person q:person i:thing",
            Numbers = "a:addend b:addend",
            Steps = ["남은 {i} 수: s = a - b {i#}"],
            Tellings =
            [
                "{p}^는 {i} {a}{i#}^를 가지고 [있었다]. 그중에서 {b}{i#}^를 {q}에게 [주었다]. 남은 {i}^는 몇 {i#}[인가]?",
                "{p}^가 가진 {i} {a}{i#} 중에서 {b}{i#}^를 {q}에게 주면 {i}^는 몇 {i#}^가 [남는가]?",
                "{p}^는 {i}^를 {a}{i#} 모았는데 그중 {b}{i#}^를 [잃어버렸다]. 지금 {p}^가 가지고 있는 {i}^는 몇 {i#}[인가]?",
                "{i}^가 {a}{i#} [있었다]. {p}^가 {b}{i#}^를 가져가면 {i}^는 몇 {i#} [남는가]?",
            ],
        },
        new()
        {
            Name = "get-more",
            Cast = "p:person q:person i:thing",
            Numbers = "a:addend b:addend",
            Steps = ["전체 {i} 수: s = a + b {i#}"],
            Tellings =
            [
                "{p}^는 {i} {a}{i#}^를 가지고 [있다]. 오늘 {q}에게서 {b}{i#}^를 더 [받았다]. {p}^가 가진 {i}^는 모두 몇 {i#}[인가]?",
                "{i}^를 {a}{i#} 가진 {p}^가 {b}{i#}^를 더 얻으면 {i}^는 모두 몇 {i#}^가 [되는가]?",
                "상자에 {i}^가 {a}{i#} 들어 [있다]. {p}^가 {b}{i#}^를 더 [넣었다]. 상자에 든 {i}^는 모두 몇 {i#}인지 [구하라].",
            ],
        },
        new()
        {
            Name = "two-kinds",
            Cast = "p:person i:fruit j:fruit",
            Numbers = "a:addend b:addend",
            Steps = ["전체 과일 수: s = a + b 개"],
            Tellings =
            [
                "바구니에 {i} {a}개와 {j} {b}개가 담겨 [있다]. 바구니에 담긴 과일은 모두 몇 개[인가]?",
                "{p}^는 시장에서 {i} {a}개와 {j} {b}개를 [샀다]. {p}^가 산 과일은 모두 몇 개[인가]?",
                "과일 가게에 {i}^가 {a}개, {j}^가 {b}개 [있다]. {i}^와 {j}^는 모두 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "how-many-more",
            Cast = "p:person q:person i:thing",
            Numbers = "a:addend b:addend",
            Steps = ["{i} 수의 차: s = a - b {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#}, {q}^는 {b}{i#} 가지고 [있다]. {p}^는 {q}보다 {i}^를 몇 {i#} 더 가지고 [있는가]?",
                "{q}^가 가진 {i}^는 {b}{i#}이고, {p}^가 가진 {i}^는 {a}{i#}[이다]. {p}^는 {q}보다 몇 {i#} 더 많이 가지고 [있는가]?",
                "{p}^는 {i} {a}{i#}^를 모았고 {q}^는 {b}{i#}^를 [모았다]. 두 사람이 모은 {i} 수의 차는 몇 {i#}인지 [구하라].",
            ],
        },
        new()
        {
            Name = "unknown-start",
            Cast = "p:person i:snack",
            Numbers = "a:2..20 b:addend",
            Steps = ["처음 {i} 수: s = a + b 개"],
            Tellings =
            [
                "{p}^가 {i}^를 {a}개 먹었더니 {b}개가 [남았다]. 처음에 있던 {i}^는 몇 개[인가]?",
                "접시에 {i}^가 몇 개 [있었다]. {p}^가 {a}개를 먹고 나니 {b}개가 [남았다]. 처음 접시에 있던 {i}^는 몇 개[인가]?",
                "{p}^는 가지고 있던 {i} 중에서 {a}개를 동생에게 [주었다]. 남은 {i}^가 {b}개라면 처음에 가지고 있던 {i}^는 몇 개[인가]?",
            ],
        },
        new()
        {
            Name = "unknown-change",
            Cast = "p:person i:fruit",
            Numbers = "a:addend b:addend",
            Steps = ["줄어든 {i} 수: s = a - b 개"],
            Tellings =
            [
                "접시에 {i} {a}개가 [있었다]. {p}^가 몇 개를 먹고 나니 {b}개가 [남았다]. {p}^가 먹은 {i}^는 몇 개[인가]?",
                "냉장고에 {i}^가 {a}개 있었는데 지금은 {b}개만 [있다]. 없어진 {i}^는 몇 개[인가]?",
                "{p}^는 {i} {a}개 가운데 몇 개를 이웃에게 나누어 주었더니 {b}개가 [남았다]. 나누어 준 {i}^는 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "buy-then-give",
            Cast = "p:person q:person i:thing",
            Numbers = "a:addend b:addend c:addend",
            Steps = ["전체 {i} 수: s = a + b {i#}", "남은 {i} 수: t = s - c {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 있었는데 {b}{i#}^를 더 [샀다]. 그중 {c}{i#}^를 {q}에게 주었다면 남은 {i}^는 몇 {i#}[인가]?",
                "{p}^는 {i} {a}{i#}^를 가지고 [있었다]. 이모에게서 {b}{i#}^를 받고, {q}에게 {c}{i#}^를 [주었다]. 지금 {p}^가 가진 {i}^는 몇 {i#}[인가]?",
                "어제 {i} {a}{i#}, 오늘 {b}{i#}^를 모은 {p}^가 {q}에게 {c}{i#}^를 주면 {i}^는 몇 {i#}^가 [남는가]?",
            ],
        },
        new()
        {
            Name = "more-than-total",
            Cast = "p:person q:person i:thing",
            Numbers = "a:addend b:addend",
            Steps = ["{q}의 {i} 수: s = a + b {i#}", "두 사람의 {i} 수: t = a + s {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 있고, {q}^는 {p}보다 {b}{i#} 더 가지고 [있다]. 두 사람이 가진 {i}^는 모두 몇 {i#}[인가]?",
                "{p}^가 모은 {i}^는 {a}{i#}[이다]. {q}^는 {p}보다 {b}{i#} 더 많이 [모았다]. 두 사람이 모은 {i}^는 모두 몇 {i#}인지 [구하라].",
                "{q}^는 {p}보다 {i}^를 {b}{i#} 더 가지고 [있다]. {p}의 {i}^가 {a}{i#}^라면 두 사람의 {i}^는 모두 몇 {i#}[인가]?",
            ],
        },
        new()
        {
            Name = "times-total",
            Cast = "p:person q:person i:thing",
            Numbers = "a:factor k:2..6",
            Steps = ["{q}의 {i} 수: s = a × k {i#}", "두 사람의 {i} 수: t = a + s {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 있고, {q}^는 {p}의 {k}배만큼 가지고 [있다]. 두 사람이 가진 {i}^는 모두 몇 {i#}[인가]?",
                "{p}^는 {i}^를 {a}{i#} [모았다]. {q}^가 모은 {i}^는 {p}의 {k}배[이다]. 두 사람이 모은 {i}^는 모두 몇 {i#}[인가]?",
                "{q}^는 {p}^가 가진 {i}의 {k}배를 가지고 [있다]. {p}^가 가진 {i}^가 {a}{i#}일 때, 두 사람의 {i}^를 합하면 몇 {i#}[인가]?",
            ],
        },
        new()
        {
            Name = "more-and-fewer",
            Cast = "p:person q:person r:person i:thing",
            Numbers = "a:addend b:addend c:addend",
            Steps = ["{q}의 {i} 수: s = a + b {i#}", "{r}의 {i} 수: t = s - c {i#}", "{p}^와 {r}의 {i} 수: u = a + t {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 [있다]. {q}^는 {p}보다 {b}{i#} 더 가지고 있고, {r}^는 {q}보다 {c}{i#} 적게 가지고 [있다]. {p}^와 {r}^가 가진 {i}^는 모두 몇 {i#}[인가]?",
                "{p}의 {i}^는 {a}{i#}[이다]. {q}의 {i}^는 {p}보다 {b}{i#} 많고, {r}의 {i}^는 {q}보다 {c}{i#} [적다]. {p}^와 {r}의 {i}^를 합하면 몇 {i#}[인가]?",
                "{q}^는 {p}보다 {i}^를 {b}{i#} 더 모았고, {r}^는 {q}보다 {c}{i#} 덜 [모았다]. {p}^가 {a}{i#}^를 모았다면 {p}^와 {r}^가 모은 {i}^는 모두 몇 {i#}[인가]?",
            ],
        },
        new()
        {
            Name = "times-then-fewer-all",
            Cast = "p:person q:person r:person i:thing",
            Numbers = "a:factor k:2..6 b:addend",
            Steps =
            [
                "{q}의 {i} 수: s = a × k {i#}", "{r}의 {i} 수: t = s - b {i#}",
                "{p}^와 {q}의 {i} 수: u = a + s {i#}", "세 사람의 {i} 수: v = u + t {i#}",
            ],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 [있다]. {q}^는 {p}의 {k}배를 가지고 있고, {r}^는 {q}보다 {b}{i#} 적게 가지고 [있다]. 세 사람이 가진 {i}^는 모두 몇 {i#}[인가]?",
                "{p}^가 모은 {i}^는 {a}{i#}[이다]. {q}^는 {p}의 {k}배를, {r}^는 {q}보다 {b}{i#} 적게 [모았다]. 세 사람이 모은 {i}^는 모두 몇 {i#}인지 [구하라].",
                "{q}^는 {p}의 {k}배만큼 {i}^를 가지고 있고, {r}^는 {q}보다 {b}{i#} 적게 가지고 [있다]. {p}의 {i}^가 {a}{i#}^라면 세 사람의 {i}^는 모두 몇 {i#}[인가]?",
            ],
        },
    ];
}

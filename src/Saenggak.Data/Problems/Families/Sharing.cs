namespace Saenggak.Data.Problems.Families;

/// <summary>Equal groups: packing, sharing, what is left over.</summary>
internal static class Sharing
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "equal-groups",
            Cast = "p:person i:snack",
            Numbers = "b:factor k:factor",
            Steps = ["전체 {i} 수: s = b × k 개"],
            Tellings =
            [
                "{i}^가 한 봉지에 {b}개씩 들어 [있다]. {k}봉지에는 {i}^가 모두 몇 개 들어 [있는가]?",
                "{p}^는 한 상자에 {b}개씩 든 {i}^를 {k}상자 [샀다]. {p}^가 산 {i}^는 모두 몇 개[인가]?",
                "접시 {k}개에 {i}^를 {b}개씩 [담았다]. 접시에 담은 {i}^는 모두 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "share-equally",
            Cast = "p:person i:thing",
            Numbers = "k:factor m:factor n=k*m",
            Steps = ["한 명이 받는 {i} 수: s = n ÷ k {i#}"],
            Tellings =
            [
                "{i} {n}{i#}^를 {k}명에게 똑같이 나누어 주려고 [한다]. 한 명이 {i}^를 몇 {i#}씩 [받는가]?",
                "{p}^는 {i} {n}{i#}^를 친구 {k}명에게 똑같이 나누어 [주었다]. 친구 한 명이 받은 {i}^는 몇 {i#}[인가]?",
                "{k}명이 {i} {n}{i#}^를 똑같이 나누어 가지면 한 명이 몇 {i#}씩 [가지는가]?",
            ],
        },
        new()
        {
            Name = "how-many-bags",
            Cast = "p:person i:vegetable",
            Numbers = "k:factor m:factor n=k*m",
            Steps = ["필요한 봉지 수: s = n ÷ k 개"],
            Tellings =
            [
                "{i} {n}개를 한 봉지에 {k}개씩 담으려고 [한다]. 봉지는 몇 개 [필요한가]?",
                "{p}^는 밭에서 캔 {i} {n}개를 한 봉지에 {k}개씩 [담았다]. {i}^를 담은 봉지는 모두 몇 개[인가]?",
                "한 봉지에 {i}^가 {k}개씩 [들어간다]. {i} {n}개를 모두 담으려면 봉지가 몇 개 [필요한가]?",
            ],
        },
        new()
        {
            Name = "dozens",
            Cast = "p:person i:writing",
            Numbers = "k:2..12",
            Steps = ["전체 {i} 수: s = 12 × k 자루"],
            Tellings =
            [
                "{i} 한 다스는 12자루[이다]. {p}^가 {i} {k}다스를 샀다면 {i}^는 모두 몇 자루[인가]?",
                "{p}^는 {i}^를 {k}다스 가지고 [있다]. 한 다스가 12자루일 때 {p}^가 가진 {i}^는 모두 몇 자루[인가]?",
                "문구점에서 {p}^가 {i} {k}다스를 [샀다]. 산 {i}^는 모두 몇 자루인지 [구하라].",
            ],
        },
        new()
        {
            Name = "packs-minus",
            Cast = "p:person i:fruit",
            Numbers = "b:factor k:factor c:addend",
            Steps = ["전체 {i} 수: s = b × k 개", "남은 {i} 수: t = s - c 개"],
            Tellings =
            [
                "{i}^가 한 상자에 {b}개씩 {k}상자 [있다]. 그중 {c}개를 먹으면 {i}^는 몇 개가 [남는가]?",
                "{p}^는 {b}개씩 든 {i}^를 {k}봉지 사서 {c}개를 이웃에게 나누어 [주었다]. 남은 {i}^는 몇 개[인가]?",
                "가게에 {i}^가 {b}개씩 {k}줄로 놓여 [있었다]. 오늘 {c}개를 팔았다면 남은 {i}^는 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "packs-plus-loose",
            Cast = "p:person i:paper",
            Numbers = "b:factor k:factor c:2..30",
            Steps = ["묶음에 든 {i} 수: s = b × k 장", "전체 {i} 수: t = s + c 장"],
            Tellings =
            [
                "{i}^가 {b}장씩 {k}묶음과 낱장으로 {c}장 [있다]. {i}^는 모두 몇 장[인가]?",
                "{p}^는 {b}장씩 묶인 {i} {k}묶음을 사고, {c}장을 더 [받았다]. {p}^가 가진 {i}^는 모두 몇 장[인가]?",
                "{p}^는 {i}^를 한 쪽에 {b}장씩 {k}쪽에 붙였고, 아직 붙이지 않은 것이 {c}장 [있다]. {i}^는 모두 몇 장인지 [구하라].",
            ],
        },
        new()
        {
            Name = "share-leftover",
            Cast = "p:person i:thing",
            Numbers = "k:factor b:factor r:1..11 n=k*b+r k>r",
            Steps = ["나누어 준 {i} 수: s = b × k {i#}", "남은 {i} 수: t = n - s {i#}"],
            Tellings =
            [
                "{i} {n}{i#}^를 {k}명에게 {b}{i#}씩 나누어 주면 {i}^는 몇 {i#}^가 [남는가]?",
                "{p}^는 {i} {n}{i#}^를 친구 {k}명에게 {b}{i#}씩 [나누어 주었다]. 나누어 주고 남은 {i}^는 몇 {i#}[인가]?",
                "친구 {k}명이 {i}^를 {b}{i#}씩 나누어 [가졌다]. 처음에 {i}^가 {n}{i#} 있었다면 남은 {i}^는 몇 {i#}[인가]?",
            ],
        },
        new()
        {
            Name = "pool-and-share",
            Cast = "p:person q:person i:treefruit",
            Numbers = "k:factor m:factor b:addend a=k*m-b",
            Steps = ["두 사람이 딴 {i} 수: s = a + b 개", "한 명이 가지는 {i} 수: t = s ÷ k 개"],
            Tellings =
            [
                "{p}^는 {i} {a}개를, {q}^는 {b}개를 [땄다]. 두 사람이 딴 {i}^를 모아 {k}명이 똑같이 나누면 한 명이 몇 개씩 [가지는가]?",
                "{p}^가 딴 {i} {a}개와 {q}^가 딴 {i} {b}개를 합해서 {k}명에게 똑같이 나누어 [주었다]. 한 명이 받은 {i}^는 몇 개[인가]?",
                "과수원에서 {p}^는 {i}^를 {a}개 따고 {q}^는 {b}개 [땄다]. 딴 {i}^를 {k}명이 똑같이 나누면 한 명이 몇 개씩 [받는가]?",
            ],
        },
        new()
        {
            Name = "dozens-minus",
            Cast = "p:person q:person i:writing",
            Numbers = "k:2..9 b:addend",
            Steps = ["전체 {i} 수: s = 12 × k 자루", "남은 {i} 수: t = s - b 자루"],
            Tellings =
            [
                "{i} 한 다스는 12자루[이다]. {p}^가 {i} {k}다스 중에서 {b}자루를 썼다면 남은 {i}^는 몇 자루[인가]?",
                "{p}^는 {i}^를 {k}다스 사서 {q}에게 {b}자루를 [주었다]. {p}에게 남은 {i}^는 몇 자루[인가]?",
                "문구점에 {i}^가 {k}다스 [있었다]. 오늘 {b}자루를 팔았다면 {i}^는 몇 자루 [남는가]?",
            ],
        },
        new()
        {
            Name = "pool-share-eat",
            Cast = "p:person q:person i:snack",
            Numbers = "k:factor m:3..12 b:addend a=k*m-b c:1..9",
            Steps = ["두 사람이 만든 {i} 수: s = a + b 개", "한 명이 받은 {i} 수: t = s ÷ k 개", "한 명에게 남은 {i} 수: u = t - c 개"],
            Tellings =
            [
                "{p}^는 {i} {a}개를, {q}^는 {b}개를 만들어서 {k}명이 똑같이 나누어 [가졌다]. 한 명이 자기 몫에서 {c}개를 먹으면 몇 개가 [남는가]?",
                "{p}^와 {q}^가 {i}^를 각각 {a}개, {b}개 만들어 두 사람을 포함한 {k}명이 똑같이 나누어 [가졌다]. {p}^가 받은 {i} 중에서 {c}개를 먹었다면 {p}에게 남은 {i}^는 몇 개[인가]?",
                "{i} {a}개와 {b}개를 한데 모아 {k}명이 똑같이 [나누었다]. 그 뒤 {q}^가 {c}개를 먹었다면 {q}에게 남은 {i}^는 몇 개[인가]?",
            ],
        },
        new()
        {
            Name = "two-packs-difference",
            Cast = "p:person q:person i:paper",
            Numbers = "a:factor x:factor b:factor y:factor",
            Steps = ["{p}의 {i} 수: s = a × x 장", "{q}의 {i} 수: t = b × y 장", "{i} 수의 차: u = s - t 장"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}장씩 {x}묶음, {q}^는 {b}장씩 {y}묶음 가지고 [있다]. {p}^는 {q}보다 {i}^를 몇 장 더 가지고 [있는가]?",
                "{p}^가 가진 {i}^는 {a}장씩 {x}묶음이고, {q}^가 가진 {i}^는 {b}장씩 {y}묶음[이다]. {p}의 {i}^는 {q}의 것보다 몇 장 더 [많은가]?",
                "{a}장씩 든 {i} {x}봉지는 {p}의 것이고 {b}장씩 든 {y}봉지는 {q}의 것[이다]. 두 사람이 가진 {i} 수의 차는 몇 장인지 [구하라].",
            ],
        },
        new()
        {
            Name = "two-packs-share",
            Cast = "p:person i:snack j:snack",
            Numbers = "a:factor x:factor b:factor y:factor k:factor",
            Steps = ["{i} 수: s = a × x 개", "{j} 수: t = b × y 개", "전체 간식 수: u = s + t 개", "한 명이 받는 간식 수: v = u ÷ k 개"],
            Tellings =
            [
                "{i}^가 {a}개씩 {x}봉지, {j}^가 {b}개씩 {y}봉지 [있다]. 이 간식을 모두 {k}명에게 똑같이 나누어 주면 한 명이 몇 개씩 [받는가]?",
                "{p}^는 {a}개씩 든 {i} {x}상자와 {b}개씩 든 {j} {y}상자를 [준비했다]. {k}명이 똑같이 나누어 먹으면 한 명이 먹는 간식은 모두 몇 개[인가]?",
                "{k}명이 {i} {a}개씩 {x}접시와 {j} {b}개씩 {y}접시를 똑같이 나누어 [먹었다]. 한 명이 먹은 간식은 몇 개인지 [구하라].",
            ],
        },
    ];
}

namespace Saenggak.Data.Problems.Families;

/// <summary>Money: prices, change, tickets, discounts, savings. Amounts are told in 만 원, so that the numbers stay small.</summary>
internal static class Shopping
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "coins",
            Cast = "p:person",
            Numbers = "k:2..15",
            Steps = ["동전 금액: s = 10 × k 원"],
            Tellings =
            [
                "{p}의 저금통에는 10원짜리 동전만 {k}개 들어 [있다]. 저금통에 든 돈은 모두 얼마[인가]?",
                "{p}^는 10원짜리 동전을 {k}개 [모았다]. {p}^가 모은 돈은 모두 몇 원[인가]?",
                "{p}^가 책상 밑에서 10원짜리 동전 {k}개를 [찾았다]. 찾은 돈은 모두 몇 원인지 [구하라].",
            ],
        },
        new()
        {
            Name = "price-of-many",
            Cast = "p:person i:goods",
            Numbers = "b:2..12 k:factor",
            Steps = ["{i} 값: s = b × k 만 원"],
            Tellings =
            [
                "{i} 한 개의 값은 {b}만 원[이다]. {i} {k}개의 값은 모두 몇 만 원[인가]?",
                "{p}^는 {b}만 원짜리 {i}^를 {k}개 [샀다]. {p}^가 낸 돈은 모두 몇 만 원[인가]?",
                "한 개에 {b}만 원 하는 {i}^를 {k}개 사려면 몇 만 원이 [필요한가]?",
            ],
        },
        new()
        {
            Name = "change",
            Cast = "p:person i:goods",
            Numbers = "b:2..12 k:factor n:10..150",
            Steps = ["{i} 값: s = b × k 만 원", "남은 돈: t = n - s 만 원"],
            Tellings =
            [
                "{p}^는 {n}만 원을 가지고 가서 {b}만 원짜리 {i} {k}개를 [샀다]. 남은 돈은 몇 만 원[인가]?",
                "{i} 한 개는 {b}만 원[이다]. {n}만 원으로 {i} {k}개를 사면 몇 만 원이 [남는가]?",
                "{p}^가 한 개에 {b}만 원인 {i}^를 {k}개 사고 {n}만 원을 [냈다]. 거스름돈은 몇 만 원[인가]?",
            ],
        },
        new()
        {
            Name = "tickets-discount",
            Cast = "p:person",
            Numbers = "b:2..9 k:factor d:2..20",
            Steps = ["입장권 값: s = b × k 만 원", "낸 돈: t = s - d 만 원"],
            Tellings =
            [
                "놀이공원 입장권은 한 장에 {b}만 원[이다]. {p}네 가족은 입장권 {k}장을 사면서 {d}만 원을 [할인받았다]. 낸 돈은 몇 만 원[인가]?",
                "{p}^는 한 장에 {b}만 원인 공연 표를 {k}장 [샀다]. 할인 쿠폰으로 {d}만 원을 깎았다면 {p}^가 낸 돈은 몇 만 원[인가]?",
                "기차표 한 장이 {b}만 원[이다]. 기차표 {k}장을 {d}만 원 할인받아 사려면 몇 만 원을 내야 하는지 [구하라].",
            ],
        },
        new()
        {
            Name = "two-items-change",
            Cast = "p:person i:wear j:goods",
            Numbers = "a:2..9 x:factor b:2..30 n:10..150",
            Steps = ["{i} 값: s = a × x 만 원", "물건값: t = s + b 만 원", "남은 돈: u = n - t 만 원"],
            Tellings =
            [
                "{p}^는 {n}만 원을 가지고 {a}만 원짜리 {i} {x}벌과 {b}만 원짜리 {j} 한 개를 [샀다]. 남은 돈은 몇 만 원[인가]?",
                "{i}^는 한 벌에 {a}만 원이고 {j}^는 한 개에 {b}만 원[이다]. {n}만 원으로 {i} {x}벌과 {j} 한 개를 사면 몇 만 원이 [남는가]?",
                "{p}^가 한 벌에 {a}만 원인 {i} {x}벌과 {b}만 원짜리 {j} 한 개를 사고 {n}만 원을 [냈다]. 거스름돈은 몇 만 원인지 [구하라].",
            ],
        },
        new()
        {
            Name = "adult-child-tickets",
            Cast = "p:person",
            Numbers = "a:3..9 x:2..9 b:2..8 y:2..9 a>b",
            Steps = ["어른 입장료: s = a × x 만 원", "어린이 입장료: t = b × y 만 원", "전체 입장료: u = s + t 만 원"],
            Tellings =
            [
                "놀이공원 입장료가 어른은 {a}만 원, 어린이는 {b}만 원[이다]. 어른 {x}명과 어린이 {y}명의 입장료는 모두 몇 만 원[인가]?",
                "{p}네 모임은 어른 {x}명, 어린이 {y}명[이다]. 공연 표가 어른은 {a}만 원, 어린이는 {b}만 원일 때 모두 몇 만 원이 [필요한가]?",
                "한 장에 {a}만 원인 어른 표 {x}장과 한 장에 {b}만 원인 어린이 표 {y}장을 [샀다]. 표값은 모두 몇 만 원인지 [구하라].",
            ],
        },
        new()
        {
            Name = "saving-weeks",
            Cast = "p:person i:goods",
            Numbers = "a:addend b:2..9 k:factor c:addend",
            Steps = ["{k}달 동안 모은 돈: s = b × k 만 원", "전체 저금액: t = a + s 만 원", "남은 돈: u = t - c 만 원"],
            Tellings =
            [
                "{p}의 통장에는 {a}만 원이 [있었다]. 한 달에 {b}만 원씩 {k}달 동안 저금한 뒤 {c}만 원을 찾아 {i}^를 [샀다]. 통장에 남은 돈은 몇 만 원[인가]?",
                "{p}^는 {a}만 원을 가지고 있었는데 매달 {b}만 원씩 {k}달 동안 더 [모았다]. 그중 {c}만 원을 쓰면 몇 만 원이 [남는가]?",
                "{a}만 원이 들어 있던 통장에 {p}^가 매달 {b}만 원씩 {k}달 동안 돈을 [넣었다]. 이 돈으로 {c}만 원짜리 {i}^를 사면 몇 만 원이 [남는가]?",
            ],
        },
        new()
        {
            Name = "tickets-change",
            Cast = "p:person",
            Numbers = "a:3..9 x:2..9 b:2..8 y:2..9 n:20..150 a>b",
            Steps = ["어른 표값: s = a × x 만 원", "어린이 표값: t = b × y 만 원", "전체 표값: u = s + t 만 원", "거스름돈: v = n - u 만 원"],
            Tellings =
            [
                "공연 표가 어른은 {a}만 원, 어린이는 {b}만 원[이다]. 어른 표 {x}장과 어린이 표 {y}장을 사고 {n}만 원을 내면 거스름돈은 몇 만 원[인가]?",
                "{p}^는 {n}만 원으로 {a}만 원짜리 어른 표 {x}장과 {b}만 원짜리 어린이 표 {y}장을 [샀다]. 거스름돈으로 몇 만 원을 [받는가]?",
                "{p}네 모임의 어른 {x}명과 어린이 {y}명이 놀이공원에 [갔다]. 입장료는 어른이 {a}만 원, 어린이가 {b}만 원[이다]. {n}만 원을 냈다면 거스름돈은 몇 만 원인지 [구하라].",
            ],
        },
        new()
        {
            Name = "clothes-discount",
            Cast = "p:person i:wear j:wear",
            Numbers = "a:2..9 x:factor b:2..9 y:factor d:2..20",
            Steps = ["{i} 값: s = a × x 만 원", "{j} 값: t = b × y 만 원", "할인 전 옷값: u = s + t 만 원", "할인받은 옷값: v = u - d 만 원"],
            Tellings =
            [
                "{p}^는 {a}만 원짜리 {i} {x}벌과 {b}만 원짜리 {j} {y}벌을 [샀다]. 모두 합한 값에서 {d}만 원을 할인받았다면 낸 돈은 몇 만 원[인가]?",
                "{i}^는 한 벌에 {a}만 원, {j}^는 한 벌에 {b}만 원[이다]. {i} {x}벌과 {j} {y}벌을 {d}만 원 할인받아 사면 모두 몇 만 원을 [내는가]?",
                "옷 가게에서 {i} {x}벌과 {j} {y}벌을 사면 {d}만 원을 깎아 [준다]. {i}^가 {a}만 원, {j}^가 {b}만 원일 때 내야 할 돈은 몇 만 원[인가]?",
            ],
        },
        new()
        {
            Name = "savings-difference",
            Cast = "p:person q:person",
            Numbers = "a:2..9 k:factor c:addend b:2..9 m:factor",
            Steps = ["{p}^가 모은 돈: s = a × k 만 원", "{p}의 전체 돈: t = s + c 만 원", "{q}^가 모은 돈: u = b × m 만 원", "두 사람의 저금액 차: v = t - u 만 원"],
            Tellings =
            [
                "{p}^는 한 달에 {a}만 원씩 {k}달 동안 저금하고 세뱃돈 {c}만 원을 더 [넣었다]. {q}^는 한 달에 {b}만 원씩 {m}달 동안 [저금했다]. {p}^는 {q}보다 몇 만 원을 더 [모았는가]?",
                "{q}^는 매달 {b}만 원씩 {m}달 동안 돈을 [모았다]. {p}^는 매달 {a}만 원씩 {k}달 동안 모으고 용돈으로 {c}만 원을 더 [받았다]. {p}의 돈은 {q}의 돈보다 몇 만 원 더 [많은가]?",
                "{p}^는 매달 {a}만 원씩 {k}달, {q}^는 매달 {b}만 원씩 {m}달 동안 [저금했다]. {p}^가 {c}만 원을 더 넣었을 때 두 사람이 저금한 돈의 차는 몇 만 원인지 [구하라].",
            ],
        },
    ];
}

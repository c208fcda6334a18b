namespace Saenggak.Data.Problems.Families;

/// <summary>Families kept out of training. Each recombines steps that training families hold.</summary>
internal static class Unseen
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "triangle-perimeter",
            HeldOut = true,
            Cast = "p:person",
            Numbers = "a:2..50",
            Steps = ["정삼각형의 둘레: s = a × 3 cm"],
            Tellings =
            [
                "한 변의 길이가 {a}cm인 정삼각형의 둘레는 몇 cm[인가]?",
                "{p}^는 한 변이 {a}cm인 정삼각형 모양의 깃발을 [만들었다]. 깃발의 둘레는 몇 cm[인가]?",
                "{p}^가 한 변의 길이가 {a}cm인 정삼각형을 [그렸다]. 세 변의 길이를 모두 더하면 몇 cm인지 [구하라].",
            ],
        },
        new()
        {
            Name = "share-then-eat",
            HeldOut = true,
            Cast = "p:person i:snack",
            Numbers = "k:factor m:3..12 n=k*m c:1..9",
            Steps = ["한 명이 받은 {i} 수: s = n ÷ k 개", "남은 {i} 수: t = s - c 개"],
            Tellings =
            [
                "{i} {n}개를 {k}명이 똑같이 나누어 [가졌다]. {p}^가 자기 몫에서 {c}개를 먹었다면 남은 {i}^는 몇 개[인가]?",
                "{p}^를 포함한 {k}명이 {i} {n}개를 똑같이 [나누었다]. {p}^가 그중 {c}개를 먹으면 몇 개가 [남는가]?",
                "{i} {n}개를 {k}명에게 똑같이 나누어 [주었다]. {p}^가 받은 {i} 중에서 {c}개를 먹었을 때 남은 {i}^는 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "times-difference",
            HeldOut = true,
            Cast = "p:person q:person i:thing",
            Numbers = "a:factor k:3..9",
            Steps = ["{q}의 {i} 수: s = a × k {i#}", "{i} 수의 차: t = s - a {i#}"],
            Tellings =
            [
                "{p}^는 {i}^를 {a}{i#} 가지고 있고, {q}^는 {p}의 {k}배만큼 가지고 [있다]. {q}^는 {p}보다 {i}^를 몇 {i#} 더 가지고 [있는가]?",
                "{p}^는 {i}^를 {a}{i#} [모았다]. {q}^가 모은 {i}^는 {p}의 {k}배[이다]. {q}의 {i}^는 {p}의 것보다 몇 {i#} 더 [많은가]?",
                "{q}^는 {p}^가 가진 {i}의 {k}배를 가지고 [있다]. {p}의 {i}^가 {a}{i#}일 때 두 사람이 가진 {i} 수의 차는 몇 {i#}인지 [구하라].",
            ],
        },
        new()
        {
            Name = "weeks-and-days",
            HeldOut = true,
            Cast = "p:person",
            Numbers = "k:2..12 b:1..6",
            Steps = ["{k}주의 날수: s = 7 × k 일", "전체 날수: t = s + b 일"],
            Tellings =
            [
                "{p}^는 {k}주와 {b}일 동안 매일 일기를 [썼다]. 일기를 쓴 날은 모두 며칠[인가]?",
                "{p}네 방학은 {k}주보다 {b}일 더 [길었다]. 방학은 모두 며칠[인가]?",
                "{p}^는 할머니 댁에서 {k}주 동안 지내고 {b}일을 더 [지냈다]. 할머니 댁에서 지낸 날은 모두 며칠인지 [구하라].",
            ],
        },
        new()
        {
            Name = "packs-buy-and-use",
            HeldOut = true,
            Cast = "p:person i:paper",
            Numbers = "b:factor k:factor c:addend d:addend",
            Steps = ["처음 {i} 수: s = b × k 장", "쓰고 남은 {i} 수: t = s - c 장", "지금 {i} 수: u = t + d 장"],
            Tellings =
            [
                "{p}^는 {b}장씩 든 {i} {k}봉지를 가지고 [있었다]. 그중 {c}장을 쓰고 {d}장을 새로 샀다면 지금 가진 {i}^는 몇 장[인가]?",
                "{i}^가 {b}장씩 {k}묶음 [있었다]. {p}^가 {c}장을 친구에게 주고 {d}장을 받으면 {i}^는 몇 장이 [되는가]?",
                "{p}^는 {i} {k}묶음에서 {c}장을 썼고, 나중에 {d}장을 더 [얻었다]. 한 묶음에 {b}장씩 들어 있었다면 지금 {i}^는 몇 장인지 [구하라].",
            ],
        },
        new()
        {
            Name = "legs-difference",
            HeldOut = true,
            Cast = "p:person",
            Numbers = "a:2..30 b:2..30",
            Steps = ["토끼의 다리 수: s = 4 × a 개", "닭의 다리 수: t = 2 × b 개", "다리 수의 차: u = s - t 개"],
            Tellings =
            [
                "{p}네 농장에는 토끼 {a}마리와 닭 {b}마리가 [있다]. 토끼의 다리는 닭의 다리보다 모두 몇 개 더 [많은가]?",
                "토끼의 다리는 4개, 닭의 다리는 2개[이다]. 토끼 {a}마리와 닭 {b}마리의 다리 수의 차는 몇 개[인가]?",
                "{p}^가 기르는 동물은 토끼 {a}마리와 닭 {b}마리[이다]. 토끼 다리 수에서 닭 다리 수를 빼면 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "bus-three-changes",
            HeldOut = true,
            Cast = "p:person",
            Numbers = "a:addend b:2..30 c:2..30 d:2..30 e:2..30",
            Steps =
            [
                "첫 정류장에서 내린 뒤의 승객 수: s = a - b 명", "첫 정류장에서 탄 뒤의 승객 수: t = s + c 명",
                "다음 정류장에서 내린 뒤의 승객 수: u = t - d 명", "지금 승객 수: v = u + e 명",
            ],
            Tellings =
            [
                "버스에 승객이 {a}명 타고 [있었다]. 첫 정류장에서 {b}명이 내리고 {c}명이 탔으며, 다음 정류장에서 {d}명이 내리고 {e}명이 [탔다]. 지금 버스에 있는 승객은 몇 명[인가]?",
                "{a}명이 탄 버스에서 학교 앞에 {b}명이 내리고 {c}명이 [탔다]. 시장 앞에서는 {d}명이 내리고 {e}명이 [탔다]. 버스에는 몇 명이 타고 [있는가]?",
                "{p}^가 탄 버스에는 모두 {a}명이 [있었다]. 병원 앞에서 {b}명이 내리고 {c}명이 탔고, 공원 앞에서 {d}명이 내리고 {e}명이 [탔다]. 지금 버스에 있는 사람은 몇 명인지 [구하라].",
            ],
        },
        new()
        {
            Name = "tickets-shared",
            HeldOut = true,
            Cast = "p:person",
            Numbers = "a:3..9 x:2..9 b:2..8 y:2..9 k:2..9 a>b",
            Steps = ["어른 표값: s = a × x 만 원", "어린이 표값: t = b × y 만 원", "전체 표값: u = s + t 만 원", "한 가족이 내는 돈: v = u ÷ k 만 원"],
            Tellings =
            [
                "{a}만 원짜리 어른 표 {x}장과 {b}만 원짜리 어린이 표 {y}장을 [샀다]. 표값을 {k}가족이 똑같이 나누어 내면 한 가족이 몇 만 원을 [내는가]?",
                "{p}네를 비롯한 {k}가족이 놀이공원에 [갔다]. 어른 {x}명은 {a}만 원씩, 어린이 {y}명은 {b}만 원씩 입장료를 [냈다]. 전체 입장료를 똑같이 나누면 한 가족이 내는 돈은 몇 만 원[인가]?",
                "공연 표는 어른이 {a}만 원, 어린이가 {b}만 원[이다]. 어른 표 {x}장과 어린이 표 {y}장의 값을 {k}가족이 똑같이 나누어 낼 때 한 가족이 내는 돈은 몇 만 원인지 [구하라].",
            ],
        },
    ];
}

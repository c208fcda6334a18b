namespace Saenggak.Data.Problems.Families;

/// <summary>Animals, orchards and fields.</summary>
internal static class Farm
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "birds-fly-away",
            Cast = "p:person i:bird",
            Numbers = "a:addend b:addend",
            Steps = ["남은 {i} 수: s = a - b 마리"],
            Tellings =
            [
                "나뭇가지에 {i} {a}마리가 앉아 [있었다]. 그중 {b}마리가 날아갔다면 남은 {i}^는 몇 마리[인가]?",
                "{p}^가 지붕 위에 앉은 {i}^를 세어 보니 {a}마리[였다]. 여기서 {b}마리가 날아가면 {i}^는 몇 마리가 [남는가]?",
                "공원에 {i}^가 {a}마리 있었는데 잠시 뒤 {b}마리가 [날아갔다]. 공원에 남아 있는 {i}^는 몇 마리인지 [구하라].",
            ],
        },
        new()
        {
            Name = "legs",
            Cast = "p:person",
            Numbers = "k:2..36",
            Steps = ["소의 다리 수: s = 4 × k 개"],
            Tellings =
            [
                "{p}네 목장에는 소가 {k}마리 [있다]. 소의 다리는 모두 몇 개[인가]?",
                "소 한 마리의 다리는 4개[이다]. 소 {k}마리의 다리는 모두 몇 개[인가]?",
                "{p}^가 본 외양간에는 소 {k}마리가 [있었다]. 외양간에 있는 소의 다리는 모두 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "fish-tanks",
            Cast = "p:person i:fish",
            Numbers = "a:factor k:factor b:2..40",
            Steps = ["어항에 있던 {i} 수: s = a × k 마리", "전체 {i} 수: t = s + b 마리"],
            Tellings =
            [
                "어항 {k}개에 {i}^가 {a}마리씩 [있다]. {p}^가 {i} {b}마리를 더 사 오면 {i}^는 모두 몇 마리가 [되는가]?",
                "{p}^는 {k}개의 어항에 {i}^를 {a}마리씩 기르고 [있다]. {i} {b}마리가 더 태어났다면 {i}^는 모두 몇 마리[인가]?",
                "수족관에 {i}^가 {a}마리씩 든 어항이 {k}개, {b}마리가 든 큰 어항이 1개 [있다]. {i}^는 모두 몇 마리인지 [구하라].",
            ],
        },
        new()
        {
            Name = "legs-two-kinds",
            Cast = "p:person",
            Numbers = "a:2..30 b:2..30",
            Steps = ["닭의 다리 수: s = 2 × a 개", "토끼의 다리 수: t = 4 × b 개", "전체 다리 수: u = s + t 개"],
            Tellings =
            [
                "{p}네 마당에 닭 {a}마리와 토끼 {b}마리가 [있다]. 닭과 토끼의 다리는 모두 몇 개[인가]?",
                "닭의 다리는 2개, 토끼의 다리는 4개[이다]. 닭 {a}마리와 토끼 {b}마리의 다리는 모두 몇 개[인가]?",
                "농장에서 {p}^는 닭을 {a}마리, 토끼를 {b}마리 [기른다]. 이 동물들의 다리 수를 모두 더하면 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "harvest-boxes",
            Cast = "p:person i:treefruit",
            Numbers = "c:factor m:factor b:1..20 k:factor a=c*m+b/k a>2",
            Steps = ["전체 {i} 수: s = a × k 개", "남은 {i} 수: t = s - b 개", "필요한 상자 수: u = t ÷ c 개"],
            Tellings =
            [
                "{p}네 과수원의 나무 {k}그루에서 {i}^를 {a}개씩 [땄다]. 그중 상한 {b}개를 버리고 나머지를 한 상자에 {c}개씩 담으면 상자는 몇 개 [필요한가]?",
                "{p}^는 나무 한 그루에서 {i}^를 {a}개씩 {k}그루에서 [땄다]. {b}개를 먹고 남은 것을 {c}개씩 상자에 담으면 모두 몇 상자가 [되는가]?",
                "나무 {k}그루에 {i}^가 {a}개씩 [열렸다]. 벌레 먹은 {b}개를 뺀 {i}^를 한 상자에 {c}개씩 담으면 상자는 모두 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "legs-with-total",
            Cast = "p:person",
            Numbers = "n:5..60 a:2..30",
            Steps = ["닭의 수: s = n - a 마리", "토끼의 다리 수: t = 4 × a 개", "닭의 다리 수: u = 2 × s 개", "전체 다리 수: v = t + u 개"],
            Tellings =
            [
                "{p}네 농장에는 닭과 토끼가 모두 {n}마리 [있다]. 그중 토끼가 {a}마리라면 닭과 토끼의 다리는 모두 몇 개[인가]?",
                "토끼 {a}마리와 닭 몇 마리를 합하니 모두 {n}마리[이다]. 이 동물들의 다리는 모두 몇 개[인가]?",
                "{p}^는 토끼와 닭을 {n}마리 [기른다]. 토끼가 {a}마리이고 나머지는 닭일 때 다리는 모두 몇 개인지 [구하라].",
            ],
        },
        new()
        {
            Name = "harvest-sales",
            Cast = "p:person i:treefruit",
            Numbers = "c:factor m:factor b:1..20 k:factor a=c*m+b/k a>2 d:2..9",
            Steps = ["전체 {i} 수: s = a × k 개", "남은 {i} 수: t = s - b 개", "상자 수: u = t ÷ c 상자", "판 돈: v = u × d 만 원"],
            Tellings =
            [
                "{p}네는 나무 {k}그루에서 {i}^를 {a}개씩 따서 상한 {b}개를 [버렸다]. 나머지를 {c}개씩 상자에 담아 한 상자에 {d}만 원을 받고 모두 팔면 몇 만 원을 [받는가]?",
                "나무 한 그루에 {i}^가 {a}개씩 열린 나무가 {k}그루 [있다]. {b}개를 이웃에게 주고 나머지를 {c}개씩 담아 한 상자에 {d}만 원씩 팔았다면 판 돈은 모두 몇 만 원[인가]?",
                "{p}^는 나무 {k}그루에서 {i} {a}개씩을 땄는데 {b}개는 새가 [쪼아 먹었다]. 성한 {i}^를 {c}개씩 상자에 담아 한 상자를 {d}만 원에 판다면 판 돈은 모두 몇 만 원인지 [구하라].",
            ],
        },
        new()
        {
            Name = "fields-left",
            Cast = "p:person i:vegetable j:vegetable",
            Numbers = "a:factor x:factor b:factor y:factor c:addend",
            Steps = ["{i} 수: s = a × x 개", "{j} 수: t = b × y 개", "전체 채소 수: u = s + t 개", "남은 채소 수: v = u - c 개"],
            Tellings =
            [
                "{p}네 밭에서 {i}^를 {a}개씩 {x}바구니, {j}^를 {b}개씩 {y}바구니 [거두었다]. 그중 {c}개를 팔면 채소는 몇 개가 [남는가]?",
                "채소 가게에 {i}^가 {a}개씩 {x}봉지, {j}^가 {b}개씩 {y}봉지 [있었다]. 오늘 채소 {c}개를 팔았다면 남은 채소는 몇 개[인가]?",
                "{p}^는 {i} {a}개씩 {x}줄과 {j} {b}개씩 {y}줄을 상자에 [담았다]. 상자에서 {c}개를 꺼내 썼을 때 남은 채소는 모두 몇 개인지 [구하라].",
            ],
        },
    ];
}

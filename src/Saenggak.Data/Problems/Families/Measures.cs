namespace Saenggak.Data.Problems.Families;

/// <summary>Lengths, areas and distances.</summary>
internal static class Measures
{
    public static readonly IReadOnlyList<ProblemFamily> Families =
    [
        new()
        {
            Name = "square-perimeter",
            Cast = "p:person",
            Numbers = "a:2..37",
            Steps = ["정사각형의 둘레: s = a × 4 cm"],
            Tellings =
            [
                "한 변의 길이가 {a}cm인 정사각형의 둘레는 몇 cm[인가]?",
                "{p}^는 한 변이 {a}cm인 정사각형 모양의 액자를 [만들었다]. 액자의 둘레는 몇 cm[인가]?",
                "{p}^가 한 변의 길이가 {a}cm인 정사각형을 [그렸다]. 이 정사각형의 네 변의 길이를 모두 더하면 몇 cm인지 [구하라].",
            ],
        },
        new()
        {
            Name = "rectangle-area",
            Cast = "p:person",
            Numbers = "a:factor b:factor",
            Steps = ["직사각형의 넓이: s = a × b cm²"],
            Tellings =
            [
                "가로가 {a}cm, 세로가 {b}cm인 직사각형의 넓이는 몇 cm²[인가]?",
                "{p}^는 가로가 {a}cm이고 세로가 {b}cm인 직사각형 모양의 카드를 [만들었다]. 카드의 넓이는 몇 cm²[인가]?",
                "{p}의 수첩은 가로 {a}cm, 세로 {b}cm인 직사각형 모양[이다]. 수첩의 넓이는 몇 cm²인지 [구하라].",
            ],
        },
        new()
        {
            Name = "steady-speed",
            Cast = "p:person",
            Numbers = "a:4..12 k:factor",
            Steps = ["간 거리: s = a × k km"],
            Tellings =
            [
                "{p}^는 자전거를 타고 한 시간에 {a}km씩 [달린다]. 같은 빠르기로 {k}시간 동안 달리면 모두 몇 km를 [가는가]?",
                "한 시간에 {a}km를 가는 배가 [있다]. 이 배가 {k}시간 동안 간 거리는 몇 km[인가]?",
                "{p}^가 하루에 {a}km씩 {k}일 동안 [걸었다]. {p}^가 걸은 거리는 모두 몇 km인지 [구하라].",
            ],
        },
        new()
        {
            Name = "ribbon-cut",
            Cast = "p:person",
            Numbers = "k:factor m:factor n=k*m",
            Steps = ["한 도막의 길이: s = n ÷ k cm"],
            Tellings =
            [
                "길이가 {n}cm인 리본을 똑같이 {k}도막으로 [잘랐다]. 한 도막의 길이는 몇 cm[인가]?",
                "{p}^는 {n}cm짜리 철사를 {k}도막으로 똑같이 나누려고 [한다]. 한 도막은 몇 cm[인가]?",
                "{p}^가 테이프 {n}cm를 길이가 같은 {k}조각으로 나누면 한 조각은 몇 cm가 [되는가]?",
            ],
        },
        new()
        {
            Name = "rectangle-perimeter",
            Cast = "p:person",
            Numbers = "a:2..45 b:2..45",
            Steps = ["가로와 세로의 합: s = a + b cm", "직사각형의 둘레: t = s × 2 cm"],
            Tellings =
            [
                "가로가 {a}cm, 세로가 {b}cm인 직사각형의 둘레는 몇 cm[인가]?",
                "{p}^는 철사로 가로가 {a}cm이고 세로가 {b}cm인 직사각형을 [만들었다]. 사용한 철사의 길이는 몇 cm[인가]?",
                "{p}의 사진은 가로 {a}cm, 세로 {b}cm인 직사각형 모양[이다]. 사진 둘레에 끈을 한 바퀴 두르려면 끈이 몇 cm [필요한가]?",
            ],
        },
        new()
        {
            Name = "trees-along-road",
            Cast = "p:person i:tree",
            Numbers = "d:2..12 m:2..12 n=d*m",
            Steps = ["간격 수: s = n ÷ d 군데", "심은 {i} 수: t = s + 1 그루"],
            Tellings =
            [
                "길이가 {n}m인 길 한쪽에 처음부터 끝까지 {d}m 간격으로 {i}^를 [심었다]. 심은 {i}^는 모두 몇 그루[인가]?",
                "곧게 뻗은 {n}m 산책로 한쪽에 {d}m마다 {i}^를 심으려고 [한다]. 처음과 끝에도 심는다면 {i}^는 몇 그루 [필요한가]?",
                "{p}네 마을에서는 {n}m 길이의 도로 한쪽에 {d}m 간격으로 {i}^를 [심는다]. 양 끝에도 심을 때 {i}^는 모두 몇 그루인지 [구하라].",
            ],
        },
        new()
        {
            Name = "two-leg-trip",
            Cast = "p:person",
            Numbers = "a:5..12 x:2..9 b:2..6 y:2..9",
            Steps = ["자전거로 간 거리: s = a × x km", "걸어서 간 거리: t = b × y km", "전체 거리: u = s + t km"],
            Tellings =
            [
                "{p}^는 자전거로 한 시간에 {a}km씩 {x}시간을 달리고, 걸어서 한 시간에 {b}km씩 {y}시간을 [갔다]. {p}^가 간 거리는 모두 몇 km[인가]?",
                "{p}^가 여행하면서 자전거를 탄 시간은 {x}시간, 걸은 시간은 {y}시간[이다]. 한 시간에 자전거로 {a}km, 걸어서 {b}km를 갔다면 모두 몇 km를 [갔는가]?",
                "{p}^는 한 시간에 {a}km를 가는 자전거를 {x}시간 타고, 한 시간에 {b}km씩 {y}시간을 [걸었다]. {p}^가 간 거리는 모두 몇 km인지 [구하라].",
            ],
        },
        new()
        {
            Name = "trees-around-garden",
            Cast = "p:person i:tree",
            Numbers = "d:2..10 m:3..12 b:3..40 a=d*m/2-b",
            Steps = ["가로와 세로의 합: s = a + b m", "꽃밭의 둘레: t = s × 2 m", "심은 {i} 수: u = t ÷ d 그루"],
            Tellings =
            [
                "가로가 {a}m, 세로가 {b}m인 직사각형 모양의 꽃밭 둘레에 {d}m 간격으로 {i}^를 [심었다]. 심은 {i}^는 모두 몇 그루[인가]?",
                "{p}네 꽃밭은 가로 {a}m, 세로 {b}m인 직사각형 모양[이다]. 꽃밭 둘레를 따라 {d}m마다 {i}^를 한 그루씩 심으려면 {i}^는 모두 몇 그루 [필요한가]?",
                "직사각형 모양 꽃밭의 가로는 {a}m이고 세로는 {b}m[이다]. 둘레를 따라 {d}m 간격으로 {i}^를 심으면 모두 몇 그루인지 [구하라].",
            ],
        },
        new()
        {
            Name = "wire-rest-cut",
            Cast = "p:person",
            Numbers = "a:2..30 b:2..30 d:factor m:factor s=a+b t=s*2 n=t+d*m",
            Steps = ["가로와 세로의 합: e = a + b cm", "직사각형의 둘레: f = e × 2 cm", "남은 철사의 길이: g = n - f cm", "자른 철사 도막 수: h = g ÷ d 도막"],
            Tellings =
            [
                "{p}^는 길이가 {n}cm인 철사로 가로가 {a}cm, 세로가 {b}cm인 직사각형을 [만들었다]. 남은 철사를 {d}cm씩 자르면 몇 도막이 [되는가]?",
                "철사 {n}cm 중에서 일부로 가로 {a}cm, 세로 {b}cm인 직사각형을 [만들었다]. 나머지를 {d}cm씩 잘랐을 때 도막은 모두 몇 도막[인가]?",
                "{p}^가 {n}cm짜리 철사로 가로 {a}cm, 세로 {b}cm인 직사각형을 만들고, 남은 것은 {d}cm씩 [잘랐다]. 자른 도막은 모두 몇 도막인지 [구하라].",
            ],
        },
        new()
        {
            Name = "ribbon-flowers",
            Cast = "p:person i:flower",
            Numbers = "n:20..150 a:factor x:factor b:factor y:factor",
            Steps = ["{i} 리본의 길이: s = a × x cm", "상자 리본의 길이: t = b × y cm", "사용한 리본의 길이: u = s + t cm", "남은 리본의 길이: v = n - u cm"],
            Tellings =
            [
                "{p}^는 리본 {n}cm를 가지고 {i} {x}송이에 {a}cm씩 쓰고, 상자 {y}개에 {b}cm씩 [썼다]. 남은 리본은 몇 cm[인가]?",
                "{i} 한 송이를 묶는 데 {a}cm, 상자 한 개를 묶는 데 {b}cm의 리본이 [필요하다]. {n}cm로 {i} {x}송이와 상자 {y}개를 묶으면 리본은 몇 cm가 [남는가]?",
                "{p}^는 길이가 {n}cm인 리본에서 {a}cm짜리 {x}도막과 {b}cm짜리 {y}도막을 잘라 {i}^와 상자를 [묶었다]. 남은 리본의 길이는 몇 cm인지 [구하라].",
            ],
        },
    ];
}

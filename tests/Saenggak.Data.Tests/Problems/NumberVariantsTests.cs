using System.Globalization;
using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests.Problems;

public sealed class NumberVariantsTests
{
    private static readonly Problem Ribbons = new()
    {
        Id = "r", Prompt = "길이가 8cm인 리본을 7개 만들고 끈이 20cm 남았습니다. 처음에 있던 끈은 몇 cm입니까?", Answer = "76",
        Solution = [new("", 8, '×', 7, 56, ""), new("", 56, '+', 20, 76, "")],
    };

    [Fact]
    public void TryWrite_KeepsWordsSizesAndOrder_AndComputesAgain()
    {
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < 50; seed++)
        {
            var variant = NumberVariants.TryWrite(Ribbons, new SplitMix64(seed), "~1")!;
            var (a, b) = (variant.Solution[0], variant.Solution[1]);
            Assert.Equal($"길이가 {a.Left}cm인 리본을 {a.Right}개 만들고 끈이 {b.Right}cm 남았습니다. 처음에 있던 끈은 몇 cm입니까?", variant.Prompt);
            Assert.True(a.Left > a.Right && a.Left < 10 && b.Right is >= 10 and < 100);
            Assert.Equal((a.Left * a.Right, a.Result, a.Result + b.Right), (a.Result, b.Left, b.Result));
            Assert.Equal(b.Result.ToString(CultureInfo.InvariantCulture), variant.Answer);
            Assert.Equal("r~1", variant.Id);
            seen.Add(variant.Prompt);
        }
        Assert.True(seen.Count > 20);
        Assert.DoesNotContain(Ribbons.Prompt, seen);
    }

    [Fact]
    public void TryWrite_DividesWithoutRemainderAndKeepsConstants()
    {
        var problem = new Problem
        {
            Id = "d", Prompt = "철사 52cm로 정사각형을 만들고 12cm가 남았습니다. 한 변은 몇 cm입니까?", Answer = "10",
            Solution = [new("", 52, '-', 12, 40, ""), new("", 40, '÷', 4, 10, "")],
        };
        for (ulong seed = 0; seed < 20; seed++)
        {
            var steps = NumberVariants.TryWrite(problem, new SplitMix64(seed), "~1")!.Solution;
            Assert.Equal(4, steps[1].Right);
            Assert.Equal(steps[1].Left, 4 * steps[1].Result);
        }
    }

    [Fact]
    public void TryWrite_KeepsParticlesRight()
    {
        var problem = new Problem { Id = "p", Prompt = "어떤 수에 13을 더했더니 58이 되었습니다. 어떤 수는 얼마입니까?", Answer = "45", Solution = [new("", 58, '-', 13, 45, "")] };
        for (ulong seed = 0; seed < 30; seed++)
        {
            string prompt = NumberVariants.TryWrite(problem, new SplitMix64(seed), "~1")!.Prompt;
            Assert.Contains(prompt[prompt.IndexOf('을', StringComparison.Ordinal) - 1], "013678");
            Assert.Contains(prompt[prompt.IndexOf('이', StringComparison.Ordinal) - 1], "013678");
        }
    }

    [Theory]
    [InlineData("사과 5개와 배 5개가 있습니다. 모두 몇 개입니까?", "10", 5, '+', 5, 10)]
    [InlineData("끈 0.5m와 3m가 있습니다.", "8", 5, '+', 3, 8)]
    [InlineData("사과가 5개 있습니다. 3개를 먹었습니다.", "9", 5, '-', 3, 2)]
    [InlineData("사과가 몇 개 있습니까?", "2", 5, '-', 3, 2)]
    public void TryWrite_LeavesAloneWhatIsNotPlain(string prompt, string answer, long left, char op, long right, long result)
        => Assert.Null(NumberVariants.TryWrite(new() { Id = "x", Prompt = prompt, Answer = answer, Solution = [new("", left, op, right, result, "")] }, new SplitMix64(1), "~1"));
}

using System.Globalization;
using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests.Problems;

public sealed class ArithmeticDrillsTests
{
    private static readonly Problem[] Drills = [.. ArithmeticDrills.Write(4, 2000)];

    [Fact]
    public void Write_ComputesRightAndWithinTheLimits()
    {
        foreach (Problem drill in Drills)
        {
            SolutionStep s = Assert.Single(drill.Solution);
            long expected = s.Operator switch { '+' => s.Left + s.Right, '-' => s.Left - s.Right, '×' => s.Left * s.Right, _ => s.Left / s.Right };
            Assert.Equal(expected, s.Result);
            Assert.Equal(s.Result.ToString(CultureInfo.InvariantCulture), drill.Answer);
            Assert.InRange(Math.Max(s.Left, s.Result), 1, s.Operator is '+' or '-' ? 200 : 150);
            if (s.Operator == '÷') Assert.Equal(s.Left, s.Right * s.Result);
        }
        foreach (char op in "+-×÷") Assert.InRange(Drills.Count(d => d.Solution[0].Operator == op), 430, 570);
    }

    [Fact]
    public void Write_ParticleFollowsTheLastNumber()
    {
        foreach (string prompt in Drills.Select(d => d.Prompt).Where(p => p.EndsWith("얼마인가요?", StringComparison.Ordinal)))
        {
            int at = prompt.IndexOf(" 얼마", StringComparison.Ordinal);
            // Read aloud, numbers that end in 0 1 3 6 7 8 end in a consonant.
            Assert.Equal("013678".Contains(prompt[at - 2], StringComparison.Ordinal) ? '은' : '는', prompt[at - 1]);
        }
    }

    [Fact]
    public void Write_SameSeed_WritesTheSameDrills() =>
        Assert.Equal(Drills.Take(50).Select(d => d.Prompt), ArithmeticDrills.Write(4, 50).Select(d => d.Prompt));

    [Fact]
    public void WriteLike_KeepsOperatorsAndSizes()
    {
        SolutionStep[] steps = [new("", 348, '-', 70, 278, ""), new("", 24, '÷', 6, 4, ""), new("", 60, '×', 7, 420, ""), new("", 1200, '+', 35, 1235, "")];
        Problem[] drills = [.. ArithmeticDrills.WriteLike(9, 2000, steps)];
        Assert.All(drills, drill =>
        {
            SolutionStep s = Assert.Single(drill.Solution), like = steps.Single(step => step.Operator == s.Operator);
            Assert.Equal(s.Operator switch { '+' => s.Left + s.Right, '-' => s.Left - s.Right, '×' => s.Left * s.Right, _ => s.Left / s.Right }, s.Result);
            Assert.Equal(($"{like.Left}".Length, $"{like.Right}".Length), ($"{s.Left}".Length, $"{s.Right}".Length));
            Assert.True(s.Result >= 0);
            if (s.Operator == '÷') Assert.Equal(s.Left, s.Right * s.Result);
        });
        foreach (var like in steps)
        {
            var same = drills.Where(d => d.Solution[0].Operator == like.Operator).ToArray();
            Assert.InRange(same.Length, 430, 570);
            Assert.InRange(same.Count(d => d.Solution[0].Left == like.Left || d.Solution[0].Right == like.Right), same.Length / 4, same.Length * 3 / 4);
            Assert.True(same.Select(d => d.Prompt).Distinct().Count() > 20);
        }
    }

    [Fact]
    public void WriteLike_WithoutSteps_Throws() => Assert.Throws<ArgumentException>(() => ArithmeticDrills.WriteLike(1, 1, []).ToArray());
}

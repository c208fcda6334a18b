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
}

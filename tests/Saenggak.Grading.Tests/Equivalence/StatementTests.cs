using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Equations, inequalities, labels.</summary>
public class StatementTests
{
    [Theory]
    [InlineData("y = 2x + 3", "2x - y + 3 = 0")]
    [InlineData("y=2x+3", "2x+3")]
    [InlineData("x^2+y^2=1", "2x^2+2y^2=2")]
    [InlineData("-1 < x < 3", "|x-1| < 2")]
    [InlineData("5x-7y+11z+4=0", "-5x+7y-11z-4=0")]
    [InlineData("x=5", "5")]
    [InlineData("20", "4×5=20")]
    [InlineData("a_n = 2n+1", "2n+1")]
    [InlineData("f(x)=x^2", "x^2")]
    [InlineData("$f(x) = 2x + 1$", "$2x+1$")]
    [InlineData(@"$\int x dx$", @"$\int x dx$")]
    [InlineData("$(x-1)^2+(y+2)^2=9$", "$x^2-2x+y^2+4y-4=0$")]
    [InlineData(@"$y=\frac{1}{2}x+3$", "$x-2y+6=0$")]
    [InlineData("$x=1,y=2$", "$(1,2)$")]
    [InlineData(@"$\sin\left(\frac{\pi}{3}\right)$", @"$\frac{\sqrt{3}}{2}$")]
    public void AreEqual_Equal(string gold, string answer) =>
        Assert.True(Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("x=5", "y=5")]
    [InlineData("2x+z=1", "1")]
    [InlineData("$x<1$", @"$x\le 1$")]
    public void AreEqual_Different(string gold, string answer) =>
        Assert.False(Grader.AreEqual(answer, gold));
}

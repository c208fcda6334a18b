using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Tuples, lists, sets, intervals, matrices.</summary>
public class CollectionTests
{
    [Theory]
    [InlineData("약수: 1, 2, 3, 6", "1, 2, 3, 6")]
    [InlineData("(1,2)", "(1, 2)")]
    [InlineData("[0,1)", @"0 \le x < 1")]
    [InlineData("x>3", @"(3,\infty)")]
    [InlineData(@"\{1,2,3\}", @"\{3,2,1\}")]
    [InlineData("1, 2, 3", "3, 2, 1")]
    [InlineData("x=1, x=2", "1, 2")]
    [InlineData(@"\begin{pmatrix}1\\2\end{pmatrix}", @"\begin{bmatrix}1\\2\end{bmatrix}")]
    [InlineData("(x+y+z+w)^{60}", "(w+x+y+z)^{60}")]
    [InlineData(@"\mathbb{R}", @"(-\infty, \infty)")]
    [InlineData(@"\sqrt[3]{16}", @"2\sqrt[3]{2}")]
    [InlineData(@"1 \pm \sqrt{19}", @"1+\sqrt{19}, 1-\sqrt{19}")]
    [InlineData(@"\{1\pm\sqrt5,-2\}", @"\{-2, 1-\sqrt{5}, 1+\sqrt{5}\}")]
    [InlineData("ㄱ, ㄴ", "ㄴ, ㄱ")]
    [InlineData(@"$x \in [-2,7]$", @"$-2 \le x \le 7$")]
    [InlineData(@"x \in \{1,2\}", "x=1, 2")]
    [InlineData("x=3, y=4", "(3,4)")]
    [InlineData("(x,y)=(3,4)", "x=3, y=4")]
    [InlineData("x=3, y=4", "y=4, x=3")]
    [InlineData(@"$\{-1, 0, 1\}$", @"$\left\{ -1, 0, 1 \right\}$")]
    [InlineData(@"$\{x \mid x > 2\}$", @"$(2, \infty)$")]
    [InlineData(@"$\{x | -2 \le x < 1\}$", "$[-2,1)$")]
    [InlineData(@"$x \ge 3$", @"$[3, +\infty)$")]
    [InlineData(@"$\vec{v} = (1,2)$", "$(1,2)$")]
    [InlineData(@"$n \equiv 3 \pmod{7}$", @"$n \equiv 3 \pmod{7}$")]
    [InlineData(@"$\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$", @"$\left(\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right)$")]
    [InlineData("$a=1, b=2$", "$b=2, a=1$")]
    [InlineData(@"$\left[-\frac12, \frac32\right)$", "$[-0.5, 1.5)$")]
    [InlineData("3, 5, 7", @"$\{3,5,7\}$")]
    [InlineData(@"$\pm 3$", "$3, -3$")]
    [InlineData(@"$x = \pm 3$", "$x = 3$ or $x = -3$")]
    [InlineData(@"$\sqrt[4]{4}$", @"$\sqrt{2}$")]
    [InlineData(@"$\infty$", "infinity")]
    [InlineData("$12, 34$", "12,34")]
    [InlineData("ㄱ, ㄴ, ㄷ", "ㄱ,ㄴ,ㄷ")]
    public void AreEqual_Equal(string gold, string answer) =>
        Assert.True(Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("x>3", @"[3,\infty)")]
    [InlineData(@"\begin{pmatrix}1\\2\end{pmatrix}", @"\begin{bmatrix}2\\1\end{bmatrix}")]
    [InlineData("(x+y+z+w)^{60}", "(x+y+z+w)^{61}")]
    [InlineData("32349", "32, 349")]
    [InlineData("ㄱ, ㄴ", "ㄱ, ㄷ")]
    [InlineData("(x,y)=(3,4)", "x=4, y=3")]
    [InlineData("x=3, y=4", "x=4, y=3")]
    [InlineData("$a=1, b=2$", "$b=1, a=2$")]
    [InlineData("3, 5, 7", "3, 5")]
    [InlineData("3, 5, 7", "3, 5, 8")]
    [InlineData(@"$\{1,2\}$", "$(1,2)$")]
    [InlineData("$[1,2]$", "$(1,2)$")]
    public void AreEqual_Different(string gold, string answer) =>
        Assert.False(Grader.AreEqual(answer, gold));
}

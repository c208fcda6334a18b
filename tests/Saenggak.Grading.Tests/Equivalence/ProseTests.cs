using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>Answers with prose around them, which AreEqual takes out.</summary>
public class ProseTests
{
    [Theory]
    [InlineData(@"x \neq 2", @"(-\infty,2)\cup(2,\infty)")]
    [InlineData("x<-1 또는 x>3", @"(-\infty,-1)\cup(3,\infty)")]
    [InlineData("12개", "따라서 모두 12개입니다.")]
    [InlineData("12", "정답은 12개입니다.")]
    [InlineData(@"\frac{1}{2}", @"따라서 답은 $\frac{1}{2}$이다.")]
    [InlineData("12", "The answer is 12.")]
    [InlineData(@"(1, 2) \cup (3, 4)", "1<x<2 또는 3<x<4")]
    [InlineData("4π", "4파이")]
    [InlineData("1/2", @"$\frac{1}{2}$ cup")]
    [InlineData(@"$(-\infty, -5) \cup (5, \infty)$", @"$x < -5 \text{ or } x > 5$")]
    [InlineData("$x=3$", "The solution is $x = 3$.")]
    [InlineData(@"$\frac{3}{4}$", @"So the final answer is $\boxed{\frac{3}{4}}$.")]
    [InlineData("$10$", @"\text{The answer is } \boxed{10}")]
    [InlineData(@"$A \cup B$", @"$A \cup B$")]
    [InlineData(@"$\{1,2\} \cup \{3\}$", @"$\{1,2,3\}$")]
    [InlineData("16", "It takes $16$ hours.")]
    [InlineData("5", "The value is 5.")]
    [InlineData(@"$(-\infty, 0) \cup (0, \infty)$", @"$x<0 \text{ or } x>0$")]
    [InlineData("$y = 5$", @"The value of y is $\boxed{5}$.")]
    [InlineData(@"$x \in (-\infty, 1] \cup [3, +\infty)$", @"$x \le 1$ 또는 $x \ge 3$")]
    public void AreEqual_Equal(string gold, string answer) =>
        Assert.True(Grader.AreEqual(answer, gold));

    [Theory]
    [InlineData("12", "12보다 작다")]
    [InlineData("12", "12가 아니다")]
    [InlineData("12", "12 or more")]
    [InlineData("12", "less than 12")]
    [InlineData("12", "<think>So the answer is 12.")]
    [InlineData("12", @"<think>\boxed{12}")]
    [InlineData(@"(1,2)\cup(3,4)", @"(1,2)\cup[3,4)")]
    [InlineData(@"$A \cup B$", @"$A \cap B$")]
    public void AreEqual_Different(string gold, string answer) =>
        Assert.False(Grader.AreEqual(answer, gold));
}

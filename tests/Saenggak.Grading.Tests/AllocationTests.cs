using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>What grading one answer may allocate: threads that grade share the heap, and every 8 KiB taken from it stop the others.</summary>
public class AllocationTests
{
    private const int Rounds = 200, Turns = 40;

    [Fact]
    public void Grade_LatexAndPlainAnswers_AllocateAtMost2500And500BytesEach()
    {
        Assert.InRange(BytesEach(Latex), 1, 2500);
        Assert.InRange(BytesEach(Plain), 1, 500);
    }

    private static (string Answer, string Gold)[] Plain(int i) =>
    [
        ($"{1000 + i}", $"{1001 + i}"),
        ($"1,{100 + i}원", $"1{100 + i}"),
        ($"{1000 + i}개", $"{1000 + i}"),
        ($"{1000 + i}.25", $"{1000 + i}.26"),
        ($"{1000 + i}/7", $"{2000 + (2 * i)}/14"),
    ];

    private static (string Answer, string Gold)[] Latex(int i) =>
    [
        ($"\\frac{{{1000 + i}}}{{7}}", $"\\dfrac{{{2000 + (2 * i)}}}{{14}}"),
        ($"{1000 + i}\\sqrt{{50}}", $"\\sqrt{{50}} \\cdot {1000 + i}"),
        ($"(x+5)(x-{1000 + i})", $"x^2 - {995 + i}x - {5000 + (5 * i)}"),
        ($"\\left({1000 + i}, \\frac{{1}}{{5}}\\right)", $"({1000 + i}, \\frac{{1}}{{5}})"),
        ($"[5, {1000 + i})", $"\\left[5, {1001 + i}\\right)"),
        ($"\\{{{1000 + i}, 5, {1005 + i}\\}}", $"\\{{5, {1005 + i}, {1000 + i}\\}}"),
        ($"\\begin{{pmatrix}} {1000 + i} & 5 \\\\ 0 & 1 \\end{{pmatrix}}", $"\\begin{{bmatrix}} {1000 + i} & 5 \\\\ 0 & 1 \\end{{bmatrix}}"),
    ];

    private static long BytesEach(Func<int, (string Answer, string Gold)[]> write)
    {
        (string Response, string Gold)[] pairs = [.. Enumerable.Range(0, Rounds).SelectMany(write).Select(pair => ($"따라서 답은 \\boxed{{{pair.Answer}}}입니다.", pair.Gold))];
        // Code that the runtime has not yet compiled well allocates more; the least of many turns is what it settles at.
        long least = long.MaxValue;
        for (int turn = 0; turn < Turns; turn++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach ((string response, string gold) in pairs) Grader.Grade(response, gold);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least / pairs.Length;
    }
}

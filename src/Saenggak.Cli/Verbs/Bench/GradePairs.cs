using System.Globalization;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>A response, a gold answer, and whether they are equal.</summary>
internal readonly record struct GradePair(string Response, string Gold, bool Equal);

/// <summary>Writes pairs of answers from a seed. No pair comes twice: a counter is part of every answer.</summary>
internal sealed class GradePairs(int seed)
{
    private static readonly string[] Counters = ["개", "명", "마리", "권", "장"];

    private readonly Random random = new(seed);
    private int counter = 1000;

    /// <summary>Whole numbers, decimals, fractions, money and counted things, as a model writes them; every second one wrong.</summary>
    public GradePair[] Plain(int count) => Make(count, Plain);

    /// <summary>Fractions, roots, polynomials, tuples, intervals, sets and matrices; every second one wrong.</summary>
    public GradePair[] Latex(int count) => Make(count, Latex);

    private GradePair[] Make(int count, Func<int, int, int, (string Answer, string Gold)> write)
    {
        var pairs = new GradePair[count];
        for (int i = 0; i < count; i++)
        {
            bool equal = i % 2 == 0;
            (string answer, string gold) = write(counter++, random.Next(2, 90), equal ? 0 : 1 + random.Next(3));
            pairs[i] = new($"<think>\n차례로 계산한다.\n</think>\n\n따라서 답은 \\boxed{{{answer}}}입니다.", gold, equal);
        }
        return pairs;
    }

    // n is new each time; off is what a wrong answer is off by.
    private static (string Answer, string Gold) Plain(int n, int a, int off) => (n % 5) switch
    {
        0 => ($"{n}", $"{n + off}"),
        1 => (F($"{n:#,0}원"), $"{n + off}"),
        2 => ($"{n}{Counters[a % Counters.Length]}", $"{n + off}"),
        3 => ($"{n}.{a:00}", $"{n + off}.{a:00}"),
        _ => ($"{n}/{a + 1}", $"{n + off}/{a + 1}"),
    };

    private static (string Answer, string Gold) Latex(int n, int a, int off) => (n % 7) switch
    {
        0 => ($"\\frac{{{n}}}{{{a}}}", $"\\dfrac{{{2 * (n + off)}}}{{{2 * a}}}"),
        1 => ($"{n}\\sqrt{{{a}}}", $"\\sqrt{{{a}}} \\cdot {n + off}"),
        2 => ($"(x+{a})(x-{n})", $"x^2 - {n + off - a}x - {n * a}"),
        3 => ($"\\left({n}, \\frac{{1}}{{{a}}}\\right)", $"({n + off}, \\frac{{1}}{{{a}}})"),
        4 => ($"[{a}, {n})", $"\\left[{a}, {n + off}\\right)"),
        5 => ($"\\{{{n}, {a}, {n + a}\\}}", $"\\{{{a}, {n + a + off}, {n}\\}}"),
        _ => ($"\\begin{{pmatrix}} {n} & {a} \\\\ 0 & 1 \\end{{pmatrix}}", $"\\begin{{bmatrix}} {n + off} & {a} \\\\ 0 & 1 \\end{{bmatrix}}"),
    };

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

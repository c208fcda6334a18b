using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Saenggak.Grading;

namespace Saenggak.Grading.Tests;

/// <summary>What holds for every answer, whatever it says.</summary>
public class GraderPropertyTests
{
    // A grader stuck on one response stops a training run; work without bound would show as minutes, not as seconds on a busy machine.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(20);

    private static readonly string[] Pieces =
    [
        "\\boxed{", "}", "{", "\\frac", "\\sqrt", "\\left(", "\\right)", "(", ")", "[", "]", "답은 ", "정답: ", "입니다", "the answer is ", "<think>", "</think>", "12", "0", "1/2", "%",
        "개", "시간", "분", "\uDC00", "\uD800", "½", "③", "**", "$", "$$", "\\(", "\\[", "분의 ", "만", "억", "-", "e5", "×10^", ",", ":", "=", "<", "\\le ", "^", "_", "!", "x", "y", "π",
        "\\pi", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "\\text{", "\\cup ", "\\infty", "또는", "와 ", "####", "\n", " ", "열두", "반", "오후 ", "∞", "￦", "\0", "한\u0301",
    ];

    private static readonly Gen<string> AnyText = Gen.Elements(Pieces).ListOf().Select(string.Concat);

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Choose(-9999, 9999).Select(n => $"{n}"),
        from n in Gen.Choose(-99, 99) from d in Gen.Choose(1, 99) select $"{n}.{d}",
        from n in Gen.Choose(-99, 99) from d in Gen.Choose(1, 99) select $"\\frac{{{n}}}{{{d}}}",
        from n in Gen.Choose(2, 30) from d in Gen.Choose(2, 30) select $"{n}\\sqrt{{{d}}}",
        Gen.Choose(1, 99).Select(n => $"{n}\\pi"));

    private static readonly Gen<string> Answer = Gen.OneOf(
        Number,
        from number in Gen.Choose(1, 999) from unit in Gen.Elements("개", "시간", "분", "원", "cm", "kg", "%", "도") select $"{number}{unit}",
        from a in Number from b in Number select $"({a}, {b})",
        from a in Gen.Choose(-50, 0) from b in Gen.Choose(1, 50) select $"[{a}, {b})",
        from a in Gen.Choose(-50, 0) from b in Gen.Choose(1, 50) select $"\\{{{a}, {b}\\}}",
        from a in Gen.Choose(1, 9) from b in Gen.Choose(1, 99) select $"x^2+{a}x-{b}",
        from a in Number from b in Number select $"\\begin{{pmatrix}} {a} & {b} \\\\ 0 & 1 \\end{{pmatrix}}",
        Gen.Elements("윤기", "둔각삼각형", "예", "거짓", "수요일", "오후 3시 30분"));

    private static readonly Func<string, string>[] Dressings =
    [
        answer => $" {answer} ",
        answer => $"${answer}$",
        answer => $"\\({answer}\\)",
        answer => $"**{answer}**",
        answer => $"{answer}.",
        answer => answer.Replace("\\frac", "\\dfrac", StringComparison.Ordinal),
        answer => answer.Replace("\\frac", "\\tfrac", StringComparison.Ordinal),
        answer => answer.Replace("(", "\\left(", StringComparison.Ordinal).Replace(")", "\\right)", StringComparison.Ordinal),
        answer => answer.Replace(", ", ",", StringComparison.Ordinal),
        answer => answer.Replace(", ", " ,\\, ", StringComparison.Ordinal),
        answer => answer.Replace("pmatrix", "bmatrix", StringComparison.Ordinal),
        answer => answer.Replace("-", "−", StringComparison.Ordinal),
        answer => $"\\displaystyle {answer}",
        answer => $"\\boxed{{{answer}}}",
    ];

    [Fact]
    public void AreEqual_IsReflexive() =>
        Prop.ForAll(Answer.ToArbitrary(), answer => Grader.AreEqual(answer, answer) == true).QuickCheckThrowOnFailure();

    [Fact]
    public void AreEqual_IsReflexiveForAnyTextThatIsAGold() => Prop.ForAll(AnyText.ToArbitrary(), text =>
        text.Contains("\\boxed", StringComparison.Ordinal) || Grader.AreEqual(text, text) is null or true).QuickCheckThrowOnFailure();

    // A bare number stands for one with a unit, but not every rule has two sides: rounding to the gold's places has one.
    [Fact]
    public void AreEqual_IsSymmetric() => Prop.ForAll(Answer.ToArbitrary(), Answer.ToArbitrary(), (a, b) =>
        Grader.AreEqual(a, b) == Grader.AreEqual(b, a)).QuickCheckThrowOnFailure();

    [Fact]
    public void AreEqual_DressingChangesNothing() => Prop.ForAll(
        (from answer in Answer from dress in Gen.Elements(Dressings) select (answer, dress(answer))).ToArbitrary(),
        ((string Plain, string Dressed) pair) => Grader.AreEqual(pair.Dressed, pair.Plain) == true && Grader.AreEqual(pair.Plain, pair.Dressed) == true).QuickCheckThrowOnFailure();

    [Fact]
    public void AreEqual_DressingHidesNoDifference() => Prop.ForAll(Gen.Choose(-999, 999).ToArbitrary(), Gen.Choose(1, 99).ToArbitrary(), Gen.Elements(Dressings).ToArbitrary(), (number, more, dress) =>
        Grader.AreEqual(dress($"{number}"), $"{number + more}") == false
        && Grader.AreEqual(dress($"({number}, 1)"), $"({number + more}, 1)") == false
        && Grader.AreEqual(dress($"\\frac{{{number}}}{{1009}}"), $"\\frac{{{number + more}}}{{1009}}") == false).QuickCheckThrowOnFailure();

    [Fact]
    public void Grade_FrameDoesNotMatter() => Prop.ForAll(Answer.ToArbitrary(), answer =>
    {
        string[] frames = [$"\\boxed{{{answer}}}", $"<think>\\boxed{{0}}</think>정답은 {answer}입니다.", $"**답:** {answer}", $"The final answer is ${answer}$.", $"### 최종 답안\n\n{answer}\n"];
        return Array.TrueForAll(frames, frame => Grader.Grade(frame, answer).IsCorrect);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Grade_NeverReadsTheThought() => Prop.ForAll(AnyText.ToArbitrary(), Gen.Choose(1, 9999).ToArbitrary(), (thought, number) =>
    {
        thought = thought.Replace("think>", "", StringComparison.Ordinal);
        return Grader.Grade($"<think>{thought}\\boxed{{{number}}}</think>정답은 {number + 1}입니다.", $"{number}").Kind == VerdictKind.Incorrect
            && Grader.Grade($"<think>{thought}\\boxed{{{number}}}", $"{number}").Kind == VerdictKind.Truncated;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Grade_AnyText_NeverThrows() => Prop.ForAll(AnyText.ToArbitrary(), AnyText.ToArbitrary(), Gen.Choose(0, 63).ToArbitrary(), (response, gold, bits) =>
    {
        var options = new GradeOptions
        {
            Sources = (bits & 1) != 0 ? AnswerSources.Any : AnswerSources.Default,
            PrefilledThink = (bits & 2) != 0,
            RoundToGold = (bits & 4) != 0,
            SeveralAnswers = (bits & 8) != 0 ? true : null,
            Choices = (bits & 16) != 0 ? [response, gold, "12"] : null,
            Question = (bits & 32) != 0 ? gold : null,
        };
        _ = Grader.Grade(response, gold, options);
        _ = AnswerExtractor.Extract(response, options);
        _ = FormatCheck.Check(response);
        _ = LanguageConsistency.Of(response, gold).Soft;
    }).QuickCheckThrowOnFailure();

    public static TheoryData<string, string> Hostile()
    {
        const int many = 100_000;
        string Many(string piece, int count = many) => string.Concat(Enumerable.Repeat(piece, count));
        string Powers(string join, Func<string, string> dress) => string.Join(join, Enumerable.Range(1, 150).Select(n => dress($"{(2 * n) + 1}^{{{(int)(9_000 / Math.Log2((2 * n) + 1))}}}")));
        return new()
        {
            { "nested braces", "\\boxed{" + new string('{', many) + "12" + new string('}', many) + "}" },
            { "open braces", "\\boxed{" + new string('{', many) },
            { "nested parentheses", "\\boxed{" + new string('(', 2000) + "12" + new string(')', 2000) + "}" },
            { "nested fractions", "\\boxed{" + Many("\\frac{1}{", 400) + "2" + Many("}", 400) + "}" },
            { "nested roots", "\\boxed{" + Many("\\sqrt{", 600) + "2" + Many("}", 600) + "}" },
            { "a megabyte of digits", "\\boxed{" + new string('9', 1 << 20) + "}" },
            { "a megabyte of prose", "정답은 " + Many("아주 긴 말 ", 150_000) + "입니다." },
            { "a megabyte of cues", Many("정답은 답: 답 answer is ", 50_000) },
            { "many boxes", Many("\\boxed{") },
            { "many closed boxes", Many("\\boxed{1},") },
            { "many boxes in one", "\\boxed{" + Many("\\boxed{1}") + "}" },
            { "many open formulas", Many("\\(", 500_000) },
            { "many dollars", Many("$\\$", 300_000) },
            { "many thoughts", Many("<think></think>") + "\\boxed{12}" },
            { "many hashes", Many("#### \n") },
            { "many stars", "정답: " + Many("**", 500_000) },
            { "power tower", "\\boxed{9^{9^{9^{9}}}}" },
            { "large power", "\\boxed{9^{999999999}}" },
            { "power of a sum", "\\boxed{(x+y+z+1)^{9999}}" },
            { "long product", "\\boxed{" + Many("(x+1)", 300) + "}" },
            { "long sum of roots", "\\boxed{" + string.Join('+', Enumerable.Range(2, 300).Select(n => $"\\sqrt{{{n}}}")) + "}" },
            { "large factorial", "\\boxed{99999999!}" },
            { "factorial of factorials", "\\boxed{9!!!!!!!!}" },
            { "large exponent", "\\boxed{1e999999999}" },
            { "large binomial", "\\boxed{\\binom{99999999}{49999999}}" },
            { "sum of fractions with long denominators", "\\boxed{" + Powers("+", power => $"\\frac{{x}}{{{power}}}") + "}" },
            { "list of long fractions", "\\boxed{" + Powers(",", power => $"\\frac{{1}}{{{power}}}") + "}" },
            { "least common multiple of long numbers", "\\boxed{\\operatorname{lcm}(" + Powers(",", power => power) + ")}" },
            { "roots of sums of long fractions", "\\boxed{" + Powers("+", power => $"\\sqrt{{2+\\frac{{x}}{{{power}}}}}") + "}" },
            { "product of sums with long fractions", "\\boxed{" + string.Concat(Enumerable.Range(3, 60).Select(n => $"(x+\\frac{{1}}{{{n}^{{600}}}})")) + "}" },
            { "high roots", "\\boxed{" + string.Join('+', Enumerable.Range(1, 190).Select(n => $"\\sqrt[32]{{x+{n}}}")) + "}" },
            { "many factorials", "\\boxed{" + Many("500!+", 700) + "1}" },
            { "large primes", "\\boxed{\\sqrt{999999999999999999999999999999999999999999999999}}" },
            { "long list", "\\boxed{" + string.Join(',', Enumerable.Range(0, 1500)) + "}" },
            { "long set", "\\boxed{\\{" + string.Join(", ", Enumerable.Range(0, 800).Select(n => $"x^{n}")) + "\\}}" },
            { "wide matrix", "\\boxed{\\begin{pmatrix}" + Many("1 & ", 900) + "1\\end{pmatrix}}" },
            { "lone surrogates", "\\boxed{" + Many("\uD800") + Many("\uDC00") + "}" },
            { "many zero bytes", "\\boxed{" + new string('\0', 3000) + "}" },
            { "many marks", "\\boxed{가" + Many("\u0301", 3000) + "}" },
            { "many 만", "\\boxed{1" + Many("만", 3000) + "}" },
            { "many minus signs", "\\boxed{" + new string('-', 3000) + "1}" },
            { "many plus-minus", "\\boxed{" + Many("\\pm 1 ", 200) + "}" },
            { "empty collections", "\\boxed{\\{\\}, \\{\\}, (\\emptyset)}" },
            { "an empty set in a list of names", "\\boxed{x=1, \\{\\}}" },
            { "many English words", "\\boxed{" + Many("one hundred ", 3000) + "}" },
            { "many brackets in words", "\\boxed{7" + Many(" (일곱", 3000) + Many(")", 3000) + "}" },
            { "many equals", "\\boxed{" + Many("x=", 1500) + "1}" },
        };
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Grade_Hostile_EndsWithoutPraise(string name, string response)
    {
        var clock = Stopwatch.StartNew();
        foreach (string gold in (string[])["7919", "\\sqrt{7919}", "x^2+7919", "\\{7919, 7927\\}", "윤기"])
        {
            Assert.False(Grader.Grade(response, gold, new GradeOptions { Sources = AnswerSources.Any }).IsCorrect, name);
        }
        // The same as gold: whatever it is, it may not hang either.
        _ = Grader.Grade("\\boxed{7919}", response);
        _ = Grader.AreEqual(response, response);
        Assert.True(clock.Elapsed < Stuck, $"{name}: {clock.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public void Grade_ManyThreads_AgreeWithOne()
    {
        string[] answers = [.. Answer.Sample(400, 20), .. AnyText.Sample(400, 20)];
        var pairs = answers.Select((answer, i) => ($"정답은 \\boxed{{{answer}}}입니다.", answers[i * 7 % answers.Length])).Concat(answers.Select(answer => ($"정답: {answer}", answer))).ToArray();
        Verdict[] alone = [.. pairs.Select(pair => Grader.Grade(pair.Item1, pair.Item2))];
        Parallel.For(0, 8 * pairs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int at = i % pairs.Length;
            Assert.Equal(alone[at], Grader.Grade(pairs[at].Item1, pairs[at].Item2));
        });
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Saenggak.Data.Problems;
using Saenggak.Text.Korean;

namespace Saenggak.Data.Tests.Problems;

public sealed partial class ProblemFamiliesTests
{
    private const int Samples = 60;

    public static TheoryData<string> Names => [.. ProblemFamilies.All.Select(family => family.Name)];

    [Fact]
    public void All_HoldsEnoughFamiliesOfEachLength()
    {
        for (int steps = 1; steps <= 4; steps++)
        {
            Assert.True(ProblemFamilies.Training.Count(f => f.StepCount == steps) >= 11, $"{steps} steps");
        }
        Assert.True(ProblemFamilies.HeldOut.Count >= 6);
        Assert.Equal(ProblemFamilies.All.Count, ProblemFamilies.All.Select(f => f.Name).Distinct().Count());
        Assert.All(ProblemFamilies.All, family => Assert.True(family.Tellings.Count >= 3, family.Name));
    }

    [Fact]
    public void Lexicon_HoldsEnoughNamesAndNouns()
    {
        Assert.True(Lexicon.People.Distinct().Count() >= 40);
        Assert.True(Lexicon.Nouns.Values.SelectMany(n => n).Distinct().Count() >= 60);
        Assert.Equal(Lexicon.People.Count, Lexicon.People.Distinct().Count());
    }

    /// <summary>Evaluates the steps on their own: right arithmetic, whole positive results, each later step built on an earlier result.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Solution_LeadsToTheAnswer(string name)
    {
        foreach (Problem problem in Write(name))
        {
            foreach (SolutionStep step in problem.Solution)
            {
                long expected = step.Operator switch
                {
                    '+' => step.Left + step.Right,
                    '-' => step.Left - step.Right,
                    '×' => step.Left * step.Right,
                    _ => Math.DivRem(step.Left, step.Right, out long rest) is var q && rest == 0 ? q : -1,
                };
                Assert.Equal(expected, step.Result);
                Assert.True(step.Result > 0, problem.Prompt);
            }
            Assert.Equal(problem.Solution[^1].Result.ToString(CultureInfo.InvariantCulture), problem.Answer);
            Assert.All(problem.Solution.SkipLast(1), step => Assert.Contains(
                problem.Solution, later => !ReferenceEquals(later, step) && (later.Left == step.Result || later.Right == step.Result)));
        }
    }

    /// <summary>Every operand is told, is an earlier result, or is a constant the family writes into its step.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Prompt_TellsEveryNumberTheSolutionUses(string name)
    {
        HashSet<long> implied = [1, 2, 3, 4, 7, 10, 12, 60];
        ProblemFamily family = ProblemFamilies.All.Single(f => f.Name == name);
        HashSet<long> constants = [.. family.Steps.SelectMany(step => ConstantPattern().Matches(step[step.IndexOf(": ", StringComparison.Ordinal)..])).Select(m => Number(m.Value))];
        Assert.Subset(implied, constants);
        foreach (Problem problem in Write(name))
        {
            HashSet<long> known = [.. constants, .. NumberPattern().Matches(problem.Prompt).Select(m => Number(m.Value))];
            foreach (SolutionStep step in problem.Solution)
            {
                Assert.Contains(step.Left, known);
                Assert.Contains(step.Right, known);
                known.Add(step.Result);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Prompt_IsCleanKorean(string name)
    {
        foreach (Problem problem in Write(name))
        {
            foreach (string text in (string[])[problem.Prompt, .. problem.Solution.SelectMany(s => new[] { s.What, s.Unit })])
            {
                Assert.DoesNotContain(text, c => "{}[]^#:|".Contains(c, StringComparison.Ordinal));
                Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
                Assert.Equal(text.Trim(), text);
            }
            Assert.All(problem.Solution, step => Assert.NotEmpty(step.What));
            Assert.Matches(EndPattern(problem.Register!), problem.Prompt);
        }
    }

    /// <summary>Looks at every particle behind a name, a counter or a number from the outside, by the final consonant before it.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Prompt_ParticlesFitWhatStandsBefore(string name)
    {
        foreach (Problem problem in Write(name))
        {
            foreach (Match match in Particles.Matches(problem.Prompt + "\n" + string.Join('\n', problem.Solution.Select(s => s.What))))
            {
                string word = match.Groups["word"].Value, particle = match.Groups["particle"].Value;
                bool closed = Hangul.HasFinalConsonant(word[^1]);
                bool rieul = Hangul.FinalConsonant(word[^1]) == 'ㄹ';
                bool right = particle switch
                {
                    "은" or "을" or "과" or "이" or "이라면" => closed,
                    "는" or "를" or "와" or "가" or "라면" => !closed,
                    "으로" => closed && !rieul,
                    "로" => !closed || rieul,
                    _ => false,
                };
                Assert.True(right, $"«{match.Value}» in «{problem.Prompt}»");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Prompt_CopulasFitWhatStandsBefore(string name)
    {
        foreach (Problem problem in Write(name))
        {
            foreach (Match match in CopulaPattern().Matches(problem.Prompt))
            {
                string word = match.Groups["word"].Value;
                // Centimetres and kilometres are read 미터 at the end.
                bool closed = Hangul.HasFinalConsonant(word[^1]);
                Assert.True(match.Groups["copula"].Value.StartsWith('이') == closed, problem.Prompt);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Prompt_KeepsOneRegister(string name)
    {
        foreach (Problem problem in Write(name))
        {
            string[] sentences = [.. problem.Prompt.Split(". ")];
            Assert.All(sentences.SkipLast(1), sentence => Assert.True(
                problem.Register switch
                {
                    "haeyo" => sentence.EndsWith('요'),
                    "hamnida" => sentence.EndsWith("니다", StringComparison.Ordinal),
                    "handa" => sentence.EndsWith('다') && !sentence.EndsWith("니다", StringComparison.Ordinal),
                    _ => !sentence.EndsWith('요') && !sentence.EndsWith('다'),
                },
                $"{problem.Register}: {problem.Prompt}"));
        }
    }

    private static IEnumerable<Problem> Write(string name)
    {
        var plan = new FamilyPlan(ProblemFamilies.All.Single(f => f.Name == name));
        for (ulong i = 0; i < Samples; i++)
        {
            var random = new SplitMix64(99, i);
            yield return plan.Tell("t", plan.DrawNumbers(new ProblemWriterOptions(), random, _ => true)!, random);
        }
    }

    private static string EndPattern(string register) => register switch
    {
        "haeyo" => "(요\\?|(구하세요|구해 보세요)\\.)$",
        "hamnida" => "(니까\\?|구하십시오\\.)$",
        "handa" => "((가|까)\\?|구하시오\\.)$",
        _ => "([가-힣]\\?|구해 (줘|봐)\\.)$",
    };

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![a-z가-힣])\d+")]
    private static partial Regex ConstantPattern();

    // Behind a name or noun of the lexicon, or a counter with its number.
    private static readonly Regex Particles = new(
        $"((?<![가-힣0-9])(?<word>{string.Join('|', Lexicon.People.Concat(Lexicon.People.Where(n => Hangul.HasFinalConsonant(n[^1])).Select(n => n + "이"))
            .Concat(Lexicon.Nouns.Values.SelectMany(n => n).Select(n => n.Word)).Distinct().OrderByDescending(w => w.Length))})|"
        + "(?<=[0-9])(?<word>개|자루|장|권|명|마리|송이|그루|벌|쪽|일|살|달|봉지|상자|묶음|다스|만 원))"
        + "(?<particle>이라면|라면|으로|은|는|이|가|을|를|과|와|로)(?=[ .,?\n]|$)");

    [GeneratedRegex(@"(?<word>개|자루|장|권|명|마리|그루|쪽|일|살|칠|원|cm|km|cm²)(?<copula>예요|이에요|야|이야|지|이지)[.?]")]
    private static partial Regex CopulaPattern();

    [GeneratedRegex(@"\d+")]
    private static partial Regex NumberPattern();
}

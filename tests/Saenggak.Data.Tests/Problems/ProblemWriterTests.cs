using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests.Problems;

public sealed class ProblemWriterTests
{
    [Fact]
    public void Write_SameSeed_WritesTheSameProblems()
    {
        string[] first = [.. new ProblemWriter(3).Write(300, FamilySplit.Train).Select(p => p.Id + p.Prompt + p.Answer)];
        string[] second = [.. new ProblemWriter(3).Write(300, FamilySplit.Train).Select(p => p.Id + p.Prompt + p.Answer)];
        string[] other = [.. new ProblemWriter(4).Write(300, FamilySplit.Train).Select(p => p.Id + p.Prompt + p.Answer)];
        Assert.Equal(first, second);
        Assert.Empty(first.Intersect(other, StringComparer.Ordinal));
    }

    [Fact]
    public void Write_BalancesStepCountsFamiliesAndRegisters()
    {
        Problem[] problems = [.. new ProblemWriter(5).Write(4000, FamilySplit.Train)];
        for (int steps = 1; steps <= 4; steps++) Assert.InRange(problems.Count(p => p.Solution.Count == steps), 880, 1120);
        foreach (string register in new[] { "haeyo", "hamnida", "handa", "banmal" })
        {
            Assert.InRange(problems.Count(p => p.Register == register), 880, 1120);
        }
        Assert.Equal(ProblemFamilies.Training.Select(f => f.Name).Order(), problems.Select(p => p.Family!).Distinct().Order());
    }

    [Fact]
    public void Write_NeverRepeatsAPrompt()
    {
        var writer = new ProblemWriter(6);
        string[] prompts = [.. writer.Write(10_000, FamilySplit.Train).Concat(writer.Write(1000, FamilySplit.TestSeen)).Select(p => p.Prompt)];
        Assert.Equal(prompts.Length, prompts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Write_BeyondWhatTheFamiliesTell_SaysHowManyThereWere()
    {
        var tight = new ProblemWriterOptions { MaxSum = 1, MaxProduct = 1 };
        var error = Assert.Throws<Saenggak.Text.InputException>(() => new ProblemWriter(1, tight).Write(50, FamilySplit.Train).Count());
        Assert.Contains("50 were asked for", error.Message, StringComparison.Ordinal);
        Assert.Contains("raise the limits", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 60, 9, 81)]
    [InlineData(90, 999, 20, 400)]
    public void Write_KeepsToTheLimits(int addend, int sum, int factor, int product)
    {
        var limits = new ProblemWriterOptions { MaxAddend = addend, MaxSum = sum, MaxFactor = factor, MaxProduct = product };
        foreach (SolutionStep step in new ProblemWriter(8, limits).Write(1500, FamilySplit.Train).SelectMany(p => p.Solution))
        {
            Assert.InRange(Math.Max(step.Left, step.Result), 1, step.Operator is '+' or '-' ? sum : product);
        }
    }
}

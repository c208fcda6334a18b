using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests.Problems;

public sealed class ProblemSplitsTests
{
    private static readonly ProblemSplits Splits = ProblemSplits.Build(11, 3000, 2000, 600);

    [Fact]
    public void Build_GivesTheCountsAskedFor()
    {
        Assert.Equal((3000, 2000, 600, 600), (Splits.Sft.Count, Splits.Rl.Count, Splits.TestSeen.Count, Splits.TestUnseen.Count));
    }

    [Fact]
    public void Build_SharesNoPromptAndNoId()
    {
        Problem[] all = [.. Splits.Sft, .. Splits.Rl, .. Splits.TestSeen, .. Splits.TestUnseen];
        Assert.Equal(all.Length, all.Select(p => p.Prompt).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(all.Length, all.Select(p => p.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Build_TestSeen_UsesNumbersThatTrainingNeverUses()
    {
        HashSet<string> trained = [.. Splits.Sft.Concat(Splits.Rl).Select(Numbers)];
        Assert.DoesNotContain(Splits.TestSeen, problem => trained.Contains(Numbers(problem)));
    }

    [Fact]
    public void Build_TestSeen_HoldsEveryTrainingFamily()
    {
        string[] seen = [.. new ProblemWriter(2).Write(3000, FamilySplit.TestSeen).Select(p => p.Family!).Distinct().Order()];
        Assert.Equal(ProblemFamilies.Training.Select(f => f.Name).Order(), seen);
    }

    [Fact]
    public void Build_TestUnseen_HoldsOnlyHeldOutFamilies()
    {
        HashSet<string> heldOut = [.. ProblemFamilies.HeldOut.Select(f => f.Name)];
        Assert.All(Splits.TestUnseen, problem => Assert.Contains(problem.Family!, heldOut));
        Assert.All(Splits.Sft.Concat(Splits.Rl).Concat(Splits.TestSeen), problem => Assert.DoesNotContain(problem.Family!, heldOut));
    }

    [Fact]
    public void Build_TestsStayTheSameWhenTrainingGrows()
    {
        ProblemSplits larger = ProblemSplits.Build(11, 3500, 2000, 600);
        Assert.Equal(Splits.TestSeen.Select(p => p.Prompt), larger.TestSeen.Select(p => p.Prompt));
        Assert.Equal(Splits.TestUnseen.Select(p => p.Prompt), larger.TestUnseen.Select(p => p.Prompt));
    }

    // Families of one equation shape apart, the operands in order identify the combination.
    private static string Numbers(Problem problem) =>
        problem.Family + string.Concat(problem.Solution.Select(s => $"|{s.Left}{s.Operator}{s.Right}"));
}

using Saenggak.Data.Problems;
using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class ProblemJsonTests
{
    [Fact]
    public void Read_GivesBackWhatWasWritten()
    {
        using var folder = new TempFolder();
        Problem[] problems = [.. new ProblemWriter(1).Write(50, FamilySplit.Train), new Problem { Id = "k:1", Prompt = "3에 4를 더하면?", Answer = "7", Source = "k", Equation = "3 + 4" }];
        string path = folder.Write("a.jsonl", "");
        JsonLinesWriter.WriteAll(path, problems.Select(problem => ProblemJson.ToRow(problem)));
        Problem[] read = [.. ProblemJson.Read(path)];
        Assert.Equal(problems.Length, read.Length);
        foreach ((Problem wrote, Problem got) in problems.Zip(read))
        {
            Assert.Equal(wrote.Solution, got.Solution);
            Assert.Equal(wrote with { Solution = [] }, got with { Solution = [] });
        }
    }

    [Fact]
    public void ToRow_AnswersOnly_HidesTheWay()
    {
        Problem problem = new ProblemWriter(1).Write(1, FamilySplit.Train).Single() with { Equation = "1 + 1" };
        Assert.Equal(["id", "prompt", "answer", "source", "family", "register", "step_count"], ProblemJson.ToRow(problem, answersOnly: true).Select(column => column.Key));
    }

    [Theory]
    [InlineData("""{"answer":"7"}""", "a.jsonl:1: no \"prompt\"")]
    [InlineData("""{"prompt":"","answer":"7"}""", "a.jsonl:1: no \"prompt\"")]
    [InlineData("""{"prompt":"3에 4를 더하면?"}""", "a.jsonl:1: no \"answer\"")]
    [InlineData("""{"prompt":"3에 4를 더하면?","answer":"7","steps":[["",3,"+",4,7]]}""", "a.jsonl:1: a step is [\"\",3,\"+\",4,7]")]
    [InlineData("""{"prompt":"3에 4를 더하면?","answer":"7","steps":[["",3,"+","4",7,""]]}""", "a.jsonl:1: a step is")]
    public void Read_BrokenRow_NamesTheLine(string row, string expected)
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", row + "\n");
        Assert.StartsWith(expected, Assert.Throws<InputException>(() => ProblemJson.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("35.0개와 17.00개", "35개와 17개")]
    [InlineData("61921.0", "61921")]
    [InlineData("1,250.0원", "1,250원")]
    [InlineData("0.0과 10.0.", "0과 10.")]
    [InlineData("0.05와 2.50, 1.0.2판", "0.05와 2.50, 1.0.2판")]
    [InlineData("3.05개, 10.0억", "3.05개, 10억")]
    public void WholeNumbers_Plain_TakesEmptyDecimalsOnly(string text, string plain) => Assert.Equal(plain, WholeNumbers.Plain(text));
}

using Saenggak.Cli.Quickstart;
using Saenggak.Data;
using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Cli.Tests.Quickstart;

public class QuickstartFilesTests
{
    private const string TestCsv = "Question,Equation,Answer,fold\n배 40개에서 7개를 먹으면 몇 개인가?,40 - 7,33,0\n";

    private static QuickstartRecipe Recipe(string? file, string? test, ProblemSection? section = null) =>
        new() { Problems = (section ?? new ProblemSection()) with { File = file, Test = test }, Tokenizer = new TokenizerSection { Vocabulary = 400 } };

    [SkippableFact]
    public async Task Prepare_Kmwps_CatchesWrongGoldAndLeakedQuestions()
    {
        string train = SharedData.Require("korean_math", "kmwps", "train.csv"), test = SharedData.Require("korean_math", "kmwps", "test.csv");
        using var folder = new TemporaryFolder();
        QuickstartDataSet set = await QuickstartData.PrepareAsync(Recipe(train, test), folder.Path, new RecordedProgress());
        var counts = set.Summary.Problems;

        Assert.Equal((10161, 509), (counts["train_read"], counts["test_read"]));
        Assert.Equal((185, 218), (counts["test_in_train"], counts["train_in_test"]));
        Assert.InRange(counts["train_wrong_gold"], 151, 188);
        Assert.Equal(483, counts["test"]);
        Assert.InRange(counts["test_with_twin"], 1, counts["test"] - 1);

        List<Problem> sft = [.. ProblemJson.Read(Path.Combine(folder.Path, "problems", "sft.jsonl"))];
        List<Problem> rl = [.. ProblemJson.Read(set.RlProblems)], held = [.. ProblemJson.Read(set.TestSets["test"])];
        Assert.Empty(sft.Select(problem => problem.Family).Intersect(rl.Select(problem => problem.Family)));
        Assert.Empty(held.Select(problem => problem.Prompt).Intersect(sft.Concat(rl).Select(problem => problem.Prompt)));
        Assert.All(sft, problem => Assert.Equal(EquationResult.Equal, EquationChecker.Check(problem.Equation!, problem.Answer)));
        Assert.DoesNotContain(sft.Concat(rl).Concat(held), problem => problem.Prompt.Contains(".0개", StringComparison.Ordinal));
        Assert.InRange((double)sft.Count / (sft.Count + rl.Count), 0.55, 0.65);
    }

    [Fact]
    public async Task Prepare_PromptAnswerFile_DropsWhatItShould()
    {
        using var folder = new TemporaryFolder();
        string train = folder.Write("train.jsonl", """
            {"prompt":"사과 12.0개와 배 5.0개를 더하면 모두 몇 개인가요?","answer":"17","equation":"12 + 5"}
            {"prompt":"사과 12.0개와 배 5.0개를 더하면 모두 몇 개인가요?","answer":"17","equation":"12 + 5"}
            {"prompt":"버스에 30명이 있었는데 4명이 내렸습니다. 몇 명이 남았나요?","answer":"25","equation":"30 - 4"}
            {"prompt":"배 40개에서 7개를 먹으면 몇 개인가?","answer":"33"}
            {"prompt":"연필이 한 다스에 12자루씩 3다스 있습니다. 모두 몇 자루입니까?","answer":"36","equation":"12 * 3"}
            {"prompt":"공책 한 권은 0.5달러입니다. 얼마입니까?","answer":"0.5"}
            """);
        string test = folder.Write("test.csv", TestCsv);
        QuickstartDataSet set = await QuickstartData.PrepareAsync(Recipe(train, test, new ProblemSection { SftShare = 0.5 }), folder.Path, new RecordedProgress());
        var counts = set.Summary.Problems;
        Assert.Equal((1, 1, 1, 1), (counts["train_in_test"], counts["train_wrong_gold"], counts["train_repeated"], counts["train_skipped/the answer is not an integer"]));
        Assert.Equal((2, 1, 1), (counts["train_numbers_rewritten"], counts["sft"], counts["rl"]));
        string[] reasons = [.. JsonLines.Read(Path.Combine(folder.Path, "problems", "dropped.jsonl")).Select(line => (string)line.Row["dropped_why"]!)];
        Assert.Equal(["stands in the test set", "repeated", "the equation does not give the answer"], reasons);
    }

    [Fact]
    public async Task Prepare_FileWithoutEquations_AsksForBuiltInTraces()
    {
        using var folder = new TemporaryFolder();
        string train = folder.Write("train.jsonl", "{\"prompt\":\"3에 4를 더하면?\",\"answer\":\"7\"}\n{\"prompt\":\"9에서 4를 빼면?\",\"answer\":\"5\"}\n");
        string test = folder.Write("test.csv", TestCsv);
        var error = await Assert.ThrowsAsync<InputException>(() => QuickstartData.PrepareAsync(Recipe(train, test), folder.Path, new RecordedProgress()));
        Assert.Contains("built_in_sft", error.Message, StringComparison.Ordinal);
        QuickstartDataSet set = await QuickstartData.PrepareAsync(Recipe(train, test, new ProblemSection { BuiltInSft = 50 }), folder.Path, new RecordedProgress());
        Assert.Equal((50, 2), (set.Summary.Problems["sft"], set.Summary.Problems["rl"]));
    }

    [Theory]
    [InlineData(null, "no such file")]
    [InlineData("", "is empty")]
    [InlineData("hello\n", "no known problem format")]
    [InlineData("{\"prompt\":\"3에 4를 더하면?\",\"answer\":\"7\"}\n{\"answer\":\"7\"}\n", "1 of 2 rows have no question")]
    [InlineData("{\"prompt\":\"가장 큰 도시는?\",\"answer\":\"서울\"}\n", "none of 1 rows can be used")]
    [InlineData("{\"prompt\":\"3에 4를 더하면?\",\"answer\":\"7\"}\n{\"prompt\": \n", "train.jsonl:2: not valid JSON")]
    public async Task Prepare_BadFile_IsOneClearLine(string? content, string expected)
    {
        using var folder = new TemporaryFolder();
        string train = Path.Combine(folder.Path, "train.jsonl");
        if (content is not null) folder.Write("train.jsonl", content);
        var error = await Assert.ThrowsAsync<InputException>(() =>
            QuickstartData.PrepareAsync(Recipe(train, folder.Write("test.csv", TestCsv)), folder.Path, new RecordedProgress()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Prepare_FileWithoutTest_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<InputException>(() => QuickstartData.PrepareAsync(Recipe("a.csv", null), folder.Path, new RecordedProgress()));
        Assert.Contains("--problems without --test", error.Message, StringComparison.Ordinal);
    }
}

using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Data.Tests;

public class ProblemReadersTests
{
    [Fact]
    public void Read_Kmwps_KeepsEquationAndQuotedCommas()
    {
        using var folder = new TempFolder();
        string path = folder.Write("train.csv", "Question,Equation,Answer,fold\n\"길이가 52cm, 남은 것은 \"\"12\"\"cm\",( 52 - 12 ) / 4,10,8\n누가 더 많은가,'윤기' if 1 else 2,윤기,1\n");
        ProblemSet set = ProblemReaders.Read(path);
        Assert.Equal((ProblemReaders.Kmwps, "kmwps-train", 2), (set.Format, set.Source, set.RowsRead));
        Assert.Equal("길이가 52cm, 남은 것은 \"12\"cm", set.Problems[0].Prompt);
        Assert.Equal(("kmwps-train:1", "10", "( 52 - 12 ) / 4"), (set.Problems[0].Id, set.Problems[0].Answer, set.Problems[0].Equation));
    }

    [Fact]
    public void Read_IntegersOnly_CountsWhatItPassesOver()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", """
            {"prompt":"하나","answer":"4.0"}
            {"prompt":"둘","answer":"10,792"}
            {"prompt":"셋","answer":2.5}
            {"question":"넷","answer":"윤기"}
            {"prompt":"","answer":"1"}
            {"prompt":"여섯"}
            """);
        ProblemSet set = ProblemReaders.Read(path, new ProblemReadOptions { IntegerAnswersOnly = true });
        Assert.Equal(["4", "10792"], set.Problems.Select(p => p.Answer));
        Assert.Equal(2, set.Skipped["the answer is not an integer"]);
        Assert.Equal(1, set.Skipped["no question"]);
        Assert.Equal(1, set.Skipped["no answer"]);
        Assert.Equal(6, set.RowsRead);
    }

    [Fact]
    public void Read_VerlRows_TakesTheUserTurnAndGroundTruth()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.jsonl", """
            {"data_source":"x","prompt":[{"role":"system","content":"s"},{"role":"user","content":"3+4는?"}],"reward_model":{"style":"rule","ground_truth":"7"}}
            """);
        Problem problem = Assert.Single(ProblemReaders.Read(path).Problems);
        Assert.Equal(("3+4는?", "7"), (problem.Prompt, problem.Answer));
    }

    [Fact]
    public void Sniff_UnknownFile_ListsTheFormats()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.txt", "hello");
        string message = Assert.Throws<InputException>(() => ProblemReaders.Read(path)).Message;
        Assert.All(ProblemReaders.Formats, name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_UnclosedQuote_NamesTheRecord()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.csv", "Question,Equation,Answer,fold\n하나,1,1,1\n\"둘,2,2,2\n");
        Assert.StartsWith("a.csv:3:", Assert.Throws<InputException>(() => ProblemReaders.Read(path)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("korean_math/kmwps/train.csv", "kmwps", 10161)]
    [InlineData("korean_math/kmwps/test.csv", "kmwps", 509)]
    [InlineData("korean_math/jkc_mwp/public_mwp_data.json", "jkc", 3000)]
    [InlineData("korean_math/kt_ai/public_mwp_data_v2_reasoning-train.jsonl", "prompt-answer", 3000)]
    [InlineData("english_math/gsm8k_test.jsonl", "gsm8k", 1319)]
    public void Read_PublicSets_GivesEveryRow(string file, string format, int rows)
    {
        ProblemSet set = ProblemReaders.Read(SharedData.Require(file.Split('/')));
        Assert.Equal((format, rows), (set.Format, set.RowsRead));
        Assert.Empty(set.Skipped);
    }

    [SkippableTheory]
    [InlineData("korean_math/kmwps/test.csv", 483)]
    // 2,274 are bare digits, three more carry a unit («3학년»).
    [InlineData("korean_math/jkc_mwp/public_mwp_data.json", 2277)]
    public void Read_PublicSets_CountsIntegerAnswers(string file, int integers) =>
        Assert.Equal(integers, ProblemReaders.Read(SharedData.Require(file.Split('/')), new ProblemReadOptions { IntegerAnswersOnly = true }).Problems.Count);
}

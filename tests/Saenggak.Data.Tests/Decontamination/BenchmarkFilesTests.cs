using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Data.Tests.Decontamination;

public class BenchmarkFilesTests
{
    [Theory]
    [InlineData("a.jsonl", "{\"question\":\"질문: 넷에 셋을 더하면?\",\"A\":\"6\",\"B\":\"7\",\"answer\":\"B\"}\n", "1|질문: 넷에 셋을 더하면?|6,7|B")]
    [InlineData("a.csv", "Question,Equation,Answer\n\"넷, 셋을 더하면?\",4 + 3,7\n", "2|넷, 셋을 더하면?||")]
    [InlineData("a.json", "[{\"problem\":\"What is $1+1$?\",\"answer\":2.0,\"solution\":\"Two.\"}]", "1|What is $1+1$?||Two.")]
    [InlineData("a.json", "{\"7\":{\"question\":\"넷에 셋을 더하면?\",\"answer\":\"7\"}}", "7|넷에 셋을 더하면?||7")]
    [InlineData("a.json", "{\"id\":\"x\",\"instruction\":\"다음 문제를 풀어 주세요.\",\"input\":\"넷에 셋을 더하면?\",\"output\":\"일곱입니다.\"}\n{\"prompt\":[{\"role\":\"system\",\"content\":\"수학 선생님\"},{\"role\":\"user\",\"content\":\"셋은?\"}]}\n", "x|넷에 셋을 더하면?||일곱입니다.;2|셋은?||")]
    public void Read_KnowsTheForms(string name, string text, string expected)
    {
        using var folder = new TempFolder();
        BenchmarkSet set = BenchmarkFiles.Read("set", folder.Write(name, text));
        Assert.Equal(expected, string.Join(';', set.Items.Select(item => $"{item.Id}|{item.Prompt}|{string.Join(',', item.Choices)}|{item.Solution}")));
    }

    [Theory]
    [InlineData("a.jsonl", "{\"text\":\"질문이 아닌 글\"}\n", "no row has a question")]
    [InlineData("a.json", "[{\"question\": ", "not valid JSON")]
    [InlineData("a.json", "3", "no row has a question")]
    public void Read_BadInput_IsOneLine(string name, string text, string expected)
    {
        using var folder = new TempFolder();
        string path = folder.Write(name, text);
        Assert.Contains(expected, Assert.Throws<InputException>(() => BenchmarkFiles.Read("set", path)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<InputException>(() => BenchmarkFiles.Read("set", folder["none.jsonl"])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Kmwps_TestQuestionsAreFoundInTrain()
    {
        string[] train = [.. ProblemReaders.Read(SharedData.Require("korean_math", "kmwps", "train.csv")).Problems.Select(problem => problem.Prompt)];
        var decontaminator = new Decontaminator([BenchmarkFiles.Read("kmwps", SharedData.Require("korean_math", "kmwps", "test.csv"))]);
        ContaminationMatch?[] first = [.. decontaminator.FindAll(train).Select(matches => matches.Count > 0 ? matches[0] : null)];
        ContaminationMatch[] exact = [.. first.OfType<ContaminationMatch>().Where(match => match.Kind == ContaminationKind.Exact)];
        // 185 test questions stand in train, some more than once, three times with other spacing or punctuation.
        Assert.Equal((218, 185), (exact.Length, exact.Select(match => match.ItemIndex).Distinct().Count()));
    }

    [SkippableFact]
    public void RealTexts_HoldNoBenchmark()
    {
        string[] files = ["gsm8k_test.jsonl", "math500.jsonl", "aime24.jsonl", "amc23.jsonl"];
        var sets = files.Select(file => BenchmarkFiles.Read(file, SharedData.Require("english_math", file))).ToList();
        sets.Add(BenchmarkFiles.Read("kmwps", SharedData.Require("korean_math", "kmwps", "test.csv")));
        sets.Add(BenchmarkFiles.Read("kmmlu", SharedData.Require("korean_benchmarks", "kmmlu", "kmmlu_hard_exemplars_cot_225.jsonl")));
        var decontaminator = new Decontaminator(sets);
        string[] reviews = [.. JsonLines.Read(SharedData.Require("korean_text", "nsmc", "nsmc_raw_reviews_every50th_movie.jsonl")).Select(line => (string)line.Row["review"]!)];
        string[] pages = [.. Directory.EnumerateFiles(SharedData.Require("korean_text", "html_pages"), "*.html", SearchOption.AllDirectories).Select(File.ReadAllText)];
        Assert.All(decontaminator.FindAll([.. reviews, .. pages]), Assert.Empty);
    }
}

using Saenggak.Evaluation.Benchmarks;
using Saenggak.Evaluation.Tests.Support;
using Saenggak.Grading;
using Saenggak.Testing;
using Saenggak.Text;

namespace Saenggak.Evaluation.Tests;

public class BenchmarkTests
{
    private static IReadOnlyList<EvalItem> Read(string benchmark, string text)
    {
        using var folder = new TemporaryFolder();
        return KnownBenchmarks.Find(benchmark).Read(folder.Write("rows.jsonl", text));
    }

    [SkippableTheory]
    [InlineData("aime24", "aime24.jsonl", 30, "60", "204")]
    [InlineData("amc23", "amc23.jsonl", 40, "0", "27.0")]
    [InlineData("math500", "math500.jsonl", 500, "test/precalculus/807.json", "\\left( 3, \\frac{\\pi}{2} \\right)")]
    [InlineData("gsm8k", "gsm8k_test.jsonl", 1319, "1", "18")]
    public void PublicSets_AreReadWhole(string name, string file, int count, string firstId, string firstAnswer)
    {
        var benchmark = KnownBenchmarks.Find(name);
        Assert.Equal(file, benchmark.FileNames[0]);
        var items = benchmark.Read(SharedData.Require("english_math", file));
        Assert.Equal(count, items.Count);
        Assert.Equal((firstId, firstAnswer), (items[0].Id, items[0].Answer));
        Assert.Equal(count, items.Select(item => item.Id).Distinct().Count());
        // A gold answer is correct when it is written as it stands.
        Assert.All(items, item => Assert.NotEqual(false, Grader.AreEqual(item.Answer, item.Answer)));
    }

    [SkippableFact]
    public void Math500_HasSevenSubjects()
        => Assert.Equal(7, KnownBenchmarks.Find("math500").Read(SharedData.Require("english_math", "math500.jsonl")).Select(item => item.Group).Distinct().Count());

    [Fact]
    public void PromptAnswer_TakesTheColumnsOfOthers()
    {
        var items = Read("prompt-answer", """
            {"prompt": "몇 개?", "answer": 3, "family": "sharing", "twin": true}

            {"id": 7, "question": "몇 원?", "gold": "1,200", "family": "shopping", "twin": false}
            """);
        Assert.Equal([new() { Id = "1", Prompt = "몇 개?", Answer = "3", Group = "twin" }, new() { Id = "7", Prompt = "몇 원?", Answer = "1,200", Group = "no twin" }], items);
    }

    [Fact]
    public void PromptAnswer_KeepsChoices()
        => Assert.Equal(["서울", "부산"], Assert.Single(Read("prompt-answer", """{"prompt":"수도는?","answer":"A","choices":["서울","부산"]}""")).Choices!);

    [Fact]
    public void PromptAnswer_HasNoGroupsWhereARowHasNone()
        => Assert.All(Read("prompt-answer", "{\"prompt\":\"a\",\"answer\":\"1\",\"family\":\"x\"}\n{\"prompt\":\"b\",\"answer\":\"2\"}"), item => Assert.Null(item.Group));

    [Theory]
    [InlineData("prompt-answer", "", "rows.jsonl: is empty; expected questions as JSONL.")]
    [InlineData("prompt-answer", "{\"prompt\":\"a\",\"answer\":\"1\"}\n[1]", "rows.jsonl:2: not an object; expected one object a line.")]
    [InlineData("prompt-answer", "{\"prompt\":\"a\"}", "rows.jsonl:1: no \"answer\" or \"gold\" or \"ground_truth\"; expected text.")]
    [InlineData("prompt-answer", "{\"prompt\":\" \",\"answer\":\"1\"}", "rows.jsonl:1: no \"prompt\" or \"question\" or \"problem\"; expected text.")]
    [InlineData("gsm8k", "{\"question\":\"a\",\"answer\":\"18\"}", "rows.jsonl:1: \"answer\" has no «####»; expected a worked answer that ends in «#### 18».")]
    public void BadRows_AreNamed(string benchmark, string text, string line)
        => Assert.EndsWith(line, Assert.Throws<InputException>(() => Read(benchmark, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void BrokenJson_IsNamed() => Assert.Contains("rows.jsonl:1: not JSON (", Assert.Throws<InputException>(() => Read("aime24", "{")).Message, StringComparison.Ordinal);

    [Fact]
    public void Protocols_AreValid() => Assert.All(KnownBenchmarks.ByName.Values, benchmark => benchmark.Protocol.Validate());

    [Fact]
    public void UnknownSet_NamesTheKnown()
        => Assert.Equal("no set is called \"aime\"; expected aime24, amc23, gsm8k, math500, prompt-answer, or a file.", Assert.Throws<InputException>(() => KnownBenchmarks.Find("aime")).Message);
}

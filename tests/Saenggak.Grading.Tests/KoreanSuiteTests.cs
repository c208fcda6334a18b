using System.Text.Json;
using Saenggak.Grading;
using Xunit.Abstractions;

namespace Saenggak.Grading.Tests;

/// <summary>
/// Korean answers beside a gold answer: what a person calls the same, and what is nearly right and wrong. Goldens/korean-answers.jsonl
/// holds answers, korean-responses.jsonl whole responses; a row is one idea, with everything that must pass and must not.
/// </summary>
public class KoreanSuiteTests(ITestOutputHelper output)
{
    private const double LeastShare = 0.99;

    // However a model puts its answer, the verdict is the same.
    private static readonly string[] Frames =
        ["\\boxed{#}", "<think>\n차례로 센다.\n</think>\n\n따라서 정답은 \\boxed{#}입니다.", "풀이를 마친다.\n\n**정답:** #", "풀이를 마친다.\n최종 답안: #"];

    private sealed record Row
    {
        public required string Class { get; init; }
        public required string Gold { get; init; }
        public required string[] Right { get; init; }
        public required string[] Wrong { get; init; }
        public string[]? Choices { get; init; }
        public string? Question { get; init; }
        public bool Prefilled { get; init; }
        public bool Truncated { get; init; }

        public GradeOptions Options => new() { Choices = Choices, Question = Question, PrefilledThink = Prefilled, Truncated = Truncated };
    }

    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    private static IEnumerable<Row> Rows(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Goldens", file)).Select(line => JsonSerializer.Deserialize<Row>(line, CamelCase)!);

    [Fact]
    public void Suite_HasAtLeast500OfEach()
    {
        Row[] rows = [.. Rows("korean-answers.jsonl")];
        Assert.True(rows.Sum(row => row.Right.Length) >= 500);
        Assert.True(rows.Sum(row => row.Wrong.Length) >= 500);
        Assert.All(rows, row => Assert.Empty(row.Right.Intersect(row.Wrong)));
        Assert.All(rows.Concat(Rows("korean-responses.jsonl")), row => Assert.NotEmpty(row.Wrong));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Answers_InAnyFrame_AreGradedAsPeopleWould(int frame) => Check(
        from row in Rows("korean-answers.jsonl")
        from answer in row.Right.Select(text => (text, true)).Concat(row.Wrong.Select(text => (text, false)))
        select (row, Frames[frame].Replace("#", answer.text, StringComparison.Ordinal), answer.Item2));

    [Fact]
    public void Responses_AreGradedAsPeopleWould() => Check(
        from row in Rows("korean-responses.jsonl")
        from response in row.Right.Select(text => (text, true)).Concat(row.Wrong.Select(text => (text, false)))
        select (row, response.text, response.Item2));

    [Fact]
    public void AreEqual_AgreesWithTheSuite()
    {
        foreach (Row row in Rows("korean-answers.jsonl")) Assert.True(Grader.AreEqual(row.Gold, row.Gold), row.Gold);
    }

    private void Check(IEnumerable<(Row Row, string Response, bool Right)> cases)
    {
        int right = 0, found = 0;
        var falsePositives = new List<string>();
        foreach ((Row row, string response, bool expected) in cases)
        {
            Verdict verdict = Grader.Grade(response, row.Gold, row.Options);
            string line = $"{row.Class}: gold {row.Gold} | {response} | {verdict.Kind}, read «{verdict.Extracted}» ({verdict.Why})".Replace("\n", "⏎", StringComparison.Ordinal);
            if (expected)
            {
                right++;
                if (verdict.IsCorrect) found++;
                else output.WriteLine($"missed {line}");
            }
            else if (verdict.IsCorrect)
            {
                falsePositives.Add(line);
                output.WriteLine($"false positive {line}");
            }
            else if (row.Truncated)
            {
                Assert.Equal(VerdictKind.Truncated, verdict.Kind);
            }
        }
        output.WriteLine($"{found} of {right} positives");
        Assert.Empty(falsePositives);
        Assert.True(found >= LeastShare * right, $"{found} of {right} positives");
    }
}

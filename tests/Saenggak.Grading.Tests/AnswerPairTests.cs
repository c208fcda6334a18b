using System.Text.Json;
using Saenggak.Grading;
using Xunit.Abstractions;

namespace Saenggak.Grading.Tests;

/// <summary>
/// Goldens/answer-pairs.jsonl: how models write one answer in LaTeX, English and Korean, and what is nearly right and wrong. The
/// expectations were written before the grader was run on them.
/// </summary>
public class AnswerPairTests(ITestOutputHelper output)
{
    private const double LeastShare = 0.99;

    private sealed record Row(string Gold, string[] Right, string[] Wrong);

    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    private static Row[] Rows() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Goldens", "answer-pairs.jsonl")).Select(line => JsonSerializer.Deserialize<Row>(line, CamelCase)!)];

    [Fact]
    public void AreEqual_RightAnswers_AtLeast99Percent()
    {
        string[] missed = [.. from row in Rows() from answer in row.Right where Grader.AreEqual(answer, row.Gold) != true select $"{row.Gold} | {answer}"];
        foreach (string pair in missed) output.WriteLine("missed " + pair);
        int right = Rows().Sum(row => row.Right.Length);
        Assert.True(right >= 800);
        Assert.True(missed.Length <= (1 - LeastShare) * right, $"{missed.Length} of {right} missed:\n{string.Join('\n', missed)}");
    }

    [Fact]
    public void AreEqual_NearlyRightAnswers_NoneIsEqual()
    {
        string[] equal = [.. from row in Rows() from answer in row.Wrong where Grader.AreEqual(answer, row.Gold) == true select $"{row.Gold} | {answer}"];
        Assert.True(Rows().Sum(row => row.Wrong.Length) >= 1000);
        Assert.True(equal.Length == 0, $"{equal.Length} false positives:\n{string.Join('\n', equal)}");
    }
}

using System.Text.Json;
using Saenggak.Grading;
using Saenggak.Testing;
using Xunit.Abstractions;

namespace Saenggak.Grading.Tests;

/// <summary>The gold answers of the English mathematics sets.</summary>
public class GoldAnswerTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("gsm8k_test.jsonl", 1319)]
    [InlineData("math500.jsonl", 500)]
    [InlineData("aime24.jsonl", 30)]
    [InlineData("amc23.jsonl", 40)]
    public void Golds_AllParseAndEqualThemselves(string file, int count)
    {
        List<string> golds = [.. File.ReadLines(SharedData.Require("english_math", file)).Select(Answer)];
        Assert.Equal(count, golds.Count);
        foreach (string gold in golds)
        {
            Node? node = AnswerReader.Read(gold);
            if (node is null) output.WriteLine("does not parse: " + gold);
            Assert.NotNull(node);
            Assert.True(Grader.AreEqual(gold, gold), gold);
            Assert.True(Grader.Grade($"답: \\boxed{{{gold}}}", gold).IsCorrect, gold);
        }
    }

    // No two golds of MATH-500 that are written differently are equal but for dress: a false «equal» would show here.
    [SkippableFact]
    public void DifferentGolds_AreDifferent()
    {
        string[] golds = [.. File.ReadLines(SharedData.Require("english_math", "math500.jsonl")).Select(Answer).Distinct()];
        var equal = new List<string>();
        for (int i = 0; i < golds.Length; i++)
        {
            for (int j = 0; j < golds.Length; j++)
            {
                Verdict verdict = Grader.Grade($"\\boxed{{{golds[j]}}}", golds[i]);
                if (i != j && verdict.IsCorrect) equal.Add($"{golds[i]} | {golds[j]}: {verdict.Why}");
            }
        }
        // 5 and x = 5, 36 and \$36, 90 and 90°, (-2,1) and -2,1, 180° and π and the like, each in both directions.
        foreach (string pair in equal) output.WriteLine(pair);
        Assert.InRange(equal.Count, 1, 40);
    }

    private static string Answer(string line)
    {
        using JsonDocument row = JsonDocument.Parse(line);
        JsonElement answer = row.RootElement.GetProperty("answer");
        string text = answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText();
        int hashes = text.IndexOf("####", StringComparison.Ordinal);
        return hashes < 0 ? text : text[(hashes + 4)..].Trim();
    }
}

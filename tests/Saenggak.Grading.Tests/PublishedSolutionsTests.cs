using System.Text.Json;
using Saenggak.Grading;
using Saenggak.Testing;

namespace Saenggak.Grading.Tests;

/// <summary>Solutions that people wrote, graded against the answer that is published beside them, and against that of another problem.</summary>
public class PublishedSolutionsTests
{
    [SkippableTheory]
    [InlineData("math500.jsonl", "solution")]
    [InlineData("gsm8k_test.jsonl", "answer")]
    public void Grade_PublishedSolution_IsCorrectForItsOwnAnswerOnly(string file, string column)
    {
        string path = SharedData.Require("english_math", file);
        var solutions = new List<(string Response, string Gold)>();
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string response = row.RootElement.GetProperty(column).GetString()!, gold = row.RootElement.GetProperty("answer").GetString()!;
            solutions.Add((response, gold[(gold.LastIndexOf('#') + 1)..].Trim()));
        }
        for (int i = 0; i < solutions.Count; i++)
        {
            (string response, string gold) = solutions[i];
            string other = solutions[(i + 1) % solutions.Count].Gold;
            Verdict verdict = Grader.Grade(response, gold);
            Assert.True(verdict.IsCorrect, $"{file}:{i + 1}: {verdict}, gold {gold}");
            Assert.True(!Grader.Grade(response, other).IsCorrect || Grader.AreEqual(gold, other) == true, $"{file}:{i + 1}: {verdict.Extracted} is not {other}");
        }
    }
}

using System.Text.Json;
using Saenggak.Grading;
using Saenggak.Testing;

namespace Saenggak.Grading.Tests;

/// <summary>Solutions that people wrote, graded against the answer that is published beside them, and against that of another problem.</summary>
public class PublishedSolutionsTests
{
    [SkippableTheory]
    [InlineData("math500.jsonl", "solution", "problem")]
    [InlineData("gsm8k_test.jsonl", "answer", "question")]
    public void Grade_PublishedSolution_IsCorrectForItsOwnAnswerOnly(string file, string column, string questionColumn)
    {
        string path = SharedData.Require("english_math", file);
        var solutions = new List<(string Response, string Gold, string Question)>();
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string response = row.RootElement.GetProperty(column).GetString()!, gold = row.RootElement.GetProperty("answer").GetString()!;
            solutions.Add((response, gold[(gold.LastIndexOf('#') + 1)..].Trim(), row.RootElement.GetProperty(questionColumn).GetString()!));
        }
        for (int i = 0; i < solutions.Count; i++)
        {
            (string response, string gold, string question) = solutions[i];
            string other = solutions[(i + 1) % solutions.Count].Gold;
            Verdict verdict = Grader.Grade(response, gold);
            Assert.True(verdict.IsCorrect, $"{file}:{i + 1}: {verdict}, gold {gold}");
            // The question's wording takes nothing away.
            var asked = new GradeOptions { Question = question };
            Assert.True(Grader.Grade(response, gold, asked).IsCorrect, $"{file}:{i + 1}: wrong with its question");
            Assert.True(!Grader.Grade(response, other, asked).IsCorrect || Grader.AreEqual(gold, other) == true, $"{file}:{i + 1}: {other} is right with its question");
            Assert.True(!Grader.Grade(response, other).IsCorrect || Grader.AreEqual(gold, other) == true, $"{file}:{i + 1}: {verdict.Extracted} is not {other}");
        }
    }
}

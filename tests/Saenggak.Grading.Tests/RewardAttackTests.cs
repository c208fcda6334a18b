using System.Text.Json;
using Saenggak.Grading;
using Xunit.Abstractions;

namespace Saenggak.Grading.Tests;

/// <summary>
/// Attempts on the whole reward (accuracy, format and language together), each beside honest responses to the same question
/// (Cases/rewards.jsonl). A response without a thought of its own gets a plain Korean one, so that only what it tries is judged.
/// </summary>
public class RewardAttackTests(ITestOutputHelper output)
{
    private const string Thought = "<think>\n문제를 읽고 차례로 계산해서 구한 값을 다시 확인한다.\n</think>\n\n", EnglishThought = "<think>\nLet us go through the problem step by step and check the value at the end.\n</think>\n\n";

    private static readonly Row[] Rows =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "rewards.jsonl")).Select(line => JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web)!)];

    [Fact]
    public void Honest_GetsAll() => Check(row => row.Honest, honest: true);

    [Fact]
    public void Cheat_GetsLess() => Check(row => row.Cheat, honest: false);

    [Fact]
    public void Suite_IsAsLargeAsItClaims()
    {
        Assert.True(Rows.Sum(row => row.Honest.Length) >= 120 && Rows.Sum(row => row.Cheat.Length) >= 500);
        Assert.All(Rows, row => Assert.Empty(row.Honest.Intersect(row.Cheat)));
    }

    private void Check(Func<Row, string[]> responses, bool honest)
    {
        var failures = new List<string>();
        foreach (Row row in Rows)
        {
            foreach (string response in responses(row))
            {
                string whole = row.Mode is null && !response.Contains("think>", StringComparison.OrdinalIgnoreCase) && row.Gold != "" ? row.Thought + response : response;
                bool prefilled = row.Mode == "prefilled";
                Verdict verdict = Grader.Grade(whole, row.Gold, new GradeOptions { Question = row.Question, Choices = row.Choices, PrefilledThink = prefilled });
                FormatVerdict format = FormatCheck.Check(whole, prefilled, row.Mode == "nothink" ? ThinkingMode.NoThink : ThinkingMode.Think);
                ReasoningLanguage language = LanguageConsistency.Of(whole, row.Question, prefilled);
                bool all = verdict.IsCorrect && (format.Strict ? 1 : 0) + language.Soft > (honest ? 1.999 : 1.9);
                if (all == honest) continue;
                string shown = response.Length < 300 ? response : response[..300];
                failures.Add($"{row.Idea} | {row.Gold} | {shown} | {verdict} | {format.Why} | {language.Thought?.Explain()} | {language.Answer?.Explain()}".Replace("\n", "⏎", StringComparison.Ordinal));
            }
        }
        foreach (string failure in failures) output.WriteLine(failure);
        Assert.True(failures.Count == 0, $"{failures.Count} fail:\n{string.Join('\n', failures)}");
    }

    private sealed record Row(string Idea, string Question, string Gold, string[]? Choices, string? Mode, string[] Honest, string[] Cheat)
    {
        public string Thought => PromptLanguage.Of(Question).Thought == WantedLanguage.English ? EnglishThought : RewardAttackTests.Thought;
    }
}

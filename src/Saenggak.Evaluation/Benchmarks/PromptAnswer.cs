using System.Globalization;
using System.Text.Json;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>
/// Any JSONL with a question and an answer: asked once greedily and once at temperature 1, as reinforcement learning samples.
/// Parts are told by the first of the columns group, twin, family and subject that every row has.
/// </summary>
internal static class PromptAnswer
{
    private static readonly string[] GroupColumns = ["group", "twin", "family", "subject"];

    public static Benchmark Benchmark { get; } = new()
    {
        Description = "your own questions: JSONL with prompt (or question, problem) and answer; greedy and pass@1 at temperature 1",
        FileNames = ["test.jsonl"],
        Protocol = new(),
        Read = Read,
    };

    private static IReadOnlyList<EvalItem> Read(string path)
    {
        var rows = JsonRows.Read(path);
        string? column = GroupColumns.FirstOrDefault(name => rows.All(row => row.Columns.TryGetProperty(name, out _)));
        return
        [
            .. rows.Select(row => new EvalItem
            {
                Id = row.Text("id") ?? row.Line.ToString(CultureInfo.InvariantCulture),
                Prompt = row.NeedText("prompt", "question", "problem"),
                Answer = row.NeedText("answer", "gold", "ground_truth"),
                Choices = row.Texts("choices"),
                Group = column is null ? null : Group(row, column),
            }),
        ];
    }

    // A flag tells two parts: «twin» and «no twin».
    private static string Group(JsonRow row, string column) => row.Columns.GetProperty(column).ValueKind switch
    {
        JsonValueKind.True => column,
        JsonValueKind.False => $"no {column}",
        _ => row.Text(column) ?? $"no {column}",
    };
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>JSONL with a prompt (also named question or problem) and an answer, or verl's rows with reward_model.ground_truth.</summary>
internal static class PromptAnswerReader
{
    public static bool Recognises(string head)
    {
        int end = head.IndexOf('\n');
        string first = end < 0 ? head : head[..end];
        bool question = Columns.PromptNames.Any(name => first.Contains($"\"{name}\"", StringComparison.Ordinal));
        bool answer = Columns.AnswerNames.Append("reward_model").Any(name => first.Contains($"\"{name}\"", StringComparison.Ordinal));
        return first.StartsWith('{') && question && answer;
    }

    public static IEnumerable<RawProblem> Read(string path)
    {
        bool folder = Directory.Exists(path);
        foreach (JsonLine line in JsonLines.Read(path))
        {
            JsonObject row = line.Row;
            string key = Columns.Text(row, "id") ?? (folder ? line.Where : line.LineNumber.ToString(CultureInfo.InvariantCulture));
            yield return new RawProblem(key, Columns.Prompt(row), Columns.Answer(row), Columns.Text(row, "equation"));
        }
    }
}

using System.Globalization;

namespace Saenggak.Data;

/// <summary>GSM8K: JSONL with question and a worked answer whose last line is «#### 18».</summary>
internal static class Gsm8kReader
{
    private const string Mark = "####";

    public static bool Recognises(string head)
    {
        int end = head.IndexOf('\n');
        string first = end < 0 ? head : head[..end];
        return first.StartsWith('{') && first.Contains("\"question\"") && first.Contains("\"answer\"") && first.Contains(Mark);
    }

    public static IEnumerable<RawProblem> Read(string path)
    {
        foreach (JsonLine line in JsonLines.Read(path))
        {
            string? answer = Columns.Text(line.Row, "answer");
            int at = answer?.LastIndexOf(Mark, StringComparison.Ordinal) ?? -1;
            string? final = at < 0 ? null : answer![(at + Mark.Length)..].Trim().Replace(",", "", StringComparison.Ordinal);
            yield return new RawProblem(line.LineNumber.ToString(CultureInfo.InvariantCulture), Columns.Text(line.Row, "question"), final, null);
        }
    }
}

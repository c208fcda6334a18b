using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>KMWPS (DASH-Lab): CSV with Question, Equation (infix, now and then Python), Answer, fold.</summary>
internal static class KmwpsReader
{
    public static bool Recognises(string head)
    {
        int end = head.IndexOf('\n', StringComparison.Ordinal);
        string[] columns = (end < 0 ? head : head[..end]).Trim().Split(',');
        return columns.Contains("Question") && columns.Contains("Answer");
    }

    public static IEnumerable<RawProblem> Read(string path)
    {
        string name = Path.GetFileName(path);
        string[]? header = null;
        int question = 0, answer = 0, equation = 0, number = 0;
        foreach (CsvRow row in CsvRows.Read(path))
        {
            if (header is null)
            {
                header = row.Fields;
                (question, answer) = (Column(name, header, "Question"), Column(name, header, "Answer"));
                equation = Array.IndexOf(header, "Equation");
                continue;
            }
            if (row.Fields.Length != header.Length)
            {
                throw new InputException($"{name}:{row.LineNumber}: got {row.Fields.Length} columns, expected {header.Length}; is a quote missing?");
            }
            number++;
            yield return new RawProblem(
                number.ToString(CultureInfo.InvariantCulture), row.Fields[question], row.Fields[answer], equation < 0 ? null : row.Fields[equation]);
        }
        if (header is null) throw new InputException($"{name}: the file is empty; expected CSV with the columns Question, Equation, Answer");
    }

    private static int Column(string name, string[] header, string column)
    {
        int at = Array.IndexOf(header, column);
        return at >= 0 ? at : throw new InputException($"{name}:1: no column \"{column}\" among {string.Join(", ", header)}");
    }
}

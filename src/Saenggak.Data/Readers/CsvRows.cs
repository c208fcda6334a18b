using System.Text;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>One CSV record and the line it starts on.</summary>
internal readonly record struct CsvRow(int LineNumber, string[] Fields);

/// <summary>Reads comma-separated values as RFC 4180 has them: quoted fields may hold commas, line ends and doubled quotes.</summary>
internal static class CsvRows
{
    // A quote that never closes would otherwise swallow the rest of the file.
    private const int MaxFieldChars = 1 << 20;

    // A file of another kind may be one line of commas.
    private const int MaxFields = 10_000;

    /// <exception cref="InputException">A field or a record has no end within reach.</exception>
    public static IEnumerable<CsvRow> Read(string path, char separator = ',')
    {
        using var text = new StreamReader(Utf8LineReader.Open(path), Encoding.UTF8);
        string name = Path.GetFileName(path);
        var fields = new List<string>();
        var field = new StringBuilder();
        int line = 1, start = 1;
        bool quoted = false, any = false;
        for (int next; (next = text.Read()) >= 0;)
        {
            char c = (char)next;
            if (c == '\n') line++;
            any = true;
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (text.Peek() == '"') field.Append((char)text.Read());
                else quoted = false;
                if (field.Length > MaxFieldChars) throw Unclosed(name, start);
                continue;
            }
            switch (c)
            {
                case '"' when field.Length == 0:
                    quoted = true;
                    break;
                case var _ when c == separator:
                    fields.Add(Take(field));
                    if (fields.Count > MaxFields) throw TooMany(name, start);
                    break;
                case '\r' when text.Peek() == '\n':
                    break;
                case '\n':
                    fields.Add(Take(field));
                    if (fields is not [""]) yield return new CsvRow(start, [.. fields]);
                    fields.Clear();
                    (start, any) = (line, false);
                    break;
                default:
                    field.Append(c);
                    if (field.Length > MaxFieldChars) throw TooLong(name, start);
                    break;
            }
        }
        if (quoted) throw Unclosed(name, start);
        if (!any) yield break;
        fields.Add(Take(field));
        yield return new CsvRow(start, [.. fields]);
    }

    private static string Take(StringBuilder field)
    {
        string text = field.ToString();
        field.Clear();
        return text;
    }

    private static InputException TooLong(string name, int line) =>
        new($"{name}:{line}: a field in this record is longer than {MaxFieldChars} characters; is this a CSV file?");

    private static InputException TooMany(string name, int line) =>
        new($"{name}:{line}: this record has more than {MaxFields} fields; is this a CSV file?");

    private static InputException Unclosed(string name, int line) =>
        new($"{name}:{line}: a quoted field in this record never closes; check its quotes");
}

using System.Text;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>Rows of a Parquet file as JSON, lists and structs included, in the order of the file.</summary>
internal static class ParquetRows
{
    public const string Ending = ".parquet";

    /// <summary>Streams the rows; each is UTF-8 of one JSON object.</summary>
    /// <exception cref="InputException">No such file, DuckDB's library is not here, or the file cannot be read, also in the middle of the rows.</exception>
    public static IEnumerable<byte[]> Read(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; expected Parquet");
        using var duck = new DuckDb();
        using IEnumerator<byte[]> rows = duck.Texts($"SELECT to_json(t)::VARCHAR FROM read_parquet({DuckDb.Quote(Plain(path))}, hive_partitioning = false) t").GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext()) break;
            }
            catch (InvalidDataException e)
            {
                throw new InputException($"{Path.GetFileName(path)}: cannot be read as Parquet: {e.Message}", e);
            }
            yield return rows.Current;
        }
    }

    // DuckDB takes a path for a pattern of paths.
    private static string Plain(string path)
    {
        var plain = new StringBuilder(path.Length);
        foreach (char c in path)
        {
            if (c is '*' or '?' or '[') plain.Append('[').Append(c).Append(']');
            else plain.Append(c);
        }
        return plain.ToString();
    }
}

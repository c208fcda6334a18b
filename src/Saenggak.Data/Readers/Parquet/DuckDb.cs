using System.Runtime.InteropServices;
using Saenggak.Text;
using static Saenggak.Data.DuckDbNative;

namespace Saenggak.Data;

/// <summary>A DuckDB in memory, for what it reads that .NET does not. One thread, no network, rows streamed.</summary>
internal sealed class DuckDb : IDisposable
{
    // Strings up to this length lie in the vector itself, behind four bytes of length; of longer ones there are four bytes and a pointer.
    private const int InlineBytes = 12, StringBytes = 16, LengthBytes = 4, PointerAt = 8;

    private nint _database, _connection;

    /// <exception cref="InputException">The library is not there.</exception>
    public DuckDb()
    {
        if (!IsThere)
        {
            throw new InputException($"Parquet is read by DuckDB's library, which is not here; run scripts/fetch-duckdb.sh once, or name a libduckdb of your own in {PathVariable}");
        }
        if (duckdb_open(null, out _database) != 0 || duckdb_connect(_database, out _connection) != 0) throw new InputException("DuckDB's library cannot start; is it of this system?");
        Execute("SET threads = 1");
        Execute("SET autoinstall_known_extensions = false");
        Execute("SET autoload_known_extensions = false");
    }

    /// <summary>A text as SQL writes it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Runs a statement and throws its result away.</summary>
    /// <exception cref="InvalidDataException">DuckDB's message.</exception>
    public void Execute(string sql)
    {
        int failed = duckdb_query(_connection, sql, out DuckDbResult result);
        string message = failed == 0 ? "" : Message(duckdb_result_error(ref result));
        duckdb_destroy_result(ref result);
        if (failed != 0) throw new InvalidDataException(message);
    }

    /// <summary>The first column of a query, which must be text, as UTF-8; some thousand rows are held at a time.</summary>
    /// <exception cref="InvalidDataException">DuckDB's message, also in the middle of the rows.</exception>
    public IEnumerable<byte[]> Texts(string sql)
    {
        nint statement = 0, pending = 0, chunk = 0;
        DuckDbResult result = default;
        try
        {
            if (duckdb_prepare(_connection, sql, out statement) != 0) throw new InvalidDataException(Message(duckdb_prepare_error(statement)));
            if (duckdb_pending_prepared_streaming(statement, out pending) != 0) throw new InvalidDataException(Message(duckdb_pending_error(pending)));
            if (duckdb_execute_pending(pending, out result) != 0) throw new InvalidDataException(Message(duckdb_result_error(ref result)));
            while ((chunk = duckdb_fetch_chunk(result)) != 0)
            {
                int rows = (int)duckdb_data_chunk_get_size(chunk);
                nint texts = duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0));
                for (int i = 0; i < rows; i++) yield return Bytes(texts + (i * StringBytes));
                duckdb_destroy_data_chunk(ref chunk);
            }
            if (duckdb_result_error(ref result) is not 0 and nint error) throw new InvalidDataException(Message(error));
        }
        finally
        {
            if (chunk != 0) duckdb_destroy_data_chunk(ref chunk);
            duckdb_destroy_result(ref result);
            duckdb_destroy_pending(ref pending);
            duckdb_destroy_prepare(ref statement);
        }
    }

    public void Dispose()
    {
        duckdb_disconnect(ref _connection);
        duckdb_close(ref _database);
    }

    private static byte[] Bytes(nint text)
    {
        int length = Marshal.ReadInt32(text);
        var bytes = new byte[length];
        Marshal.Copy(length <= InlineBytes ? text + LengthBytes : Marshal.ReadIntPtr(text, PointerAt), bytes, 0, length);
        return bytes;
    }

    private static string Message(nint text) => (Marshal.PtrToStringUTF8(text) ?? "no reason given").Split('\n')[0].Trim();
}

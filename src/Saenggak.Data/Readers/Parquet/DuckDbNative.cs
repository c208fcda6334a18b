using System.Reflection;
using System.Runtime.InteropServices;

namespace Saenggak.Data;

/// <summary>The part of DuckDB's C API that reads a query row by row. The library is looked for on first use and belongs to no build.</summary>
internal static partial class DuckDbNative
{
    public const string PathVariable = "SAENGGAK_DUCKDB";

    private const string Library = "duckdb";

    static DuckDbNative()
    {
        nint library = Find();
        IsThere = library != 0;
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? library : 0);
    }

    /// <summary>Whether the library was found.</summary>
    public static bool IsThere { get; }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_open(string? path, out nint database);

    [LibraryImport(Library)]
    public static partial int duckdb_connect(nint database, out nint connection);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_query(nint connection, string query, out DuckDbResult result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_prepare(nint connection, string query, out nint statement);

    [LibraryImport(Library)]
    public static partial nint duckdb_prepare_error(nint statement);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared_streaming(nint statement, out nint pending);

    [LibraryImport(Library)]
    public static partial nint duckdb_pending_error(nint pending);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_pending(nint pending, out DuckDbResult result);

    [LibraryImport(Library)]
    public static partial nint duckdb_result_error(ref DuckDbResult result);

    [LibraryImport(Library)]
    public static partial nint duckdb_fetch_chunk(DuckDbResult result);

    [LibraryImport(Library)]
    public static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library)]
    public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_result(ref DuckDbResult result);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)]
    public static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_close(ref nint database);

    // A file that the user names, what scripts/fetch-duckdb.sh put into the user's folder, or the system's own.
    private static nint Find()
    {
        string file = OperatingSystem.IsMacOS() ? "libduckdb.dylib" : OperatingSystem.IsWindows() ? "duckdb.dll" : "libduckdb.so";
        string own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "saenggak", file);
        foreach (string? path in (string?[])[Environment.GetEnvironmentVariable(PathVariable), own, file])
        {
            if (!string.IsNullOrEmpty(path) && NativeLibrary.TryLoad(path, out nint library)) return library;
        }
        return 0;
    }
}

/// <summary><c>duckdb_result</c>; only its last field means anything today.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResult
{
    private readonly ulong _columns, _rows, _changed;
    private readonly nint _columnData, _error, _internal;
}

using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>
/// Writes rows to a JSONL file that appears whole on <see cref="Commit"/> and not at all without it. A name that ends in
/// <c>.gz</c> is compressed. Korean text stays readable rather than escaped.
/// </summary>
public sealed class JsonLinesWriter : IDisposable
{
    private const int BlockBytes = 1 << 16;
    private readonly AtomicFile _file;
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _block = new(BlockBytes);
    private readonly Utf8JsonWriter _json;

    /// <summary>Opens the writer; an older file stays until <see cref="Commit"/>.</summary>
    public JsonLinesWriter(string path)
    {
        _file = AtomicFile.Create(path);
        _stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(_file.Stream, CompressionLevel.Optimal, leaveOpen: true)
            : _file.Stream;
        _json = new Utf8JsonWriter(_block, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Rows written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Writes one row.</summary>
    public void Write(JsonObject row)
    {
        row.WriteTo(_json);
        _json.Flush();
        _json.Reset();
        EndRow();
    }

    /// <summary>Writes a row that is JSON already, without its line end.</summary>
    public void Write(ReadOnlySpan<byte> row)
    {
        _block.Write(row);
        EndRow();
    }

    /// <summary>Writes rows and commits.</summary>
    public static long WriteAll(string path, IEnumerable<JsonObject> rows)
    {
        using var writer = new JsonLinesWriter(path);
        foreach (JsonObject row in rows) writer.Write(row);
        writer.Commit();
        return writer.Count;
    }

    /// <summary>Flushes to the disk and puts the file in its place. Nothing may be written afterwards.</summary>
    public void Commit()
    {
        WriteBlock();
        if (_stream is GZipStream) _stream.Dispose();
        _file.Commit();
    }

    /// <summary>Closes; without <see cref="Commit"/> the file never appears.</summary>
    public void Dispose()
    {
        _json.Dispose();
        if (_stream is GZipStream) _stream.Dispose();
        _file.Dispose();
    }

    private void EndRow()
    {
        _block.Write("\n"u8);
        Count++;
        if (_block.WrittenCount >= BlockBytes) WriteBlock();
    }

    private void WriteBlock()
    {
        _stream.Write(_block.WrittenSpan);
        _block.ResetWrittenCount();
    }
}

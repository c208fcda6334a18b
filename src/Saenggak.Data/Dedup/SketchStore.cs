using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Win32.SafeHandles;

namespace Saenggak.Data;

/// <summary>The sketches of all documents, in order: in memory up to a bound, the rest in a file that goes when the store does.</summary>
internal sealed class SketchStore : IDisposable
{
    public const int ChunkRows = 1 << 12;

    private readonly DedupOptions _options;
    private readonly int _padding;
    private readonly List<byte[]?> _chunks = [];
    private SafeFileHandle? _file;
    private int _held;

    public SketchStore(DedupOptions options)
    {
        _options = options;
        RowBytes = Sketcher.RowBytes(options);
        _padding = RowBytes - Sketcher.TextHashBytes - (options.Bands * options.RowsPerBand);
    }

    public int RowBytes { get; }

    public int Count { get; private set; }

    /// <summary>Bytes written to disk.</summary>
    public long SpilledBytes { get; private set; }

    /// <summary>Makes room for more documents.</summary>
    public void Grow(int more)
    {
        Count = checked(Count + more);
        while (_chunks.Count * (long)ChunkRows < Count)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkRows * RowBytes));
            _held++;
        }
    }

    /// <summary>The row of a document added since the last <see cref="Settle"/>.</summary>
    public Span<byte> NewRow(int document) => _chunks[document / ChunkRows].AsSpan(document % ChunkRows * RowBytes, RowBytes);

    /// <summary>Writes full chunks beyond the memory bound to disk; their rows are complete.</summary>
    public void Settle()
    {
        long chunkBytes = (long)ChunkRows * RowBytes;
        for (int chunk = Count / ChunkRows - 1; chunk >= 0 && _held * chunkBytes > _options.MemoryBytes / 2; chunk--)
        {
            if (_chunks[chunk] is not { } rows) break;
            _file ??= TempFile.Open(_options.TempFolder);
            RandomAccess.Write(_file, rows, chunk * chunkBytes);
            _chunks[chunk] = null;
            _held--;
            SpilledBytes += rows.Length;
        }
    }

    /// <summary>Copies a document's row.</summary>
    public void Copy(int document, Span<byte> row)
    {
        int chunk = document / ChunkRows, at = document % ChunkRows * RowBytes;
        if (_chunks[chunk] is { } rows) rows.AsSpan(at, RowBytes).CopyTo(row);
        else TempFile.Read(_file!, row, ((long)chunk * ChunkRows * RowBytes) + at);
    }

    /// <summary>All rows of a chunk: those in memory, or read into <paramref name="buffer"/>.</summary>
    public ReadOnlySpan<byte> Chunk(int chunk, ref byte[]? buffer)
    {
        int bytes = Math.Min(ChunkRows, Count - (chunk * ChunkRows)) * RowBytes;
        if (_chunks[chunk] is { } rows) return rows.AsSpan(0, bytes);
        buffer ??= new byte[ChunkRows * RowBytes];
        TempFile.Read(_file!, buffer.AsSpan(0, bytes), (long)chunk * ChunkRows * RowBytes);
        return buffer.AsSpan(0, bytes);
    }

    /// <summary>Key of a band in a row; band −1 is the text itself.</summary>
    public ulong Key(ReadOnlySpan<byte> row, int band)
    {
        if (band < 0) return MemoryMarshal.Read<ulong>(row);
        ReadOnlySpan<byte> bytes = row.Slice(Sketcher.TextHashBytes + (band * _options.RowsPerBand), _options.RowsPerBand);
        ulong key = 0;
        while (true)
        {
            ulong word = 0;
            for (int i = 0; i < Math.Min(sizeof(ulong), bytes.Length); i++) word |= (ulong)bytes[i] << (8 * i);
            key = NGrams.Mix(key ^ word);
            if (bytes.Length <= sizeof(ulong)) return key;
            bytes = bytes[sizeof(ulong)..];
        }
    }

    /// <summary>Whether two rows are of the same text.</summary>
    public static bool SameText(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a[..Sketcher.TextHashBytes].SequenceEqual(b[..Sketcher.TextHashBytes]);

    /// <summary>
    /// Estimated Jaccard index of two documents: the share of equal bytes, of which one in 256 is equal by chance.
    /// Its standard error is about √(j(1 − j) / hashes).
    /// </summary>
    public double Jaccard(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int equal = -_padding;
        for (int i = Sketcher.TextHashBytes; i < RowBytes; i += Vector128<byte>.Count)
        {
            equal += BitOperations.PopCount(Vector128.Equals(Vector128.Create(a[i..]), Vector128.Create(b[i..])).ExtractMostSignificantBits());
        }
        double share = (double)equal / (_options.Bands * _options.RowsPerBand);
        return (share - (1 / 256.0)) / (1 - (1 / 256.0));
    }

    public void Dispose() => _file?.Dispose();
}

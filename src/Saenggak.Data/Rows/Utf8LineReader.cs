using System.Globalization;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>
/// Reads the lines of a UTF-8 file, gzipped or not, in one growing buffer. A byte order mark and carriage returns are
/// dropped; a line beyond the bound is one clear error, or passed over, rather than a full memory.
/// </summary>
internal sealed class Utf8LineReader : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly int _maxLineBytes;
    private readonly bool _passLongLines;
    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _bufferOffset;
    private bool _endOfFile;

    /// <param name="path">The file.</param>
    /// <param name="maxLineBytes">The longest line that is given.</param>
    /// <param name="passLongLines">Give a longer line as an empty one with <see cref="LineWasTooLong"/> set, instead of throwing.</param>
    public Utf8LineReader(string path, int maxLineBytes, bool passLongLines = false)
    {
        _passLongLines = passLongLines;
        _name = Path.GetFileName(path);
        _maxLineBytes = maxLineBytes;
        try
        {
            _stream = Open(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: no such file; expected a JSONL or JSONL.gz file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Where the line read last starts in the file, in bytes; of a compressed file, in what it decompresses to.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the file is compressed, so that offsets lead nowhere.</summary>
    public bool IsCompressed => _stream is WholeGzipStream;

    /// <summary>True when the line read last was beyond the bound and passed over.</summary>
    public bool LineWasTooLong { get; private set; }

    /// <summary>«train-003.jsonl:1841» for the line read last.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"{_name}:{LineNumber}");

    /// <summary>Reads the next line without its end; the bytes are valid until the next call.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int scanned = 0;
        LineWasTooLong = false;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            int length = newline >= 0 ? scanned + newline : _end - _start;
            if (length > _maxLineBytes)
            {
                if (!_passLongLines) throw TooLong();
                PassLine();
                line = default;
                return true;
            }
            if (newline >= 0 || _endOfFile)
            {
                bool any = newline >= 0 || length > 0;
                if (any) LineNumber++;
                line = Trimmed(_start, length);
                Offset = _bufferOffset + _start + (LineNumber == 1 && _buffer.AsSpan(_start, length).StartsWith("\uFEFF"u8) ? 3 : 0);
                _start = newline >= 0 ? _start + length + 1 : _end;
                return any;
            }
            scanned = length;
            Fill();
        }
    }

    // Reads to the end of the line without keeping it.
    private void PassLine()
    {
        LineWasTooLong = true;
        LineNumber++;
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            _start = newline >= 0 ? _start + newline + 1 : _end;
            if (newline >= 0 || _endOfFile) return;
            Fill();
        }
    }

    public void Dispose() => _stream.Dispose();

    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        Span<byte> head = stackalloc byte[2];
        int got = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        file.Position = 0;
        // The content tells, not the name: files are renamed more often than they are recompressed.
        bool gzip = got == 2 && head[0] == 0x1F && head[1] == 0x8B;
        return gzip ? new WholeGzipStream(file) : file;
    }

    private ReadOnlyMemory<byte> Trimmed(int start, int length)
    {
        Memory<byte> line = _buffer.AsMemory(start, length);
        if (LineNumber == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            // One byte beyond the bound is enough to know that a line is too long.
            long size = Math.Min(2L * _buffer.Length, Math.Min((long)_maxLineBytes + 2, Array.MaxLength));
            if (size <= _buffer.Length) throw TooLong();
            Array.Resize(ref _buffer, (int)size);
        }
        try
        {
            int got = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (got == 0) _endOfFile = true;
            _end += got;
        }
        catch (InvalidDataException e)
        {
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"{_name}:{LineNumber + 1}: the gzip data is broken ({e.Message}); copy or compress the file again"), e);
        }
    }

    private InputException TooLong() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{_name}:{LineNumber + 1}: the line is longer than {_maxLineBytes:N0} bytes; expected one JSON object per line. Is it one large JSON array? Convert it to JSONL."));
}

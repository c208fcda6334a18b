using System.Buffers.Binary;
using System.IO.Compression;

namespace Saenggak.Data;

/// <summary>
/// Reads a gzip file and throws where it was cut short, which .NET's own stream takes for its end. It compares the length
/// that the file's last four bytes claim with what was read; a claim below that is let pass, as files of several members,
/// which say only the length of the last, make it.
/// </summary>
internal sealed class WholeGzipStream : Stream
{
    private readonly GZipStream _gzip;
    private readonly uint _claimed;
    private long _read;

    /// <param name="file">The file at its beginning; it is closed with this stream.</param>
    public WholeGzipStream(FileStream file)
    {
        Span<byte> tail = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - tail.Length);
        file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        file.Position = 0;
        _claimed = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        _gzip = new GZipStream(file, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int got = _gzip.Read(buffer);
        _read += got;
        if (got == 0 && buffer.Length > 0 && _read <= uint.MaxValue && _claimed > _read) throw new InvalidDataException("the file ends before its data do");
        return got;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }
}

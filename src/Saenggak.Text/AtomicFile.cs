using System.Text;

namespace Saenggak.Text;

/// <summary>
/// A file that appears whole or not at all: written as <c>name.tmp</c> beside its place, flushed to the disk, then renamed.
/// A reader never sees half of it, and a killed run leaves the older file as it was.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _committed;

    private AtomicFile(string path)
    {
        _path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _stream = new FileStream(TemporaryName(_path), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    }

    /// <summary>Where to write. Owned by this object; do not dispose of it.</summary>
    public Stream Stream => _stream;

    /// <summary>Opens the temporary file, making the folder where it is missing and replacing what a killed run left.</summary>
    /// <exception cref="IOException">Another writer has the same temporary file open, or the disk refuses.</exception>
    public static AtomicFile Create(string path) => new(path);

    /// <summary>Writes a whole text as UTF-8 without a byte order mark.</summary>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Utf8.GetBytes(text));

    /// <summary>Writes whole bytes.</summary>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using AtomicFile file = Create(path);
        file.Stream.Write(bytes);
        file.Commit();
    }

    /// <summary>The name a file has while it is being written.</summary>
    public static string TemporaryName(string path) => path + ".tmp";

    /// <summary>Flushes to the disk and puts the file in its place.</summary>
    /// <exception cref="IOException">The disk refuses; the older file stays.</exception>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(TemporaryName(_path), _path, overwrite: true);
        _committed = true;
    }

    /// <summary>Closes the file; what was not committed is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (_committed) return;
        _committed = true;
        File.Delete(TemporaryName(_path));
    }
}

using Microsoft.Win32.SafeHandles;

namespace Saenggak.Data;

/// <summary>A file for the time of a search that nothing is left of, not even after a kill.</summary>
internal static class TempFile
{
    public static SafeFileHandle Open(string? folder)
    {
        folder ??= Path.GetTempPath();
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Path.GetRandomFileName() + ".tmp");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.RandomAccess);
        // The name goes at once, the bytes with the handle.
        File.Delete(path);
        return file;
    }

    /// <summary>Fills the buffer from a place in the file.</summary>
    public static void Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            int read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) throw new EndOfStreamException("a file is shorter than what was written to it or read from it before.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}

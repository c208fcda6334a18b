namespace Saenggak.Model.Safetensors;

/// <summary>Files that exist whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Suffix of a file that is still being written.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes to a temporary name beside <paramref name="path"/>, flushes to the disk, then renames.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = path + TemporarySuffix;
        WriteThrough(temporary, write);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Writes a file and flushes it to the disk; when that fails, nothing stays.</summary>
    public static void WriteThrough(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}

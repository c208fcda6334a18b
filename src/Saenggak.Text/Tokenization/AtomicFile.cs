namespace Saenggak.Text.Tokenization;

/// <summary>Writes a file so that a reader finds either the old one or the whole new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes aside, flushes to disk and renames.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string aside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }
}

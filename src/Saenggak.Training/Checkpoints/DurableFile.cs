using System.Text;

namespace Saenggak.Training.Checkpoints;

/// <summary>Files that are either there whole or not there: written beside, flushed to the disk, then renamed.</summary>
internal static class DurableFile
{
    /// <summary>Replaces the file at <paramref name="path"/> with <paramref name="text"/> in UTF-8 without a mark.</summary>
    public static void WriteText(string path, string text)
    {
        string temporary = TemporaryFor(path);
        try
        {
            File.WriteAllBytes(temporary, Encoding.UTF8.GetBytes(text));
            FlushToDisk(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Stands in every temporary name.</summary>
    public const string TemporaryMark = ".tmp-";

    /// <summary>A name beside <paramref name="path"/> that no other writer uses.</summary>
    public static string TemporaryFor(string path) => $"{path}{TemporaryMark}{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>Waits until the file's bytes are on the disk.</summary>
    public static void FlushToDisk(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}

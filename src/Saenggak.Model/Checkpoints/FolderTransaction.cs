using System.Text.Json;
using System.Text.Json.Serialization;
using Saenggak.Model.Safetensors;

namespace Saenggak.Model.Checkpoints;

/// <summary>
/// Replaces several files of a folder together and leaves its other files alone. New files are written under temporary names
/// and flushed; then a list of what to rename and delete is put down, which is the moment of commitment; then it is carried out.
/// A kill before that moment leaves the old files, a kill after it leaves a list that the next <see cref="Recover"/> finishes.
/// </summary>
internal sealed class FolderTransaction
{
    /// <summary>The list of a commitment that is being carried out.</summary>
    public const string ListName = ".commit.json";

    private readonly string folder;
    private readonly List<string> written = [];
    private readonly List<string> removed = [];

    /// <summary>Begins in a folder, which is made where missing.</summary>
    public FolderTransaction(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        Recover(folder);
    }

    /// <summary>Finishes what a killed process had committed to.</summary>
    public static void Recover(string folder)
    {
        string list = Path.Combine(folder, ListName);
        if (!File.Exists(list)) return;
        var changes = Read(list);
        CarryOut(folder, changes);
    }

    /// <summary>Writes the new content of a file.</summary>
    public void Write(string name, Action<Stream> write)
    {
        AtomicFile.WriteThrough(Path.Combine(folder, name + AtomicFile.TemporarySuffix), write);
        written.Add(name);
    }

    /// <summary>Marks a file for removal, where it exists.</summary>
    public void Remove(string name) => removed.Add(name);

    /// <summary>Makes all changes stand.</summary>
    public void Commit()
    {
        var changes = new FolderChanges { Write = [.. written], Remove = [.. removed.Except(written, StringComparer.Ordinal)] };
        byte[] list = JsonSerializer.SerializeToUtf8Bytes(changes, FolderTransactionJson.Default.FolderChanges);
        AtomicFile.Write(Path.Combine(folder, ListName), stream => stream.Write(list));
        CarryOut(folder, changes);
    }

    /// <summary>Drops what was written and not committed.</summary>
    public void Abandon()
    {
        foreach (string name in written) File.Delete(Path.Combine(folder, name + AtomicFile.TemporarySuffix));
    }

    /// <summary>A folder may come from anywhere: a list that reaches outside of it is refused.</summary>
    private static FolderChanges Read(string list)
    {
        FolderChanges? changes = null;
        try
        {
            changes = JsonSerializer.Deserialize(File.ReadAllBytes(list), FolderTransactionJson.Default.FolderChanges);
        }
        catch (JsonException)
        {
        }
        bool valid = changes is not null && changes.Write.Concat(changes.Remove).All(name => name.Length > 0 && name == Path.GetFileName(name));
        return valid ? changes! : throw new InvalidDataException($"{list}: not a list that a save left; expected none; remove the file");
    }

    private static void CarryOut(string folder, FolderChanges changes)
    {
        foreach (string name in changes.Write)
        {
            string path = Path.Combine(folder, name), temporary = path + AtomicFile.TemporarySuffix;
            if (File.Exists(temporary)) File.Move(temporary, path, overwrite: true);
        }
        foreach (string name in changes.Remove) File.Delete(Path.Combine(folder, name));
        File.Delete(Path.Combine(folder, ListName));
    }
}

/// <summary>What a commitment changes, by file name.</summary>
internal sealed record FolderChanges
{
    /// <summary>Files to be put in place of their temporary names.</summary>
    public required IReadOnlyList<string> Write { get; init; }

    /// <summary>Files to be deleted.</summary>
    public required IReadOnlyList<string> Remove { get; init; }
}

/// <summary>The list's serializer, made at compile time.</summary>
[JsonSerializable(typeof(FolderChanges))]
internal sealed partial class FolderTransactionJson : JsonSerializerContext;

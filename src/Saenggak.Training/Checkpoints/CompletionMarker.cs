using System.Text.Json;
using System.Text.Json.Serialization;
using Saenggak.Text;

namespace Saenggak.Training.Checkpoints;

/// <summary>
/// complete.json, the last file written into a checkpoint: the sizes of all others. A folder without it, or with a file of another
/// size, was not finished.
/// </summary>
internal sealed record CompletionMarker
{
    public const string FileName = "complete.json";

    public required long Step { get; init; }

    /// <summary>The validation figure the checkpoint was saved with, where there was one.</summary>
    public double? Metric { get; init; }

    /// <summary>Bytes of each file, by its path inside the folder with <c>/</c> between names.</summary>
    public required SortedDictionary<string, long> Files { get; init; }

    /// <summary>Flushes every file of the folder to the disk and writes the marker.</summary>
    public static void Write(string folder, long step, double? metric)
    {
        var files = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            FlushToDisk(file.FullName);
            files[NameIn(folder, file.FullName)] = file.Length;
        }
        var marker = new CompletionMarker { Step = step, Metric = metric, Files = files };
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(marker, CheckpointJson.Default.CompletionMarker) + "\n");
    }

    /// <summary>Reads the marker and checks the files against it; null when the folder is not a finished checkpoint.</summary>
    public static CompletionMarker? ReadVerified(string folder)
    {
        try
        {
            byte[] json = File.ReadAllBytes(Path.Combine(folder, FileName));
            var marker = JsonSerializer.Deserialize(json, CheckpointJson.Default.CompletionMarker);
            bool whole = marker is not null && marker.Files.All(file =>
                new FileInfo(Path.Combine(folder, file.Key)) is { Exists: true } info && info.Length == file.Value);
            return whole ? marker : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void FlushToDisk(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static string NameIn(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>Serializers for what stands in checkpoint folders, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompletionMarker))]
[JsonSerializable(typeof(TrainerState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>
/// <c>manifest.json</c> beside an artifact: what made it, from what, and whether it is finished. A run started again skips
/// what a finished manifest with the same recipe hash covers.
/// </summary>
public sealed record Manifest
{
    /// <summary>Name of the file in an artifact's folder.</summary>
    public const string FileName = "manifest.json";

    // Korean stays as it is instead of being escaped.
    private static readonly ManifestJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The recipe as text, as it was run, overrides applied.</summary>
    public required string Recipe { get; init; }

    /// <summary>SHA-256 of <see cref="Recipe"/> in lower-case hex; see <see cref="HashText"/>.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>Verb that made the artifact: data, sft, grpo, …</summary>
    public string Verb { get; init; } = "";

    /// <summary>Seeds by purpose.</summary>
    public IReadOnlyDictionary<string, long> Seeds { get; init; } = new Dictionary<string, long>();

    /// <summary>SHA-256 of every input file, lower-case hex, by path as the recipe names it.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes of every file that the run wrote, by name; empty where that is not kept.</summary>
    public IReadOnlyDictionary<string, long> Files { get; init; } = new Dictionary<string, long>();

    /// <summary>What was counted: rows read, kept, dropped by reason, tokens.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Version of the code; the informational version of this assembly unless set.</summary>
    public string CodeVersion { get; init; } = CurrentVersion;

    /// <summary>When the run began, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>True once the artifact is whole.</summary>
    public bool Finished { get; init; }

    /// <summary>The version that this build carries.</summary>
    public static string CurrentVersion { get; } =
        typeof(Manifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>True when the artifact is whole and this recipe made it.</summary>
    public bool IsFinished(string recipeHash) => Finished && RecipeHash == recipeHash;

    /// <summary>True when the folder holds a finished artifact of this recipe; false also where there is no manifest.</summary>
    /// <exception cref="InputException">The manifest is there and cannot be read.</exception>
    public static bool IsFinished(string folder, string recipeHash) => TryLoad(folder)?.IsFinished(recipeHash) == true;

    /// <summary>The manifest of a folder; null where there is none.</summary>
    /// <exception cref="InputException">It is there and cannot be read.</exception>
    public static Manifest? TryLoad(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Manifest)
                ?? throw new InputException($"{path}: got null; expected a manifest. Delete the file to run the step again.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not a manifest ({e.Message}); delete the file to run the step again.", e);
        }
    }

    /// <summary>Writes <c>manifest.json</c> into a folder, whole or not at all.</summary>
    public void Save(string folder)
    {
        string json = JsonSerializer.Serialize(this, Json.Manifest).ReplaceLineEndings("\n");
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), json + "\n");
    }

    /// <summary>SHA-256 of a text in lower-case hex.</summary>
    public static string HashText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>SHA-256 of a file in lower-case hex, streamed.</summary>
    public static string HashFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>One SHA-256 over the names and hashes of files, in the order given.</summary>
    public static string HashFiles(IEnumerable<string> paths, CancellationToken stop = default)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            stop.ThrowIfCancellationRequested();
            all.AppendData(Encoding.UTF8.GetBytes($"{HashFile(path)} {Path.GetFileName(path)}\n"));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <summary>Hashes of input files, or of the shards of input folders, by path.</summary>
    public static IReadOnlyDictionary<string, string> HashInputs(IEnumerable<string> paths) =>
        paths.SelectMany(JsonLines.Shards).Distinct(StringComparer.Ordinal).ToDictionary(path => path, HashFile, StringComparer.Ordinal);
}

[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

using Saenggak.Data;
using Saenggak.Evaluation.Benchmarks;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>The benchmarks that texts are checked against: those the evaluation knows, wherever their files lie, and files named.</summary>
internal static class BenchmarkPaths
{
    /// <summary>
    /// The files behind paths. A folder stands for the files of known benchmarks in it and in its folders; a file for itself.
    /// </summary>
    /// <returns>Name and file, ordered by name.</returns>
    /// <exception cref="InputException">A path is not there, a folder has no known benchmark, or two files have one name.</exception>
    public static IReadOnlyList<(string Name, string File)> Find(IEnumerable<string> paths)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string file) in paths.SelectMany(Expand))
        {
            if (!found.TryAdd(name, file) && Path.GetFullPath(found[name]) != Path.GetFullPath(file))
            {
                throw new InputException($"{file}: a benchmark of the name \"{name}\" is there already, {found[name]}; expected different file names.");
            }
        }
        return [.. found.Select(entry => (entry.Key, entry.Value))];
    }

    private static IEnumerable<(string, string)> Expand(string path)
    {
        if (File.Exists(path)) return [(Name(path), path)];
        if (!Directory.Exists(path)) throw new InputException($"{path}: no such file or folder; expected benchmarks as JSONL, CSV or JSON.");
        (string, string)[] known = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => Known(file) is not null).Select(file => (Name(file), file))];
        return known.Length > 0 ? known
            : throw new InputException($"{path}: the folder has no file of a known benchmark; expected one of {string.Join(", ", KnownBenchmarks.ByName.Values.SelectMany(one => one.FileNames).Order(StringComparer.Ordinal))}, or name the files.");
    }

    private static string? Known(string file) =>
        KnownBenchmarks.ByName.FirstOrDefault(one => one.Value.FileNames.Contains(Path.GetFileName(file))).Key;

    // «kmwps/test.csv» says more with its folder.
    private static string Name(string file)
    {
        string name = Path.GetFileName(file);
        name = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;
        return Known(file) is { } known && known != "prompt-answer" ? known
            : name is "test" or "dev" or "val" or "validation" ? $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))}-{name}" : name;
    }
}

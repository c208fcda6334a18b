using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>The rows of a dataset's folder, without what was dropped on the way to it.</summary>
public static class DatasetFiles
{
    private static readonly string[] Beside = ["dropped", "rejects", "pairs", "raw", "too_long", "valid"];

    /// <summary>
    /// A file itself; of a folder its JSONL files in ordinal order, but for those that hold what was dropped (dropped*, rejects*), matched
    /// pairs, raw answers or held-out rows; where only such are there, all of them.
    /// </summary>
    /// <exception cref="InputException">The path is not there, or the folder has no JSONL file.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (!Path.Exists(path)) throw new InputException($"{path}: no such file or folder; expected rows as JSONL.");
        IReadOnlyList<string> all = JsonLines.Shards(path);
        string[] rows = [.. all.Where(file => !Beside.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)))];
        return rows.Length > 0 ? rows : all;
    }
}

using Saenggak.Text;

namespace Saenggak.Data;

/// <summary>
/// Reads collections of documents, one document at a time, in bounded memory. What cannot be read is set aside with its
/// reason, and the run goes on; only a path that is not there is an error.
/// </summary>
public static class DocumentReaders
{
    /// <summary>Formats by name.</summary>
    internal static readonly IReadOnlyDictionary<string, CollectionFormat> ByName = new Dictionary<string, CollectionFormat>(StringComparer.Ordinal)
    {
        ["jsonl"] = new([".jsonl", ".ndjson"], JsonDocuments.Read),
        ["json"] = new([".json"], JsonFileDocuments.Read),
        ["csv"] = new([".csv"], (path, key, reading) => CsvDocuments.Read(path, key, ',', reading)),
        ["tsv"] = new([".tsv"], (path, key, reading) => CsvDocuments.Read(path, key, '\t', reading)),
        ["parquet"] = new([ParquetRows.Ending], ParquetDocuments.Read),
        ["lines"] = new([], LineDocuments.Read),
        ["text"] = new([".txt"], (path, key, reading) => FileDocuments.Read(path, key, DocumentFormat.Text, reading)),
        ["html"] = new([".html", ".htm", ".xhtml"], (path, key, reading) => FileDocuments.Read(path, key, DocumentFormat.Html, reading)),
        ["markdown"] = new([".md", ".markdown"], (path, key, reading) => FileDocuments.Read(path, key, DocumentFormat.Markdown, reading)),
        ["warc"] = new([".warc", ".wet"], WarcDocuments.Read),
    };

    /// <summary>Names of the formats. «lines» makes a document of each line, «text» of each file.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ByName.Keys];

    /// <summary>
    /// Reads a file, or all files of a folder and its folders whose names fit, in ordinal order of path. Without a format,
    /// each file's name tells (a <c>.gz</c> at its end does not count, every format may be compressed).
    /// </summary>
    /// <exception cref="InputException">The path is not there, the format is unknown, or no file fits.</exception>
    public static IEnumerable<Document> Read(string path, DocumentReadOptions options, IRejects rejects, string? format = null)
    {
        return ReadFiles(Files(path, format), new DocumentReading(options, rejects));
    }

    /// <summary>The files that <see cref="Read"/> reads, in that order.</summary>
    /// <exception cref="InputException">The path is not there, the format is unknown, or no file fits.</exception>
    public static IReadOnlyList<string> FilesOf(string path, string? format = null) => [.. Files(path, format).Select(file => file.File)];

    /// <summary>Throws where no reader has this name.</summary>
    /// <exception cref="InputException">One line: what was got, the known names, the nearest.</exception>
    public static void RequireKnown(string format)
    {
        if (ByName.ContainsKey(format)) return;
        throw new InputException($"unknown format \"{format}\" of documents; expected one of {string.Join(", ", Formats)}{NearestName.Hint(format, Formats)}");
    }

    private static IEnumerable<Document> ReadFiles(IEnumerable<(string File, string Key, CollectionFormat Format)> files, DocumentReading reading)
    {
        foreach ((string file, string key, CollectionFormat format) in files)
        {
            using IEnumerator<Document> documents = format.Read(file, key, reading).GetEnumerator();
            while (true)
            {
                try
                {
                    if (!documents.MoveNext()) break;
                }
                catch (Exception e) when (e is InputException or IOException or InvalidDataException or UnauthorizedAccessException)
                {
                    // What a reader cannot step over, such as gzip data that end early, costs the rest of its file alone.
                    reading.Rejects.Add(new Reject(file, 0, "the rest of the file cannot be read", OneLine(e.Message)));
                    break;
                }
                yield return documents.Current;
            }
        }
    }

    private static List<(string File, string Key, CollectionFormat Format)> Files(string path, string? format)
    {
        if (format is not null) RequireKnown(format);
        if (File.Exists(path))
        {
            CollectionFormat told = format is not null ? ByName[format] : Tell(path)
                ?? throw new InputException($"{path}: the name does not tell the format; name it, one of {string.Join(", ", Formats)}");
            return [(path, Path.GetFileName(path), told)];
        }
        if (!Directory.Exists(path)) throw new InputException($"{path}: no such file or folder; expected documents");
        var files = new List<(string File, string Key, CollectionFormat Format)>();
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            CollectionFormat? told = Tell(file);
            // «lines» has no endings of its own; in a folder it means the text files.
            bool fits = format is null ? told is not null : told == ByName[format] || (format == "lines" && told == ByName["text"]);
            if (fits) files.Add((file, Path.GetRelativePath(path, file).Replace('\\', '/'), format is null ? told! : ByName[format]));
        }
        return files.Count > 0 ? files
            : throw new InputException($"{path}: the folder has no file of documents{(format is null ? "" : $" of the format {format}")}; expected names that end in "
                + string.Join(", ", ByName.Values.SelectMany(known => known.Endings)));
    }

    private static CollectionFormat? Tell(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return ByName.Values.FirstOrDefault(known => known.Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}

/// <summary>A format of collections.</summary>
/// <param name="Endings">Ends of file names, <c>.gz</c> not counted.</param>
/// <param name="Read">Reads one file; gets its path and the key under which its documents go.</param>
internal sealed record CollectionFormat(string[] Endings, Func<string, string, DocumentReading, IEnumerable<Document>> Read);

using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Saenggak.Text;

namespace Saenggak.Data.Mixing;

/// <summary>
/// The files of a mixture: read once to learn each row's place and category, then again at the places that were chosen. A compressed
/// file is decompressed to a file without a name.
/// </summary>
internal sealed class MixSources : IDisposable
{
    private readonly List<(string Set, string Path, SafeFileHandle? Handle)> _files = [];

    /// <summary>Rows by set and category, in order of place.</summary>
    public Dictionary<(string Set, string Category), List<MixRow>> Rows { get; } = [];

    /// <summary>Reads a set.</summary>
    /// <exception cref="InputException">A file cannot be read, or a row has no category or is of no known form.</exception>
    public void Read(string name, MixSet set, ulong seed, string tempFolder, CancellationToken cancellation)
    {
        long before = Count(name);
        foreach (string file in set.Path.SelectMany(DatasetFiles.Of)) ReadFile(name, set, file, seed, tempFolder, cancellation);
        if (Count(name) == before) throw new InputException($"mix: the set \"{name}\" ({string.Join(", ", set.Path)}) has no rows; expected at least one, or leave the set out.");
    }

    /// <summary>A row as its file has it.</summary>
    public JsonObject Load(MixRow row)
    {
        (_, string path, SafeFileHandle? handle) = _files[row.File];
        if (handle is null) _files[row.File] = (_files[row.File].Set, path, handle = File.OpenHandle(path));
        var bytes = new byte[row.Length];
        TempFile.Read(handle, bytes, row.Offset);
        return JsonLines.Parse(bytes, Path.GetFileName(path));
    }

    /// <inheritdoc />
    public void Dispose() => _files.ForEach(file => file.Handle?.Dispose());

    private long Count(string set) => Rows.Where(entry => entry.Key.Set == set).Sum(entry => (long)entry.Value.Count);

    private void ReadFile(string name, MixSet set, string path, ulong seed, string tempFolder, CancellationToken cancellation)
    {
        using var lines = new Utf8LineReader(path, JsonLinesOptions.Default.MaxLineBytes);
        SafeFileHandle? copy = lines.IsCompressed ? TempFile.Open(tempFolder) : null;
        int file = _files.Count;
        _files.Add((name, path, copy));
        long written = 0;
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (line.Span.IndexOfAnyExcept(" \t"u8) < 0) continue;
            var row = new JsonLine(lines.Where, lines.LineNumber, JsonLines.Parse(line.Span, lines.Where));
            long offset = lines.Offset;
            if (copy is not null)
            {
                RandomAccess.Write(copy, line.Span, written);
                (offset, written) = (written, written + line.Length);
            }
            (string, string) key = (name, Category(name, set, row));
            if (!Rows.TryGetValue(key, out List<MixRow>? rows)) Rows[key] = rows = [];
            rows.Add(new MixRow(file, line.Length, offset, MixRow.KeyOf(row.Row, line.Span, seed), MixRow.PromptOf(row, seed)));
        }
    }

    private static string Category(string name, MixSet set, JsonLine line)
    {
        if (set.Column is null) return set.Category ?? name;
        JsonNode? at = line.Row;
        foreach (string part in set.Column.Split('.')) at = at is JsonObject section ? section[part] : null;
        return at is JsonValue value ? value.ToString()
            : throw new InputException($"{line.Where}: no \"{set.Column}\", which names the category in the set \"{name}\"; expected text, or give the whole set one \"category\".");
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text;

namespace Saenggak.Data.Crawling;

/// <summary>What became of an address; with a kept page its document lies in the journal.</summary>
internal sealed record CrawlEntry
{
    /// <summary>The address, or a word that is none for what concerns the whole site.</summary>
    public required string Url { get; init; }

    /// <summary>«page» for one that is kept, «redirect», «noindex», «list» (read for its links alone), or why it is not kept.</summary>
    public required string Outcome { get; init; }

    /// <summary>Particulars.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Bytes of the body, unpacked.</summary>
    public long Bytes { get; init; }

    /// <summary>Time for waits and request.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Another run asks again.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Addresses first met here.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Where the line begins in the journal.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes of the line.</summary>
    public int Length { get; init; }
}

/// <summary>
/// The state of a crawl: one line of JSON per finished address, flushed to the disk before the next is asked for. A line
/// that a killed run left half written is cut off. Documents are not held in memory.
/// </summary>
internal sealed class CrawlJournal : IDisposable
{
    private const int MaxLineBytes = 1 << 30;
    private readonly Dictionary<string, CrawlEntry> _entries;
    private readonly string _path;
    private readonly FileStream _file;

    private CrawlJournal(string path, Dictionary<string, CrawlEntry> entries, long end)
    {
        (_path, _entries) = (path, entries);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        _file.SetLength(end);
        _file.Position = end;
    }

    /// <summary>Everything finished so far.</summary>
    public IReadOnlyDictionary<string, CrawlEntry> Entries => _entries;

    /// <summary>Opens the journal of a site; one of other settings is begun anew.</summary>
    /// <exception cref="InputException">Another run has it open.</exception>
    public static CrawlJournal Open(string path, string settings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            var entries = new Dictionary<string, CrawlEntry>(StringComparer.Ordinal);
            long end = File.Exists(path) ? Load(path, settings, entries) : 0;
            var journal = new CrawlJournal(path, entries, end);
            if (end == 0) journal.Append(new JsonObject { ["settings"] = settings });
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be opened ({e.Message}); is another run crawling into this folder?", e);
        }
    }

    /// <summary>The entry of an address; null where it is not finished, or where asking again may help.</summary>
    public CrawlEntry? Find(string url) => _entries.TryGetValue(url, out CrawlEntry? entry) && !entry.IsPassing ? entry : null;

    /// <summary>Adds a finished address.</summary>
    public CrawlEntry Add(CrawlEntry entry, Document? document = null)
    {
        var row = new JsonObject { ["url"] = entry.Url, ["outcome"] = entry.Outcome };
        if (entry.Detail.Length > 0) row["detail"] = entry.Detail;
        if (entry.Bytes > 0) row["bytes"] = entry.Bytes;
        row["ms"] = entry.Milliseconds;
        if (entry.IsPassing) row["passing"] = true;
        if (entry.Links.Count > 0) row["links"] = new JsonArray([.. entry.Links.Select(link => (JsonNode)link)]);
        if (document is not null) row["document"] = DocumentJson.Write(document);
        (long offset, int length) = Append(row);
        return _entries[entry.Url] = entry with { Offset = offset, Length = length };
    }

    /// <summary>The document of a kept page.</summary>
    public Document ReadDocument(CrawlEntry entry)
    {
        var line = new byte[entry.Length];
        for (int got = 0, more; got < line.Length; got += more)
        {
            more = RandomAccess.Read(_file.SafeFileHandle, line.AsSpan(got), entry.Offset + got);
            if (more == 0) throw new InputException($"{_path}: the page {entry.Url} is gone; delete the file to crawl the site again.");
        }
        return DocumentJson.Read(new JsonLine(_path, 0, (JsonObject)JsonLines.Parse(line, _path)["document"]!));
    }

    public void Dispose() => _file.Dispose();

    // Gives the end of the last whole line; 0 where the journal is of other settings.
    private static long Load(string path, string settings, Dictionary<string, CrawlEntry> entries)
    {
        using var lines = new Utf8LineReader(path, MaxLineBytes);
        long size = new FileInfo(path).Length, end = 0;
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            long next = end + line.Length + 1;
            if (next > size || TryParse(line.Span) is not { } row) break;
            if (end == 0 && Columns.Text(row, "settings") != settings) break;
            if (Entry(row, end, line.Length) is { } entry) entries[entry.Url] = entry;
            end = next;
        }
        return end;
    }

    private (long Offset, int Length) Append(JsonObject row)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) row.WriteTo(json);
        line.Write("\n"u8);
        long offset = _file.Position;
        _file.Write(line.WrittenSpan);
        _file.Flush(flushToDisk: true);
        return (offset, line.WrittenCount - 1);
    }

    private static JsonObject? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonLines.Parse(line, "");
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static CrawlEntry? Entry(JsonObject row, long offset, int length) => Columns.Text(row, "url") is not { } url ? null : new CrawlEntry
    {
        Url = url,
        Outcome = Columns.Text(row, "outcome") ?? "",
        Detail = Columns.Text(row, "detail") ?? "",
        Bytes = row["bytes"]?.GetValue<long>() ?? 0,
        Milliseconds = row["ms"]?.GetValue<long>() ?? 0,
        IsPassing = row["passing"]?.GetValue<bool>() ?? false,
        Links = row["links"] is JsonArray links ? [.. links.Select(link => link!.GetValue<string>())] : [],
        Offset = offset,
        Length = length,
    };
}

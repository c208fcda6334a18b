using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>Documents from files: one each, with the block of settings at the head of a page (Jekyll, Hugo) taken off.</summary>
internal static class FileDocuments
{
    private const int MaxHeadLines = 200;

    public static IEnumerable<Document> Read(string path, string key, string format, DocumentReading reading)
    {
        if (ReadBounded(path, reading.Options.MaxBytes) is not { } bytes)
        {
            reading.Rejects.Add(new Reject(path, 0, "too long", reading.TooLong));
            yield break;
        }
        if (TextDecoding.Decode(bytes, charset: format == DocumentFormat.Html ? TextDecoding.CharsetOfPage(bytes) : null) is not { } text)
        {
            reading.Rejects.Add(new Reject(path, 0, "not valid UTF-8", "nor CP949, the other encoding of Korean files; save it as UTF-8"));
            yield break;
        }
        Document document = reading.Make(key, text, format);
        yield return format == DocumentFormat.Text ? document : WithoutHead(document);
    }

    /// <summary>The bytes of a file, gzipped or not; null where they are more than allowed.</summary>
    public static byte[]? ReadBounded(string path, int maxBytes)
    {
        using Stream stream = Utf8LineReader.Open(path);
        using var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        for (int got; (got = stream.Read(block)) > 0;)
        {
            if (bytes.Length + got > maxBytes) return null;
            bytes.Write(block, 0, got);
        }
        return bytes.ToArray();
    }

    // Only «name: value» lines between two lines of three dashes are such a block; a page may begin with a rule.
    private static Document WithoutHead(Document document)
    {
        string text = document.Text;
        if (!text.StartsWith("---", StringComparison.Ordinal)) return document;
        var columns = new JsonObject();
        int at = 0;
        for (int number = 0; number < MaxHeadLines && at < text.Length; number++)
        {
            int end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            string line = text[at..end].TrimEnd();
            at = Math.Min(end + 1, text.Length);
            if (number == 0 && line != "---") return document;
            if (number > 0 && line == "---") return document with { Text = text[at..], Columns = columns.Count > 0 ? columns : null };
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (number == 0 || line.Length == 0) continue;
            if (colon > 0) columns[line[..colon].Trim()] = line[(colon + 1)..].Trim().Trim('"', '\'');
            else if (line[0] is not (' ' or '\t' or '-' or '#')) return document;
        }
        return document;
    }
}

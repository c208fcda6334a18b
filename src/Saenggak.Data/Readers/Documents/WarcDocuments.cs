using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Saenggak.Data;

/// <summary>
/// Documents from a WARC file: pages that were answered with 200 (<c>response</c>) and texts already taken out of pages
/// (<c>conversion</c>). Other records and other media types are passed over.
/// </summary>
internal static class WarcDocuments
{
    public static IEnumerable<Document> Read(string path, string key, DocumentReading reading)
    {
        using Stream stream = Utf8LineReader.Open(path);
        foreach (WarcRecord record in new WarcRecords(stream, reading.Options.MaxBytes, IsWanted).Read())
        {
            Document? document = null;
            string? problem = record.Problem ?? (record.Body is null ? null : TryMake(record, key, reading, out document));
            if (problem is not null)
            {
                string detail = record.Headers.GetValueOrDefault("warc-target-uri", "");
                reading.Rejects.Add(new Reject(path, record.Number, problem, problem == "too long" ? $"{reading.TooLong} {detail}".Trim() : detail));
            }
            else if (document is not null) yield return document;
        }
    }

    private static bool IsWanted(IReadOnlyDictionary<string, string> headers) =>
        headers.GetValueOrDefault("warc-type") switch
        {
            "conversion" => true,
            "response" => headers.GetValueOrDefault("content-type", "").StartsWith("application/http", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    private static string? TryMake(WarcRecord record, string key, DocumentReading reading, out Document? document)
    {
        document = null;
        byte[] body = record.Body!;
        string type = "text/plain";
        if (record.Headers["warc-type"] == "response")
        {
            if (HttpResponse.Parse(body) is not { } response) return "broken HTTP response";
            type = response.Header("content-type");
            if (response.Status != 200 || !(IsHtml(type) || IsText(type))) return null;
            if (response.Content(reading.Options.MaxBytes) is not { } content) return "the content of an HTTP response cannot be unpacked";
            body = content;
        }
        string? charset = TextDecoding.AfterCharset(type) ?? (IsHtml(type) ? TextDecoding.CharsetOfPage(body) : null);
        if (TextDecoding.Decode(body, charset) is not { } text) return "not valid UTF-8";
        string place = string.Create(CultureInfo.InvariantCulture, $"{key}:{record.Number}");
        document = reading.Make(place, text, IsHtml(type) ? DocumentFormat.Html : DocumentFormat.Text) with
        {
            Url = record.Headers.GetValueOrDefault("warc-target-uri")?.Trim('<', '>'),
            Date = record.Headers.GetValueOrDefault("warc-date"),
            Columns = record.Headers.TryGetValue("warc-record-id", out string? id) ? new JsonObject { ["warc_record_id"] = id } : null,
        };
        return null;
    }

    private static bool IsHtml(string type) =>
        type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/xhtml", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(string type) => type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);

    /// <summary>An HTTP/1 response as WARC keeps it: status line, headers, content.</summary>
    private sealed record HttpResponse(int Status, Dictionary<string, string> Headers, ReadOnlyMemory<byte> Raw)
    {
        public static HttpResponse? Parse(byte[] bytes)
        {
            int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8), gap = 4;
            if (end < 0) (end, gap) = (bytes.AsSpan().IndexOf("\n\n"u8), 2);
            if (end < 0) return null;
            string[] lines = Encoding.Latin1.GetString(bytes, 0, end).Split('\n');
            string[] status = lines[0].Split(' ', 3);
            if (!status[0].StartsWith("HTTP/", StringComparison.Ordinal) || status.Length < 2
                || !int.TryParse(status[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            {
                return null;
            }
            var headers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string line in lines.Skip(1))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0) headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
            }
            return new HttpResponse(code, headers, bytes.AsMemory(end + gap));
        }

        public string Header(string name) => Headers.GetValueOrDefault(name, "");

        /// <summary>The content without its transfer and content encodings; null where it is broken or beyond the bound.</summary>
        public byte[]? Content(int maxBytes)
        {
            byte[] content = Raw.ToArray();
            // Many archives keep the header and store the content already joined.
            if (Header("transfer-encoding").Contains("chunked", StringComparison.OrdinalIgnoreCase)) content = Unchunk(content) ?? content;
            bool gzip = content is [0x1F, 0x8B, ..];
            bool brotli = Header("content-encoding").Contains("br", StringComparison.OrdinalIgnoreCase);
            if (!gzip && !brotli) return content;
            try
            {
                using Stream packed = gzip ? new GZipStream(new MemoryStream(content), CompressionMode.Decompress)
                    : new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
                using var plain = new MemoryStream();
                var block = new byte[1 << 16];
                for (int got; (got = packed.Read(block)) > 0;)
                {
                    if (plain.Length + got > maxBytes) return null;
                    plain.Write(block, 0, got);
                }
                return plain.ToArray();
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
            {
                return null;
            }
        }

        private static byte[]? Unchunk(ReadOnlySpan<byte> content)
        {
            using var joined = new MemoryStream();
            while (true)
            {
                int line = content.IndexOf("\r\n"u8);
                if (line < 0) return null;
                int semicolon = content[..line].IndexOf((byte)';');
                ReadOnlySpan<byte> size = content[..(semicolon < 0 ? line : semicolon)].Trim((byte)' ');
                if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length) || length < 0) return null;
                content = content[(line + 2)..];
                if (length == 0) return joined.ToArray();
                if (length > content.Length - 2) return null;
                joined.Write(content[..length]);
                content = content[(length + 2)..];
            }
        }
    }
}

using System.Globalization;
using System.Text;

namespace Saenggak.Data;

/// <summary>One record of a WARC file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Headers">By lower-case name.</param>
/// <param name="Body">Null where the record is too long to hold, or of a kind that is passed over.</param>
/// <param name="Problem">Why the record cannot be used; null when whole.</param>
internal readonly record struct WarcRecord(long Number, IReadOnlyDictionary<string, string> Headers, byte[]? Body, string? Problem);

/// <summary>
/// Reads the records of a WARC file (ISO 28500), whole or gzipped by record. After a broken record it goes on at the next
/// line that begins with WARC/, so one record costs no other.
/// </summary>
internal sealed class WarcRecords(Stream stream, int maxBytes, Func<IReadOnlyDictionary<string, string>, bool> wanted)
{
    private const int MaxHeaderLine = 1 << 16, MaxHeaders = 256;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _number;

    public IEnumerable<WarcRecord> Read()
    {
        // True when bytes that are no record were passed over since the last one: they are one broken record.
        bool broken = false;
        while (TryReadLine(out string line))
        {
            if (!line.StartsWith("WARC/", StringComparison.Ordinal))
            {
                if (line.Length > 0 && !broken) yield return Broken("no WARC record begins here");
                broken |= line.Length > 0;
                continue;
            }
            broken = false;
            _number++;
            Dictionary<string, string>? headers = ReadHeaders();
            if (headers is null || !headers.TryGetValue("content-length", out string? text)
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            {
                yield return new WarcRecord(_number, Nothing, null, "broken WARC record: its header has no length");
                broken = true;
                continue;
            }
            bool take = wanted(headers);
            byte[]? body = take && length <= maxBytes ? new byte[length] : null;
            long got = ReadBody(body, length);
            string? problem = got < length ? "broken WARC record: the file ends within it"
                : take && body is null ? "too long" : null;
            yield return new WarcRecord(_number, headers, body, problem);
        }
    }

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();

    private WarcRecord Broken(string problem) => new(++_number, Nothing, null, "broken WARC record: " + problem);

    private Dictionary<string, string>? ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (TryReadLine(out string line))
        {
            if (line.Length == 0) return headers;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || headers.Count == MaxHeaders) return null;
            headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
        return null;
    }

    private long ReadBody(byte[]? body, long length)
    {
        long got = 0;
        while (got < length && (_start < _end || Fill()))
        {
            int take = (int)Math.Min(length - got, _end - _start);
            if (body is not null) _buffer.AsSpan(_start, take).CopyTo(body.AsSpan((int)got));
            _start += take;
            got += take;
        }
        return got;
    }

    // A line beyond the bound is given cut; what matters of it is only how it begins.
    private bool TryReadLine(out string line)
    {
        var text = new StringBuilder();
        bool any = false;
        while (_start < _end || Fill())
        {
            any = true;
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int newline = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = newline < 0 ? rest : rest[..newline];
            if (text.Length < MaxHeaderLine) text.Append(Encoding.Latin1.GetString(part));
            _start += newline < 0 ? rest.Length : newline + 1;
            if (newline >= 0) break;
        }
        line = text.ToString().TrimEnd('\r');
        return any;
    }

    private bool Fill()
    {
        (_start, _end) = (0, stream.Read(_buffer));
        return _end > 0;
    }
}

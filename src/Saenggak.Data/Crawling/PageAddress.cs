using System.Text;

namespace Saenggak.Data.Crawling;

/// <summary>
/// Address of a page in one canonical form, so that a page is asked for once: scheme and host in lower case, no default
/// port, no dot segments, no fragment, escapes in one form (RFC 3986, 6.2.2), and without the parameters by which sites
/// follow their visitors.
/// </summary>
internal sealed record PageAddress(string Url, string Host, string Path)
{
    // Longer ones come from mistakes and traps.
    private const int MaxLength = 2000;

    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase) { "fbclid", "gclid", "msclkid", "phpsessid", "jsessionid" };

    /// <summary>Scheme and authority, «https://example.kr:8080».</summary>
    public string Origin => Url[..^Path.Length];

    /// <summary>Null for anything but a page of the web.</summary>
    /// <param name="text">The address, or a reference to be joined to <paramref name="against"/>.</param>
    /// <param name="against">The page on which the reference stands.</param>
    public static PageAddress? TryParse(string text, Uri? against = null)
    {
        text = text.Trim();
        if (text.Length is 0 or > MaxLength) return null;
        Uri? uri;
        if (against is null ? !Uri.TryCreate(text, UriKind.Absolute, out uri) : !Uri.TryCreate(against, text, out uri)) return null;
        if (uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.IdnHost.Length == 0) return null;
        string host = uri.IsDefaultPort ? uri.IdnHost : $"{uri.IdnHost}:{uri.Port}";
        string path = NormalEscapes(uri.AbsolutePath) + Query(NormalEscapes(uri.Query));
        string url = $"{uri.Scheme}://{host}{path}";
        return url.Length > MaxLength ? null : new PageAddress(url, host, path);
    }

    /// <summary>Escapes of letters, digits and «-._~» undone, other escapes in upper case, what is not ASCII escaped as UTF-8.</summary>
    public static string NormalEscapes(string text)
    {
        var normal = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                char plain = (char)Convert.ToByte(text.Substring(i + 1, 2), 16);
                if (char.IsAsciiLetterOrDigit(plain) || plain is '-' or '.' or '_' or '~') normal.Append(plain);
                else normal.Append('%').Append(char.ToUpperInvariant(text[i + 1])).Append(char.ToUpperInvariant(text[i + 2]));
                i += 2;
            }
            else if (text[i] is > ' ' and < '\u007F') normal.Append(text[i]);
            else
            {
                Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int used);
                foreach (byte b in bytes[..rune.EncodeToUtf8(bytes)]) normal.Append('%').Append(b.ToString("X2", null));
                i += used - 1;
            }
        }
        return normal.ToString();
    }

    private static string Query(string query)
    {
        if (query.Length <= 1) return "";
        IEnumerable<string> kept = query[1..].Split('&').Where(part => part.Length > 0 && !IsTracking(part.Split('=', 2)[0]));
        string joined = string.Join('&', kept);
        return joined.Length == 0 ? "" : "?" + joined;
    }

    private static bool IsTracking(string name) => name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Tracking.Contains(name);
}

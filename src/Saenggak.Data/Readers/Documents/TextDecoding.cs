using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Saenggak.Data;

/// <summary>
/// Bytes of a page to text: UTF-8 where the bytes are valid UTF-8, whatever they claim to be; otherwise the charset that is
/// claimed, or CP949 where nearly all of what it gives is common Hangul. Nothing is replaced by U+FFFD.
/// </summary>
internal static class TextDecoding
{
    private const int HeadBytes = 2048;
    private const double LeastHangul = 0.7;

    private static readonly SearchValues<char> EndOfCharset = SearchValues.Create("\"'; />\t\r\n");

    private static readonly Encoding Cp949 =
        CodePagesEncodingProvider.Instance.GetEncoding(949, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>Null where the bytes are no text in any of the encodings tried.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string? charset = null)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        Encoding? claimed = Find(charset);
        try
        {
            string text = (claimed ?? Cp949).GetString(bytes);
            return claimed is not null || LooksKorean(text) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The charset that a page names in its first two kilobytes: <c>charset=euc-kr</c>.</summary>
    public static string? CharsetOfPage(ReadOnlySpan<byte> bytes)
    {
        string head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, HeadBytes)]);
        return AfterCharset(head);
    }

    /// <summary>The value behind <c>charset=</c> in a header or meta element.</summary>
    public static string? AfterCharset(string text)
    {
        int at = text.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        ReadOnlySpan<char> rest = text.AsSpan(at + "charset=".Length).TrimStart("\"' ");
        int end = rest.IndexOfAny(EndOfCharset);
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private static Encoding? Find(string? charset) => charset?.ToLowerInvariant() switch
    {
        "euc-kr" or "ks_c_5601-1987" or "ksc5601" or "cp949" or "ms949" or "windows-949" => Cp949,
        "shift_jis" or "sjis" => Strict(932),
        "gbk" or "gb2312" => Strict(936),
        "big5" => Strict(950),
        "iso-8859-1" or "latin1" or "windows-1252" => Strict(1252),
        _ => null,
    };

    private static Encoding? Strict(int page) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static bool LooksKorean(string text)
    {
        int beyondAscii = 0, hangul = 0;
        foreach (char c in text)
        {
            if (char.IsAscii(c)) continue;
            beyondAscii++;
            if (c is >= '가' and <= '힣') hangul++;
        }
        return hangul >= LeastHangul * beyondAscii;
    }
}

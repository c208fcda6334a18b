using System.Globalization;
using System.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>
/// Repairs Korean that was read in the wrong encoding where nothing was lost («ì•ˆë…•» to 안녕, «¾È³ç» to 안녕), run by run, and
/// drops what was lost: text with too many U+FFFD or the 占쏙옙 that they become when saved twice.
/// </summary>
internal sealed class MojibakeStep(StepSettings settings) : ICleaningStep
{
    private const int MinRun = 4;
    private readonly double _maxLost = settings.Share("max_lost", 0.005);

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Cp949 =
        CodePagesEncodingProvider.Instance.GetEncoding(949, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly Encoding Cp1252 =
        CodePagesEncodingProvider.Instance.GetEncoding(1252, new EncoderReplacementFallback("\u0000"), DecoderFallback.ReplacementFallback)!;

    public string Name => "mojibake";

    public StepResult Apply(Document document)
    {
        string text = document.Text;
        if (Ascii.IsValid(text)) return StepResult.Unchanged;
        long lost = 0;
        for (int at = 0; (at = text.IndexOf('\uFFFD', at)) >= 0; at++) lost++;
        for (int at = 0; (at = text.IndexOf("占쏙옙", at, StringComparison.Ordinal)) >= 0; at += 3) lost += 3;
        if (lost > _maxLost * text.Length) return StepResult.Drop("its characters were lost in a wrong encoding");
        string repaired = Repair(text, out int runs);
        return StepResult.Rewrite(document, repaired, string.Create(CultureInfo.InvariantCulture, $"runs repaired {runs}"));
    }

    // A run is a stretch of what one wrong byte each became: Latin-1's upper half and what Windows-1252 has in 80 to 9F.
    private static string Repair(string text, out int runs)
    {
        runs = 0;
        StringBuilder? repaired = null;
        int copied = 0;
        for (int at = 0; at < text.Length;)
        {
            if (ByteOf(text[at]) < 0x80)
            {
                at++;
                continue;
            }
            int end = at;
            while (end < text.Length && (ByteOf(text[end]) >= 0x80 || (text[end] == ' ' && end + 1 < text.Length && ByteOf(text[end + 1]) >= 0x80))) end++;
            if (end - at >= MinRun && Decode(text.AsSpan(at, end - at)) is { } korean)
            {
                runs++;
                (repaired ??= new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(korean);
                copied = end;
            }
            at = end;
        }
        return repaired is null ? text : repaired.Append(text, copied, text.Length - copied).ToString();
    }

    private static string? Decode(ReadOnlySpan<char> run)
    {
        var bytes = new byte[run.Length];
        for (int i = 0; i < run.Length; i++) bytes[i] = (byte)ByteOf(run[i]);
        return Try(Utf8, bytes) ?? Try(Cp949, bytes);
    }

    // Real Latin text («déjà vu») is not valid in either encoding, or gives no run of pure Hangul.
    private static string? Try(Encoding encoding, byte[] bytes)
    {
        try
        {
            string text = encoding.GetString(bytes);
            int hangul = text.Count(c => c is >= '가' and <= '힣'), others = text.Count(c => !char.IsAscii(c)) - hangul;
            return hangul >= 2 && hangul >= 4 * others ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The byte that Windows-1252, or Latin-1 where that has none, shows as this character; -1 where none does.</summary>
    private static int ByteOf(char c)
    {
        if (c < '\u0100') return c;
        if (c is not (>= '\u0152' and <= '\u02DC' or >= '\u2013' and <= '\u2122')) return -1;
        Span<byte> one = stackalloc byte[2];
        int got = Cp1252.GetBytes([c], one);
        return got == 1 && one[0] >= 0x80 ? one[0] : -1;
    }
}

using System.Globalization;

namespace Saenggak.Data.Chain;

/// <summary>Reads the dates that sources write, for keeping the newest of duplicates.</summary>
internal static class DocumentDate
{
    private static readonly string[] Formats =
    [
        "yyyy-M-d", "yyyy.M.d", "yyyy.M.d.", "yyyy. M. d.", "yyyy/M/d", "yyyyMMdd", "yyyy년 M월 d일", "yyyy-M", "yyyy.M", "yyyy년 M월", "yyyy",
        "yyyy-M-d H:m", "yyyy-M-d H:m:s", "yyyy.M.d H:m", "yyyy.M.d H:m:s", "yyyy.M.d. H:m", "yyyy. M. d. H:m", "yy.MM.dd", "yy.M.d.", "yy-MM-dd",
        "yyyy-M-d'T'H:m:sK", "yyyy-M-d'T'H:m:s.FFFFFFFK", "r",
    ];

    /// <summary>The date, taken as UTC where no zone stands; null where there is none or it is written otherwise.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out DateTimeOffset date) ? date : null;
}

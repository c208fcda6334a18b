using System.Globalization;
using System.Text;

namespace Saenggak.Text.Chat.Jinja;

/// <summary>Dates as Python's strftime writes them in the C locale.</summary>
internal static class Strftime
{
    public static string Format(string format, DateTime now)
    {
        var result = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }
            bool unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            if (unpadded) i++;
            string field = Field(format[++i], now);
            result.Append(unpadded && field.Length > 1 ? field.TrimStart('0') is { Length: > 0 } short_ ? short_ : "0" : field);
        }
        return result.ToString();
    }

    private static string Field(char directive, DateTime now)
    {
        string? pattern = directive switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'B' => "MMMM",
            'b' or 'h' => "MMM",
            'd' => "dd",
            'A' => "dddd",
            'a' => "ddd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'f' => "ffffff",
            'p' => "tt",
            'F' => "yyyy-MM-dd",
            'T' => "HH:mm:ss",
            'D' => "MM/dd/yy",
            _ => null,
        };
        if (pattern is not null) return now.ToString(pattern, CultureInfo.InvariantCulture);
        return directive switch
        {
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => throw new JinjaError($"got %{directive} in a date format, expected one such as %Y, %m, %d, %B, %H or %M."),
        };
    }
}

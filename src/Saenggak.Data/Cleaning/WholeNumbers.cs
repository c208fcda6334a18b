using System.Text.RegularExpressions;

namespace Saenggak.Data;

/// <summary>
/// Writes whole numbers without an empty decimal part: «35.0개» becomes «35개», «0.05» and «1.0.2» stay. Sets that went through a
/// table of floats have such numbers; nobody would ask so.
/// </summary>
public static partial class WholeNumbers
{
    [GeneratedRegex(@"(?<![\d.])([\d,]*\d)\.0+(?!\.?\d)", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyDecimals();

    /// <summary>The text with whole numbers written plainly.</summary>
    public static string Plain(string text) => EmptyDecimals().Replace(text, "$1");
}

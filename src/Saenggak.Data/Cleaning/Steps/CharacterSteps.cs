using System.Globalization;
using System.Text;

namespace Saenggak.Data.Cleaning;

/// <summary>Canonical composition (NFC): ᄀ + ᅡ becomes 가. Half-width jamo and the like are no canonical forms and stay.</summary>
internal sealed class NfcStep : ICleaningStep
{
    public string Name => "nfc";

    public StepResult Apply(Document document) => StepResult.Rewrite(document, TextKey.Nfc(document.Text), "composed");
}

/// <summary>
/// Takes out control and invisible characters, makes every line end <c>\n</c> and every odd space a plain one, trims line
/// ends and folds more than two line ends. Joiners inside emoji stay.
/// </summary>
internal sealed class ControlStep : ICleaningStep
{
    public string Name => "control";

    public StepResult Apply(Document document)
    {
        string text = document.Text;
        var kept = new StringBuilder(text.Length);
        int removed = 0, breaks = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
                TrimEnd(kept);
                if (++breaks <= 2) kept.Append('\n');
                continue;
            }
            if (IsInvisible(text, i))
            {
                removed++;
                continue;
            }
            if (c is not (' ' or '\t' or '\u3000' or '\u00A0')) breaks = 0;
            kept.Append(c != ' ' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c);
        }
        string clean = kept.ToString().Trim('\n', ' ', '\t');
        return StepResult.Rewrite(document, clean, string.Create(CultureInfo.InvariantCulture, $"characters removed {removed}"));
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t') text.Length--;
    }

    private static bool IsInvisible(string text, int at)
    {
        char c = text[at];
        if (c is '\t') return false;
        if (char.IsControl(c)) return true;
        return c switch
        {
            '\u200D' => at == 0 || at + 1 >= text.Length || !(char.IsSurrogate(text[at - 1]) || text[at - 1] == '\uFE0F'),
            '\u00AD' or '\u200B' or '\u200C' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or '\uFFFC' or '\u3164' or '\u115F' or '\u1160' => true,
            >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => true,
            >= '\uE000' and <= '\uF8FF' => true,
            _ => false,
        };
    }
}

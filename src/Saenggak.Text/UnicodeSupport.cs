using System.Text;

namespace Saenggak.Text;

/// <summary>What the running .NET can do with Unicode, checked once at the door.</summary>
public static class UnicodeSupport
{
    /// <summary>Checks that NFC composes Hangul jamo (ᄀ + ᅡ → 가), on which every tokenizer and every comparison of Korean text stands.</summary>
    /// <exception cref="InputException">.NET runs without Unicode normalization (globalization-invariant mode).</exception>
    public static void EnsureNormalizationWorks() => EnsureNormalizationWorks(text => text.Normalize(NormalizationForm.FormC));

    internal static void EnsureNormalizationWorks(Func<string, string> normalize)
    {
        const string jamo = "\u1100\u1161";
        string composed;
        try
        {
            composed = normalize(jamo);
        }
        catch (PlatformNotSupportedException)
        {
            composed = jamo;
        }
        if (composed != "\uAC00")
        {
            throw new InputException(
                "Unicode normalization does not work here: NFC left ᄀ+ᅡ apart, expected 가; "
                + "install ICU (Debian: libicu) and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
        }
    }
}

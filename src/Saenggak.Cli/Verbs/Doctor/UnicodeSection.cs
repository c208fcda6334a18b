using System.Text.RegularExpressions;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>Whether text can be brought to NFC, on which all handling of Korean rests.</summary>
internal static partial class UnicodeSection
{
    private const string Maps = "/proc/self/maps";

    public static DoctorSection Examine()
    {
        bool works = true;
        try
        {
            UnicodeSupport.EnsureNormalizationWorks();
        }
        catch (InputException)
        {
            works = false;
        }
        // .NET does not tell ICU's version; the file it has loaded does. Looked up after the check, which loads it.
        string version = File.Exists(Maps) ? IcuFile().Match(File.ReadAllText(Maps)).Groups[1].Value : "";
        return new DoctorSection("unicode",
        [
            new("normalization", works, adviceIfNot: "install ICU (Debian: libicu) and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"),
            new("icu", version.Length > 0 ? version : "not loaded"),
        ]);
    }

    [GeneratedRegex(@"libicuuc\.so\.([0-9.]+)")]
    private static partial Regex IcuFile();
}

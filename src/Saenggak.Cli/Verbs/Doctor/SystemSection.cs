using System.Reflection;
using System.Runtime.InteropServices;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>Versions of this program and of what it runs on.</summary>
internal static class SystemSection
{
    public static DoctorSection Examine() => new("system",
    [
        new("saenggak", typeof(SystemSection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion),
        new("dotnet", Environment.Version.ToString()),
        new("os", RuntimeInformation.OSDescription),
        new("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()),
    ]);
}

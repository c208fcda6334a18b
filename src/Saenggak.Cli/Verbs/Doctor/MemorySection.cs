using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>Memory of the machine, or of the container where that is less.</summary>
internal static class MemorySection
{
    public static DoctorSection Examine() => new("memory",
    [
        Gib("total_gib", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        Gib("available_gib", ProcessMemory.ReadKiB("/proc/meminfo", "MemAvailable") * 1024),
    ]);

    private static DoctorFinding Gib(string key, long bytes)
    {
        double gib = Math.Round(bytes / (double)(1L << 30), 2);
        return new DoctorFinding(key, JsonValue.Create(gib), gib.ToString("0.0", CultureInfo.InvariantCulture));
    }
}

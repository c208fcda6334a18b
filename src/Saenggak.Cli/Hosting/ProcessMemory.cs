using System.Globalization;

namespace Saenggak.Cli.Hosting;

/// <summary>Memory figures as the Linux kernel keeps them.</summary>
internal static class ProcessMemory
{
    /// <summary>The most memory this process has had resident so far, in GiB; 0 where the kernel does not say.</summary>
    public static double PeakGiB() => ReadKiB("/proc/self/status", "VmHWM") / (double)(1 << 20);

    /// <summary>A line such as <c>VmHWM:  123 kB</c> of a file under /proc; 0 where there is none.</summary>
    public static long ReadKiB(string path, string name)
    {
        if (!File.Exists(path)) return 0;
        foreach (string line in File.ReadLines(path))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length <= name.Length || line[name.Length] != ':') continue;
            string number = line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.Parse(number, CultureInfo.InvariantCulture);
        }
        return 0;
    }
}

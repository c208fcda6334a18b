using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>Cores, vector width, and the instructions that decide how fast bf16 products run.</summary>
internal static class ProcessorSection
{
    private const string CpuInfo = "/proc/cpuinfo";

    // The kernel's names; the runtime has no IsSupported for most of them.
    private static readonly string[] Wanted = ["avx2", "fma", "avx512f", "avx512_bf16", "avx512_fp16", "avx512_vnni", "amx_tile", "amx_bf16", "amx_int8"];

    public static DoctorSection Examine() => FromCpuInfo(File.Exists(CpuInfo) ? File.ReadAllText(CpuInfo) : "");

    /// <summary>Reads the text of /proc/cpuinfo; an empty one (another system) leaves its findings out.</summary>
    internal static DoctorSection FromCpuInfo(string cpuInfo)
    {
        var flags = new HashSet<string>(Field(cpuInfo, "flags").Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        string[] present = [.. Wanted.Where(flags.Contains)];
        int cores = Environment.ProcessorCount;
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return new DoctorSection("processor",
        [
            new("model", Field(cpuInfo, "model name")),
            new("cores", JsonValue.Create(cores), cores.ToString(CultureInfo.InvariantCulture)),
            new("vector_bits", JsonValue.Create(bits), bits.ToString(CultureInfo.InvariantCulture)),
            new("features", new JsonArray([.. present.Select(name => JsonValue.Create(name))]), string.Join(' ', present)),
            new("amx_bf16", flags.Contains("amx_bf16"), adviceIfNot: "bf16 products run on vector units, several times slower"),
        ]);
    }

    private static string Field(string cpuInfo, string name)
    {
        foreach (var line in cpuInfo.AsSpan().EnumerateLines())
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && line[..colon].Trim().SequenceEqual(name)) return line[(colon + 1)..].Trim().ToString();
        }
        return "";
    }
}

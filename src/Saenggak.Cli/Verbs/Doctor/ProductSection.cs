using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Verbs.Bench;
using Saenggak.Compute;

namespace Saenggak.Cli.Verbs.Doctor;

/// <summary>What multiplies matrices, and how fast it does: nearly all of training and generation is that.</summary>
internal static class ProductSection
{
    private const int Size = 2048, Repeats = 3;
    private const double MostSeconds = 0.5;

    public static DoctorSection Examine()
    {
        string? isa = Device.OneDnnInstructionSet;
        using var device = new Device();
        return new DoctorSection("matrix_products",
        [
            new("onednn", Device.OneDnnVersion ?? "no", Device.SlowBecause(DType.F32) is { } missing ? $"{(Device.HasTiles ? "f32 products" : "products")} run on our own vector code, some times slower: {missing}" : Device.OneDnnMissing),
            new("instruction_set", isa ?? "none", isa is null or "avx512_core_amx" or "avx512_core_amx_fp16" or "avx512_core_bf16" ? null : "no bf16 instructions: --precision f32 may be as fast"),
            new("bf16_kernel", Device.Kernel(DType.BF16), null),
            Peak(device, "bf16_peak_tflops", DType.BF16),
            Peak(device, "f32_peak_tflops", DType.F32),
        ]);
    }

    private static DoctorFinding Peak(Device device, string key, DType type)
    {
        double peak = Math.Round(ProductPeak.Measure(device, type, Size, Repeats, MostSeconds), 4);
        string threads = device.Workers.Count == 1 ? "one thread" : $"{device.Workers.Count} threads";
        return new DoctorFinding(key, JsonValue.Create(peak), string.Create(CultureInfo.InvariantCulture, $"{peak:0.000} ({Size}³, {threads})"));
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Compute;
using Spectre.Console;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>Shows where the time of a measurement went: op by op, against what the machine can do.</summary>
/// <param name="times">As the profile has them.</param>
/// <param name="seconds">All the time measured.</param>
/// <param name="peakTflops">Of matrix products in the same run.</param>
/// <param name="peakGBs">Of reading memory in the same run.</param>
internal sealed class ProfileTable(IReadOnlyList<OpTime> times, double seconds, double peakTflops, double peakGBs)
{
    private const string Outside = "outside ops";

    /// <summary>The table for people.</summary>
    public Table ToTable()
    {
        var table = new Table().Border(TableBorder.None).AddColumns("op", "weights", "calls", "ms", "share", "TFLOP/s", "of peak", "GB/s", "of limit", "busy");
        foreach (var column in table.Columns.Skip(2)) column.RightAligned();
        foreach (var t in times)
        {
            double tflops = t.Flops / t.Seconds / 1e12, gBs = t.Bytes / t.Seconds / 1e9;
            table.AddRow(t.Key.Name, Weights(t.Key), Text(t.Calls, "0"), Text(t.Seconds * 1e3, "0.0"), Percent(t.Seconds / seconds),
                t.Flops > 0 ? Text(tflops, "0.000") : "", t.Flops > 0 ? Percent(tflops / peakTflops) : "", Text(gBs, "0.0"), Percent(gBs / peakGBs), Percent(t.Busy));
        }
        table.AddRow(Outside, "", "", Text(OutsideSeconds * 1e3, "0.0"), Percent(OutsideSeconds / seconds), "", "", "", "", "");
        return table;
    }

    /// <summary>The same for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["gemm_peak_tflops"] = Math.Round(peakTflops, 4),
        ["read_peak_gb_s"] = Math.Round(peakGBs, 2),
        ["seconds"] = seconds,
        ["outside_ops_share"] = Math.Round(OutsideSeconds / seconds, 4),
        ["ops"] = new JsonArray([.. times.Select(t => new JsonObject
        {
            ["op"] = t.Key.Name,
            ["weights"] = t.Key.Outputs > 0 ? new JsonArray(t.Key.Outputs, t.Key.Inputs) : null,
            ["calls"] = t.Calls,
            ["seconds"] = t.Seconds,
            ["share"] = Math.Round(t.Seconds / seconds, 4),
            ["tflops"] = Math.Round(t.Flops / t.Seconds / 1e12, 4),
            ["gb_s"] = Math.Round(t.Bytes / t.Seconds / 1e9, 2),
            ["busy"] = Math.Round(t.Busy, 4),
        })]),
    };

    private double OutsideSeconds => Math.Max(0, seconds - times.Sum(t => t.Seconds));

    private static string Weights(OpKey key) => key.Outputs > 0 ? string.Create(CultureInfo.InvariantCulture, $"{key.Outputs}×{key.Inputs}") : "";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}

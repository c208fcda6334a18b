using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Training.Metrics;

namespace Saenggak.Training.Tests.Support;

/// <summary>Reads what a run left, without what depends on the clock.</summary>
internal static class RunFolder
{
    /// <summary>The lines of metrics.jsonl with times and speeds taken out.</summary>
    public static List<string> Metrics(string folder) => [.. File.ReadLines(Path.Combine(folder, MetricsLog.FileName)).Select(line =>
    {
        var json = JsonNode.Parse(line)!.AsObject();
        foreach (string name in json.Select(p => p.Key).Where(k => k == "time" || k.StartsWith("timing_s/", StringComparison.Ordinal) || k.StartsWith("perf/", StringComparison.Ordinal)).ToList()) json.Remove(name);
        return json.ToJsonString();
    })];

    /// <summary>One value of every line that has it.</summary>
    public static List<double> Curve(string folder, string name) =>
    [
        .. File.ReadLines(Path.Combine(folder, MetricsLog.FileName)).Select(line => JsonNode.Parse(line)![name]).Where(value => value?.GetValueKind() == JsonValueKind.Number).Select(value => (double)value!),
    ];

    /// <summary>The weights of the checkpoint of a step, as stored.</summary>
    public static byte[] Weights(string folder, long step) => File.ReadAllBytes(Path.Combine(folder, $"checkpoint-{step}", "model.safetensors"));
}

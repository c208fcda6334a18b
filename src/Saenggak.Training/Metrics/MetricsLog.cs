using System.Text.Json;

namespace Saenggak.Training.Metrics;

/// <summary>
/// metrics.jsonl: one JSON object a step, <c>{"step":12,"time":1732226400.1,"actor/entropy":0.31,…}</c>, appended and flushed at once.
/// A value that is no finite number is written as null: a gap in the curve, not a file that no reader takes.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = "metrics.jsonl";

    private readonly FileStream file;
    private readonly Utf8JsonWriter json;
    private readonly TimeProvider clock;

    /// <summary>Opens the log in <paramref name="folder"/> to go on after a step.</summary>
    /// <param name="folder">The run folder; made where it is missing.</param>
    /// <param name="resumedStep">The last step that counts. Later lines, and a half-written last one, are cut off; null cuts all.</param>
    /// <param name="clock">Gives the wall time of lines; the system's clock when null.</param>
    public MetricsLog(string folder, long? resumedStep, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        long keep = resumedStep is { } step && File.Exists(path) ? LengthUpTo(path, step) : 0;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(keep);
        file.Seek(0, SeekOrigin.End);
        // Metric names are plain text that a person greps for; nothing here is put into HTML.
        json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Appends the line of a step.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        json.WriteStartObject();
        json.WriteNumber("step", step);
        json.WriteNumber("time", clock.GetUtcNow().ToUnixTimeMilliseconds() / 1e3);
        foreach (var (name, value) in values)
        {
            if (double.IsFinite(value)) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }
        json.WriteEndObject();
        json.Flush();
        file.WriteByte((byte)'\n');
        file.Flush();
        json.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        file.Dispose();
    }

    // Steps never go back within a file, so the first line that is too late, or is no whole line, ends what is kept.
    private static long LengthUpTo(string path, long lastStep)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int keep = 0;
        while (keep < bytes.Length)
        {
            int line = bytes.AsSpan(keep).IndexOf((byte)'\n');
            if (line < 0 || StepOf(bytes.AsMemory(keep, line)) is not { } step || step > lastStep) break;
            keep += line + 1;
        }
        return keep;
    }

    private static long? StepOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line);
            return parsed.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}

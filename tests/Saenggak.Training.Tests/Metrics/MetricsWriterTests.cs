using System.Text.Json;
using Saenggak.Training.Metrics;

namespace Saenggak.Training.Tests.Metrics;

public class MetricsWriterTests
{
    private static Dictionary<string, double> Values(double loss) => new() { ["loss"] = loss, ["val/kmwps/acc/mean@4"] = 0.25 };

    private static string[] EventFiles(string folder) => Directory.GetFiles(folder, "events.out.tfevents.*");

    private static long[] Steps(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, MetricsLog.FileName)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt64())];

    [Fact]
    public void Write_AppendsALineThatCanBeReadAtOnce()
    {
        using var folder = new TemporaryFolder();
        using var writer = new MetricsWriter(folder.Path);
        writer.Write(1, Values(2.5));
        using var stream = new FileStream(folder.File(MetricsLog.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(stream).ReadToEnd();
        Assert.EndsWith(",\"loss\":2.5,\"val/kmwps/acc/mean@4\":0.25}\n", text, StringComparison.Ordinal);
        Assert.StartsWith("{\"step\":1,\"time\":", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LeavesAGapWhereAValueIsNoNumber()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new MetricsWriter(folder.Path)) writer.Write(1, Values(double.NaN));
        var line = JsonDocument.Parse(File.ReadAllText(folder.File(MetricsLog.FileName))).RootElement;
        Assert.Equal(JsonValueKind.Null, line.GetProperty("loss").ValueKind);
        Assert.True(float.IsNaN(EventFileDecoder.Read(EventFiles(folder.Path)[0])[2].Scalars[0].Value));
    }

    [Fact]
    public void EventFile_IsReadBackByAnIndependentDecoder()
    {
        using var folder = new TemporaryFolder();
        string longName = "rewards/" + new string('가', 60) + "/mean";
        using (var writer = new MetricsWriter(folder.Path))
        {
            writer.Write(1, Values(2.5));
            writer.Write(300, [KeyValuePair.Create(longName, -1e-3)]);
        }
        var events = EventFileDecoder.Read(Assert.Single(EventFiles(folder.Path)));
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal(1UL, events[1].SessionStatus);
        Assert.Equal([("loss", 2.5f), ("val/kmwps/acc/mean@4", 0.25f)], events[2].Scalars);
        Assert.Equal(1, events[2].Step);
        Assert.Equal([(longName, -1e-3f)], events[3].Scalars);
        Assert.Equal(300, events[3].Step);
        Assert.InRange(events[3].WallTime, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.Equal(4, events.Count);
    }

    [Fact]
    public void Resume_DropsWhatCameAfterTheCheckpoint()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new MetricsWriter(folder.Path))
        {
            for (int step = 1; step <= 5; step++) writer.Write(step, Values(step));
        }
        // The process was killed in the middle of a line.
        File.AppendAllText(folder.File(MetricsLog.FileName), "{\"step\":3,\"ti");
        using (var writer = new MetricsWriter(folder.Path, resumedStep: 3))
        {
            writer.Write(4, Values(40));
        }
        Assert.Equal([1, 2, 3, 4], Steps(folder.Path));
        Assert.Contains("\"loss\":40", File.ReadAllText(folder.File(MetricsLog.FileName)), StringComparison.Ordinal);
        // TensorBoard drops older events from the step of a session start on.
        var starts = EventFiles(folder.Path).SelectMany(EventFileDecoder.Read).Where(one => one.SessionStatus == 1).Select(one => one.Step);
        Assert.Equal([0, 4], starts.Order());
    }

    [Fact]
    public void Resume_EndsAtAHalfWrittenLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(MetricsLog.FileName), "{\"step\":1}\n{\"step\":2}\n{\"st");
        using (new MetricsWriter(folder.Path, resumedStep: 7)) { }
        Assert.Equal([1, 2], Steps(folder.Path));
    }

    [Fact]
    public void FromTheStart_TheOldCurveGoes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(MetricsLog.FileName), "{\"step\":0}\n{\"step\":1}\n");
        using (var writer = new MetricsWriter(folder.Path)) writer.Write(0, Values(1));
        Assert.Equal([0], Steps(folder.Path));
    }
}

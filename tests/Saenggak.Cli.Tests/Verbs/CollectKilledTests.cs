using System.Diagnostics;
using System.Globalization;

namespace Saenggak.Cli.Tests.Verbs;

/// <summary>Runs the chain in a process of its own and ends it in the midst of a stage.</summary>
[Trait("speed", "slow")]
public sealed class CollectKilledTests : IDisposable
{
    private const int Documents = 12_000;

    private readonly SmallCorpus corpus = new(Documents);

    public void Dispose() => corpus.Dispose();

    private string[] Arguments(string run) => ["collect", corpus.Recipe, "--set", "shard_documents=300", "--set", "workers=2", "--out", corpus.In(run)];

    private bool HasPart(string stage, string pattern) => Directory.Exists(corpus.In("run", stage)) && Directory.EnumerateFiles(corpus.In("run", stage), pattern).Any();

    // What each stage has written when it is in its midst; dedup also while it reads and joins, when it has only begun.
    private static readonly (string Stage, string Pattern)[] Moments =
    [
        ("collect", "documents-00005*"), ("collect", "tally-00000.json"), ("clean", "tally-00003.json"), ("clean", "documents-0003*"),
        ("dedup", "manifest.json*"), ("dedup", "tally-*.json"), ("decontaminate", "tally-00002.json"), ("decontaminate", "tally-0003*"), ("mix", "manifest.json*"),
    ];

    [Fact]
    public void KilledAtEveryStage_EndsWithTheSameBytes()
    {
        using (var straight = KilledRunTests.Start(Arguments("straight"))) KilledRunTests.Finish(straight);
        var random = new Random(5);
        var killed = new List<string>();
        foreach ((string stage, string pattern) in Moments)
        {
            using Process process = KilledRunTests.Start(Arguments("run"));
            while (!HasPart(stage, pattern) && !process.HasExited) Thread.Sleep(1);
            Thread.Sleep(random.Next(8));
            if (process.HasExited) continue;
            process.Kill();
            process.WaitForExit();
            if (Saenggak.Data.Manifest.TryLoad(corpus.In("run", stage))?.Finished != true) killed.Add(stage);
        }
        // A stage may end in the few milliseconds before the signal comes; not all of its moments do.
        Assert.Equal(["collect", "clean", "dedup", "decontaminate", "mix"], killed.Distinct());
        using (var last = KilledRunTests.Start(Arguments("run"))) KilledRunTests.Finish(last);
        Assert.Equal(corpus.Snapshot("straight"), corpus.Snapshot("run"));
    }

    [Fact]
    public void Stopped_SaysSo_AndGoesOn()
    {
        using (var straight = KilledRunTests.Start(Arguments("straight"))) KilledRunTests.Finish(straight);
        using (Process process = KilledRunTests.Start(Arguments("run")))
        {
            while (!HasPart("clean", "tally-00003.json") && !process.HasExited) Thread.Sleep(1);
            using (Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])!)
            {
                string error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                Assert.Equal((130, true), (process.ExitCode, error.Contains("the same command goes on from there", StringComparison.Ordinal)));
            }
        }
        Assert.Empty(Directory.GetFiles(corpus.In("run", "clean"), "*.jsonl.tmp"));
        using (var last = KilledRunTests.Start(Arguments("run"))) KilledRunTests.Finish(last);
        Assert.Equal(corpus.Snapshot("straight"), corpus.Snapshot("run"));
    }
}

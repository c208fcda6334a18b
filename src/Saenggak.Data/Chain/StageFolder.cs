using System.Globalization;

namespace Saenggak.Data.Chain;

/// <summary>The files in the folder of a stage.</summary>
/// <param name="Path">The folder.</param>
public sealed record StageFolder(string Path)
{
    /// <summary>Names of the stages in their order.</summary>
    public static IReadOnlyList<string> Stages { get; } = [CollectStage.Name, CleanStage.Name, DedupStage.Name, DecontaminateStage.Name];

    /// <summary>The most shards: their names have five digits, so that their order is that of the numbers.</summary>
    internal const int MaxShards = 100_000;

    /// <summary>What the stage did.</summary>
    public const string ReportFile = "report.json";

    /// <summary>What a collection could not read, a row each.</summary>
    public const string RejectsFile = "rejects.jsonl";

    /// <summary>Everything a stage writes shard by shard, as patterns.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["documents-?????.jsonl", "dropped-?????.jsonl", .. Scaffolding];

    /// <summary>What a stage needs only while it is unfinished, as patterns: tallies, rejects of single sources, matches of single shards, files begun when the run was killed.</summary>
    public static IReadOnlyList<string> Scaffolding => ["tally-?????.json", "matches-?????.json", "rejects-?????.jsonl", "*.tmp"];

    /// <summary>Documents that go on: <c>documents-00000.jsonl</c>, rows as <see cref="DocumentJson"/> has them.</summary>
    public string Documents(int shard) => File("documents", shard, "jsonl");

    /// <summary>Documents of the same shard that were dropped, with <c>dropped_by</c> and <c>dropped_why</c>; not there where none was.</summary>
    public string Dropped(int shard) => File("dropped", shard, "jsonl");

    /// <summary>The report.</summary>
    public string Report => System.IO.Path.Combine(Path, ReportFile);

    internal string Tally(int part) => File("tally", part, "json");

    internal string Matches(int shard) => File("matches", shard, "json");

    internal string Rejects(int source) => File("rejects", source, "jsonl");

    /// <summary>The shards of documents in order.</summary>
    public IReadOnlyList<string> Shards => !Directory.Exists(Path) ? [] : [.. Directory.EnumerateFiles(Path, "documents-?????.jsonl").Order(StringComparer.Ordinal)];

    internal bool Has(int shard, long dropped) => System.IO.File.Exists(Documents(shard)) && (dropped == 0 || System.IO.File.Exists(Dropped(shard)));

    /// <summary>What a part counted that an earlier run finished; null where there is none.</summary>
    internal StageReport? TryTally(int part) => System.IO.File.Exists(Tally(part)) ? StageReport.Load(Tally(part)) : null;

    private string File(string name, int part, string ending) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{name}-{part:00000}.{ending}"));
}

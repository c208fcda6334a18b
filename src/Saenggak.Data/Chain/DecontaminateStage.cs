using System.Text.Json;
using System.Text.Json.Serialization;
using Saenggak.Text;

namespace Saenggak.Data.Chain;

/// <summary>
/// Drops documents that repeat a benchmark, and writes every pair that it found to <c>pairs.jsonl</c>. A document that differs
/// from an item in numbers and names stays, unless the options say otherwise, with the item in its lineage.
/// </summary>
public static class DecontaminateStage
{
    /// <summary>Name and folder of the stage.</summary>
    public const string Name = "decontaminate";

    /// <summary>Pairs of document and item, a row each.</summary>
    public const string PairsFile = "pairs.jsonl";

    internal sealed record Found(string Document, IReadOnlyList<ContaminationMatch> Matches);

    /// <summary>Checks what is in <paramref name="from"/> and writes what is clean into <paramref name="to"/>.</summary>
    public static StageReport Run(IReadOnlyList<BenchmarkSet> benchmarks, DecontaminationOptions options, StageFolder from, StageFolder to, StageRun run)
    {
        var decontaminator = new Decontaminator(benchmarks, options);
        StageReport[] tallies = new ShardLoop(Name, from, to, run).Run(work => Shard(work, decontaminator, to));
        using var pairs = new ContaminationTally(decontaminator, Path.Combine(to.Path, PairsFile));
        long matched = 0;
        for (int shard = 0; shard < tallies.Length; shard++)
        {
            foreach (Found found in Load(to.Matches(shard)))
            {
                pairs.Add(found.Document, found.Matches);
                matched++;
            }
        }
        StageReport report = StageReport.Sum(Name, tallies);
        for (long clean = matched; clean < report.In; clean++) pairs.Add("", []);
        pairs.Commit();
        report = report with { Benchmarks = pairs.ToJson()["benchmarks"]!.DeepClone().AsObject() };
        report.Save(to.Report);
        return report;
    }

    private static StageReport Shard(ShardWork work, Decontaminator decontaminator, StageFolder to)
    {
        var all = new List<Found>();
        foreach (DocumentRow row in work.Rows())
        {
            IReadOnlyList<ContaminationMatch> matches = decontaminator.Find(row.Need("text"u8));
            if (matches.Count == 0)
            {
                work.Keep(row);
                continue;
            }
            all.Add(new Found(row.Need("id"u8), matches));
            ContaminationMatch? removes = matches.FirstOrDefault(decontaminator.Removes);
            if (removes is null) work.Keep(row.RowWith(Name, matches[0].Describe()));
            else work.Drop(row.RowWith(Name, removes.Describe()), Name, $"{removes.Benchmark}, {ContaminationMatch.Name(removes.Kind)}");
        }
        AtomicFile.WriteAllText(to.Matches(work.Shard), JsonSerializer.Serialize(all, FoundJson.Default.ListFound));
        return work.Tally();
    }

    private static List<Found> Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), FoundJson.Default.ListFound)!;
}

[JsonSerializable(typeof(List<DecontaminateStage.Found>))]
internal sealed partial class FoundJson : JsonSerializerContext;

using Saenggak.Data.Cleaning;

namespace Saenggak.Data.Chain;

/// <summary>Runs each shard through cleaning steps; a shard stays a shard.</summary>
public static class CleanStage
{
    /// <summary>Name and folder of the stage.</summary>
    public const string Name = "clean";

    /// <summary>Cleans what is in <paramref name="from"/> into <paramref name="to"/>.</summary>
    public static StageReport Run(IReadOnlyList<CleanStepRecipe> steps, StageFolder from, StageFolder to, StageRun run)
    {
        var pipeline = new CleaningPipeline([.. steps.Select(step => step.Make())]);
        StageReport[] tallies = new ShardLoop(Name, from, to, run).Run(work => Shard(work, pipeline, run.Seed));
        StageReport report = StageReport.Sum(Name, tallies) with { Steps = CleaningTally.Merge([.. tallies.Select(tally => tally.Steps!)], run.Seed) };
        report.Save(to.Report);
        return report;
    }

    private static StageReport Shard(ShardWork work, CleaningPipeline pipeline, ulong seed)
    {
        var tally = new CleaningTally(pipeline, seed);
        foreach (DocumentRow row in work.Rows())
        {
            CleanedDocument cleaned = pipeline.Clean(row.Document());
            tally.Add(cleaned);
            if (cleaned.DroppedBy is not null) work.Drop(DocumentJson.Write(cleaned.Document), cleaned.DroppedBy, cleaned.DroppedWhy!);
            else if (cleaned.Events.Count == 0) work.Keep(row);
            else work.Keep(DocumentJson.Write(cleaned.Document));
        }
        return work.Tally() with { Steps = tally.Report() };
    }
}

using System.Diagnostics;
using System.Globalization;
using Saenggak.Data.Cleaning;
using Saenggak.Testing;

namespace Saenggak.Data.Tests.Cleaning;

public class RealTextTests
{
    [SkippableFact]
    public void Chatbot_PassesNearlyWhole() =>
        AssertKept("chatbot", new DocumentReadOptions { Source = "chatbot", TextColumns = ["Q", "A"] }, documents: 11_823, least: 0.8);

    [SkippableFact]
    public void Reviews_LoseTheEmptyOnes() =>
        AssertKept("nsmc", new DocumentReadOptions { Source = "nsmc", TextColumns = ["review"], IdColumn = "review_id" }, documents: 14_415, least: 0.6, "jsonl");

    [SkippableFact]
    public void Pages_PassExceptCodeAndEnglish() =>
        AssertKept("html_pages", new DocumentReadOptions { Source = "pages" }, documents: 69, least: 0.75);

    private static void AssertKept(string folder, DocumentReadOptions options, int documents, double least, string? format = null)
    {
        string path = SharedData.Require("korean_text", folder);
        var rejects = new RejectList();
        var pipeline = new CleaningPipeline(CleaningSteps.All());
        var tally = new CleaningTally(pipeline, seed: 1);
        Document[] all = [.. DocumentReaders.Read(path, options, rejects, format)];
        foreach (Document document in all) tally.Add(pipeline.Clean(document));
        Report(folder, pipeline, tally, all);
        Assert.Equal(documents, all.Length + rejects.Samples.Count(reject => reject.Reason == "no text"));
        Assert.DoesNotContain(rejects.Samples, reject => reject.Reason != "no text");
        Assert.InRange((double)tally.Kept / tally.Seen, least, 1);
    }

    // With DUMP_PAGES set to a folder: what each step did, with samples, and its documents per second on one core.
    private static void Report(string name, CleaningPipeline pipeline, CleaningTally tally, Document[] documents)
    {
        if (Environment.GetEnvironmentVariable("DUMP_PAGES") is not { } dump) return;
        using StreamWriter report = File.CreateText(Path.Combine(dump, $"report-{name}.txt"));
        foreach (StepReport step in tally.Report())
        {
            var watch = Stopwatch.StartNew();
            ICleaningStep one = CleaningSteps.Make(step.Step);
            foreach (Document document in documents) one.Apply(document);
            report.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{step.Step}: seen {step.Seen} changed {step.Changed} {string.Join("; ", step.Dropped)} {documents.Length / watch.Elapsed.TotalSeconds:F0} documents/s"));
            foreach (CleaningSample sample in step.ChangedSamples.Concat(step.DroppedSamples)) report.WriteLine($"    {sample}".ReplaceLineEndings("\\n"));
        }
        Assert.NotEmpty(pipeline.Steps);
    }
}

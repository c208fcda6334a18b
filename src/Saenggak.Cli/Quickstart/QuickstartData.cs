using Saenggak.Cli.Stages;
using Saenggak.Text;
using Saenggak.Text.Tokenization;
using Saenggak.Training;

namespace Saenggak.Cli.Quickstart;

/// <summary>The data half of the quickstart: problems, teachers' traces, tokenizer, rows.</summary>
internal static class QuickstartData
{
    /// <summary>
    /// Makes what training needs under <paramref name="runFolder"/>. Each stage has its folder and manifest; one that the same settings
    /// made from the same inputs before is kept, an unfinished one is made again. The same recipe gives the same bytes.
    /// </summary>
    /// <exception cref="InputException">A file or setting of the recipe cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Stopped; stages finished so far stay.</exception>
    public static async Task<QuickstartDataSet> PrepareAsync(
        QuickstartRecipe recipe, string runFolder, IRunProgress progress, CancellationToken cancellation = default)
    {
        Check(recipe.Problems);
        var stages = new DataStages(runFolder, progress);
        var traced = stages.File(ProblemStage.Name, ProblemStage.SftFile);
        var answered = stages.File(ProblemStage.Name, ProblemStage.RlFile);
        (string, string)[] conversations = [stages.File(TraceStage.Name, TraceStage.KeptFile), stages.File(DrillStage.Name, DrillStage.DrillFile)];

        DataStage traceStage = TraceStage.Create(recipe.Traces, recipe.Seed, traced);
        var problems = await stages.RunAsync(ProblemStage.Create(recipe), cancellation);
        var traces = await stages.RunAsync(traceStage, cancellation);
        var drills = await stages.RunAsync(DrillStage.Create(recipe, traces["kept"], traced), cancellation);
        var tokenizer = await stages.RunAsync(TokenizerStage.Create(recipe, conversations, answered), cancellation);
        var rows = await stages.RunAsync(RowStage.Create(recipe, conversations, answered, stages.File(TokenizerStage.Name, BpeTokenizer.FileName)), cancellation);

        return new QuickstartDataSet
        {
            SftRows = stages.File(RowStage.Name, RowStage.SftFile).Path,
            RlProblems = stages.File(RowStage.Name, RowStage.RlFile).Path,
            TestSets = ProblemStage.Tests(recipe.Problems).ToDictionary(
                test => test, test => stages.File(ProblemStage.Name, ProblemStage.TestFile(test)).Path, StringComparer.Ordinal),
            TokenizerFolder = stages.Folder(TokenizerStage.Name),
            Summary = new QuickstartDataSummary
            {
                Problems = problems,
                Traces = TraceStage.ReportOf(traces),
                Drills = drills["drills"],
                Vocabulary = tokenizer["vocabulary"],
                Rows = rows,
            },
        };
    }

    private static void Check(ProblemSection section)
    {
        if (section.File is null != section.Test is null)
        {
            string given = section.File is null ? "--test" : "--problems", missing = section.File is null ? "--problems" : "--test";
            throw new InputException($"got {given} without {missing}; expected both files, or neither for the built-in problems.");
        }
        foreach (string? path in (string?[])[section.File, section.Test])
        {
            if (path is not null) ProblemFiles.RequireContent(path);
        }
    }
}

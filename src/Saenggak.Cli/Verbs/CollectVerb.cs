using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Recipes;
using Saenggak.Cli.Verbs.Collect;
using Saenggak.Data.Chain;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs;

/// <summary>From files to documents that are clean, different from each other and free of benchmarks.</summary>
internal static class CollectVerb
{
    private static readonly Argument<string[]> PathsArgument = new("recipe")
    {
        Description = "The recipe, a YAML file; or files and folders of documents, which are collected and no more",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string?> OutOption = new("--out") { Description = "The folder above the stages' folders [default: the recipe's]", HelpName = "folder" };
    private static readonly Option<string[]> SetOption = CommonOptions.Set();

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("collect", """
        Collect documents, clean them, drop duplicates and what repeats a benchmark; each stage in a folder with its report.
        Started again, a run keeps the stages, and within a stage the shards, that it had finished. What cannot be read is set aside.
        """)
    {
        Arguments = { PathsArgument },
        Options = { OutOption, SetOption },
        Examples =
        [
            ("saenggak collect recipes/collect-clean.yaml", "the whole chain"),
            ("saenggak collect recipes/collect-clean.yaml --set workers=1 --set dedup.threshold=0.8 --out runs/strict", "with other settings"),
            ("saenggak collect crawl.warc.gz pages/ --out runs/raw", "documents only, without a recipe"),
        ],
    }.Does(Run);

    private static async Task Run(VerbContext context)
    {
        long start = Stopwatch.GetTimestamp();
        CollectRecipe recipe = Recipe(context.Parsed.GetRequiredValue(PathsArgument), context.Parsed.GetValue(SetOption)!);
        string folder = context.Parsed.GetValue(OutOption) ?? recipe.Out ?? throw new InputException("no folder to write to; expected \"out\" in the recipe or --out FOLDER.");
        IReadOnlyList<(string Stage, StageReport Report, double Seconds)> stages;
        try
        {
            stages = await new CollectChain(recipe, folder, context.Progress, context.Stop).RunAsync();
        }
        catch (OperationCanceledException)
        {
            context.Progress.Message($"{folder}: what is finished stays; the same command goes on from there");
            throw;
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        context.Screen.Write(CollectTable.Create(stages));
        context.Line(string.Create(CultureInfo.InvariantCulture, $"{folder}: {stages[0].Report.In:#,0} documents in, {stages[^1].Report.Kept:#,0} out, in {seconds:0.0} s"));
        context.Result(new JsonObject { ["out"] = Path.GetFullPath(folder), ["stages"] = CollectTable.ToJson(stages), ["seconds"] = Math.Round(seconds, 3) });
    }

    private static CollectRecipe Recipe(string[] paths, string[] overrides)
    {
        bool isRecipe = paths.Any(path => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml");
        if (!isRecipe) return RecipeReader.Parse("", "the command line", overrides, new CollectRecipe { Sources = [.. paths.Select(path => new SourceRecipe { Path = path })] });
        if (paths.Length > 1) throw new InputException($"got {paths.Length} paths, one of them a recipe; expected one recipe, which names its sources, or paths of documents.");
        return RecipeReader.Read<CollectRecipe>(paths[0], overrides);
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Recipes;
using Saenggak.Cli.Stages;
using Saenggak.Data.Mixing;
using Saenggak.Text;
using Spectre.Console;

namespace Saenggak.Cli.Verbs;

/// <summary>Composes datasets into one.</summary>
internal static class MixVerb
{
    private static readonly Argument<string?> RecipeArgument = CommonOptions.Recipe();
    private static readonly Option<string[]> SetOption = CommonOptions.Set();
    private static readonly Option<string?> OutOption = new("--out") { Description = "The dataset folder [default: the recipe's]", HelpName = "folder" };

    /// <summary>Creates the verb.</summary>
    public static Verb Create() => new Verb("mix", """
        Compose training rows or documents of several sets into one: shares or counts of categories, one category in another's place, held-out prompts.
        The same seed takes the same rows, and a set that is added changes no choice in the categories of others.
        """)
    {
        Arguments = { RecipeArgument },
        Options = { SetOption, OutOption },
        Examples =
        [
            ("saenggak mix recipes/mix-50k.yaml", "50,000 rows with the shares of the whole"),
            ("saenggak mix recipes/mix-daily-to-openthoughts.yaml", "one category's rows from another set"),
            ("saenggak mix recipes/mix-50k.yaml --set rows=10000 --set seed=2 --out runs/mix-10k", "fewer, and others"),
        ],
    }.Does(Run);

    private static async Task Run(VerbContext context)
    {
        var recipe = RecipeReader.Read<MixRecipe>(context.Parsed.GetValue(RecipeArgument), context.Parsed.GetValue(SetOption));
        string folder = context.Parsed.GetValue(OutOption) ?? recipe.Out ?? throw new InputException("no folder to write to; expected \"out\" in the recipe or --out FOLDER.");
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string parent = Path.GetDirectoryName(folder) ?? throw new InputException($"--out is {folder}; expected a folder that is not the root.");
        Mixer.Check(recipe);
        using RunLock running = RunLock.Take(folder);
        await new DataStages(parent, context.Progress).RunAsync(MixStage.Create(recipe, folder), context.Stop);
        JsonObject report = MixStage.ReadReport(folder) ?? throw new InputException($"{Path.Combine(folder, Mixer.ReportFile)}: cannot be read; delete the folder to make it again.");
        Show(context, report);
        context.Line(folder);
        report["out"] = folder;
        context.Result(report);
    }

    private static void Show(VerbContext context, JsonObject report)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("category");
        foreach (string column in (string[])["available", "wanted", "taken", "share"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach ((string name, JsonNode? category) in report["categories"]!.AsObject())
        {
            string shown = category!["replaced_by"] is { } set ? $"{name} (from {set})" : name;
            table.AddRow(Markup.Escape(shown), Number(category["available"]), Number(category["wanted"]), Number(category["taken"]), string.Create(CultureInfo.InvariantCulture, $"{100 * (double)category["share"]!:0.0} %"));
        }
        context.Screen.Write(table);
        string valid = (int)report["valid"]! > 0 ? $", {Number(report["valid"])} held out (all of {Number(report["valid_prompts"])} prompts)" : "";
        string copies = (int)report["copies"]! > 0 ? $", {Number(report["copies"])} of all are copies" : "";
        context.Line($"{Number(report["train"])} rows for training{valid}{copies}");
    }

    private static string Number(JsonNode? count) => ((long)count!).ToString("#,0", CultureInfo.InvariantCulture);
}

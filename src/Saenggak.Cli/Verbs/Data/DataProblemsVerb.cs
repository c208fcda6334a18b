using System.CommandLine;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Quickstart;
using Saenggak.Cli.Recipes;
using Saenggak.Cli.Stages;
using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Writes built-in problems.</summary>
internal static class DataProblemsVerb
{
    private const string File = "problems.jsonl";
    private const string Drills = "drills";

    private static readonly Dictionary<string, FamilySplit> Splits = new(StringComparer.Ordinal)
    {
        ["train"] = FamilySplit.Train, ["test-seen"] = FamilySplit.TestSeen, ["test-unseen"] = FamilySplit.TestUnseen,
    };

    private static readonly Option<string> OutOption = DataOptions.Out();
    private static readonly Option<long> SeedOption = DataOptions.Seed();
    private static readonly Option<int> CountOption = new("--count") { Description = "How many", DefaultValueFactory = _ => 1000 };
    private static readonly Option<string> SplitOption = new("--split")
    {
        Description = $"{string.Join(", ", Splits.Keys)} (other families than training has) or {Drills} (bare arithmetic)",
        DefaultValueFactory = _ => "train",
    };
    private static readonly Option<bool> AnswersOnlyOption = new("--answers-only") { Description = "Leave the steps out" };
    private static readonly Option<string[]> SetOption = CommonOptions.Set();

    // What decides the file, for the manifest.
    private sealed record Settings
    {
        public required int Count { get; init; }
        public required string Split { get; init; }
        public required bool AnswersOnly { get; init; }
        public required NumberSection Numbers { get; init; }
    }

    /// <summary>Creates the verb.</summary>
    public static Verb Create()
    {
        SetOption.Description = "Size of the numbers: max_addend, max_sum, max_factor, max_product";
        return new Verb("problems", "Write Korean word problems from the built-in families")
        {
            Options = { OutOption, CountOption, SplitOption, SeedOption, AnswersOnlyOption, SetOption },
            Examples =
            [
                ("saenggak data problems --count 5000 --out runs/problems", "5,000 training problems with their steps"),
                ("saenggak data problems --split test-unseen --count 300 --answers-only --out runs/test", "a test of families that training never has"),
                ("saenggak data problems --set max_addend=20 --set max_factor=9 --out runs/small", "smaller numbers"),
            ],
        }.Does(Run);
    }

    private static Task Run(VerbContext context)
    {
        var settings = new Settings
        {
            Count = context.Parsed.GetValue(CountOption),
            Split = context.Parsed.GetRequiredValue(SplitOption),
            AnswersOnly = context.Parsed.GetValue(AnswersOnlyOption),
            Numbers = RecipeReader.Read<NumberSection>(null, context.Parsed.GetValue(SetOption)),
        };
        if (settings.Count < 1) throw new InputException($"--count is {settings.Count}; expected 1 or more.");
        long seed = context.Parsed.GetValue(SeedOption);
        IEnumerable<Problem> problems = Write(settings, (ulong)seed);
        return DataOptions.RunAsync(context, context.Parsed.GetRequiredValue(OutOption), new DataStage
        {
            Name = "problems",
            Settings = settings,
            Seed = seed,
            Outputs = [File],
            Make = (folder, _) => Task.FromResult(new Dictionary<string, long>
            {
                ["problems"] = JsonLinesWriter.WriteAll(Path.Combine(folder, File), problems.Select(problem => ProblemJson.ToRow(problem, settings.AnswersOnly))),
            }),
        });
    }

    private static IEnumerable<Problem> Write(Settings settings, ulong seed)
    {
        ProblemWriterOptions numbers = settings.Numbers.ToOptions();
        if (settings.Split == Drills) return ArithmeticDrills.Write(seed, settings.Count, numbers);
        return Splits.TryGetValue(settings.Split, out FamilySplit split)
            ? new ProblemWriter(seed, numbers).Write(settings.Count, split)
            : throw new InputException($"--split is \"{settings.Split}\"; expected {string.Join(", ", Splits.Keys)} or {Drills}.");
    }
}

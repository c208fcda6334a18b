using Saenggak.Cli.Stages;
using Saenggak.Data.Problems;
using Saenggak.Distillation.Teachers;

namespace Saenggak.Cli.Quickstart;

/// <summary>
/// Arithmetic drills with right answers, as many as give them their share beside the traces: within the recipe's numbers, or, where
/// problems come from a file, like the steps of those.
/// </summary>
internal static class DrillStage
{
    /// <summary>Folder of the stage.</summary>
    public const string Name = "drills";

    /// <summary>Drills with their answers, in the form of raw traces.</summary>
    public const string DrillFile = "drills.jsonl";

    private static readonly TeacherMixture Teachers = new([(ScriptedTeachers.ByName["careful"], 1), (ScriptedTeachers.ByName["concise"], 1)]);

    private sealed record Settings
    {
        public double Share { get; init; }
        public long Traces { get; init; }
        public NumberSection? Numbers { get; init; }
    }

    /// <summary>The stage.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="traces">How many traces the drills join.</param>
    /// <param name="problems">The problems that teachers answered.</param>
    public static DataStage Create(QuickstartRecipe recipe, long traces, (string Name, string Path) problems) => new()
    {
        Name = Name,
        Settings = new Settings { Share = recipe.Rows.DrillShare, Traces = traces * recipe.Rows.TraceRepeats, Numbers = recipe.Problems.File is null ? recipe.Problems.Numbers : null },
        Seed = recipe.Seed,
        Inputs = recipe.Problems.File is null ? [] : [problems],
        Outputs = [DrillFile],
        Make = async (folder, cancellation) =>
        {
            int count = (int)Math.Round(recipe.Rows.DrillShare / (1 - recipe.Rows.DrillShare) * traces * recipe.Rows.TraceRepeats);
            ulong seed = (ulong)recipe.Seed;
            var drills = recipe.Problems.File is null
                ? ArithmeticDrills.Write(SplitMix64.Hash(Name, seed), count, recipe.Problems.Numbers.ToOptions())
                : ArithmeticDrills.WriteLike(SplitMix64.Hash(Name, seed), count, [.. ProblemFiles.Read(problems.Path).SelectMany(problem => problem.Solution)]);
            await TraceStage.WriteAnswersAsync(Path.Combine(folder, DrillFile), Teachers, drills, 1, seed, cancellation);
            return new Dictionary<string, long> { ["drills"] = count };
        },
    };
}

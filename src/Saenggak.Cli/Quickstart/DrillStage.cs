using Saenggak.Data.Problems;
using Saenggak.Distillation.Teachers;

namespace Saenggak.Cli.Quickstart;

/// <summary>Arithmetic drills with right answers, as many as give them their share beside the traces.</summary>
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
        public NumberSection Numbers { get; init; } = new();
    }

    /// <summary>The stage.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="traces">How many traces the drills join.</param>
    public static DataStage Create(QuickstartRecipe recipe, long traces) => new()
    {
        Name = Name,
        Settings = new Settings { Share = recipe.Rows.DrillShare, Traces = traces, Numbers = recipe.Problems.Numbers },
        Seed = recipe.Seed,
        Outputs = [DrillFile],
        Make = async (folder, cancellation) =>
        {
            int count = (int)Math.Round(recipe.Rows.DrillShare / (1 - recipe.Rows.DrillShare) * traces);
            ulong seed = (ulong)recipe.Seed;
            var drills = ArithmeticDrills.Write(SplitMix64.Hash(Name, seed), count, recipe.Problems.Numbers.ToOptions());
            await TraceStage.WriteAnswersAsync(Path.Combine(folder, DrillFile), Teachers, drills, 1, seed, cancellation);
            return new Dictionary<string, long> { ["drills"] = count };
        },
    };
}

using System.CommandLine;
using Saenggak.Cli.Hosting;
using Saenggak.Cli.Quickstart;
using Saenggak.Cli.Recipes;
using Saenggak.Cli.Stages;
using Saenggak.Distillation.Teachers;

namespace Saenggak.Cli.Verbs.Data;

/// <summary>Has scripted teachers answer a problems file and filters their answers.</summary>
internal static class DataTracesVerb
{
    private static readonly Argument<string> ProblemsArgument = new("problems")
    {
        Description = "Problems: JSONL with prompt and answer (and steps or equation), KMWPS, Korean MWP 2021, GSM8K",
    };
    private static readonly Option<string> OutOption = DataOptions.Out();
    private static readonly Option<long> SeedOption = DataOptions.Seed();
    private static readonly Option<string[]> SetOption = CommonOptions.Set();

    /// <summary>Creates the verb.</summary>
    public static Verb Create()
    {
        SetOption.Description = $"samples, keep_per_problem, max_thought_chars, teachers.NAME (weights of {string.Join(", ", ScriptedTeachers.ByName.Keys)})";
        return new Verb("traces", "Have scripted teachers answer problems; keep the good answers, say why the others fell")
        {
            Arguments = { ProblemsArgument },
            Options = { OutOption, SeedOption, SetOption },
            Examples =
            [
                ("saenggak data traces runs/problems/problems.jsonl --out runs/traces", "the built-in mixture of teachers, two answers a problem"),
                ("saenggak data traces train.csv --set samples=4 --set teachers.careful=1 --set teachers.hasty=1 --out runs/traces", "KMWPS, whose equations become the steps"),
            ],
        }.Does(Run);
    }

    private static Task Run(VerbContext context)
    {
        string problems = context.Parsed.GetRequiredValue(ProblemsArgument);
        ProblemFiles.RequireContent(problems);
        var section = RecipeReader.Read<TraceSection>(null, context.Parsed.GetValue(SetOption));
        DataStage stage = TraceStage.Create(section, context.Parsed.GetValue(SeedOption), (problems, problems));
        return DataOptions.RunAsync(context, context.Parsed.GetRequiredValue(OutOption), stage);
    }
}

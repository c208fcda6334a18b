using System.Text.Json.Nodes;
using Saenggak.Cli.Stages;
using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Cli.Quickstart;

/// <summary>Writes or reads the problems: <c>sft.jsonl</c> with steps, <c>rl.jsonl</c> and the tests with answers only.</summary>
internal static class ProblemStage
{
    /// <summary>Folder of the stage.</summary>
    public const string Name = "problems";

    /// <summary>Problems that teachers answer.</summary>
    public const string SftFile = "sft.jsonl";

    /// <summary>Problems with answers only.</summary>
    public const string RlFile = "rl.jsonl";

    private const string DroppedFile = "dropped.jsonl";

    /// <summary>Names of the test sets; each lies in <c>NAME.jsonl</c>.</summary>
    public static IReadOnlyList<string> Tests(ProblemSection section) => section.File is null ? ["test_seen", "test_unseen"] : ["test"];

    /// <summary>The file of a test set.</summary>
    public static string TestFile(string test) => test + ".jsonl";

    /// <summary>The stage.</summary>
    public static DataStage Create(QuickstartRecipe recipe)
    {
        ProblemSection section = recipe.Problems;
        string[] files = [SftFile, RlFile, .. Tests(section).Select(TestFile)];
        return new DataStage
        {
            Name = Name,
            Settings = section,
            Seed = recipe.Seed,
            Inputs = section.File is null ? [] : [.. Shards("problems", section.File), .. Shards("test", section.Test!)],
            Outputs = section.File is null ? files : [.. files, DroppedFile],
            Make = (folder, cancellation) => Task.FromResult(section.File is null
                ? WriteBuiltIn(folder, section, (ulong)recipe.Seed)
                : WriteFromFile(folder, section, (ulong)recipe.Seed, cancellation)),
        };
    }

    private static Dictionary<string, long> WriteBuiltIn(string folder, ProblemSection section, ulong seed)
    {
        ProblemSplits splits = ProblemSplits.Build(seed, section.Sft, section.Rl, section.TestEach, section.Numbers.ToOptions());
        return new Dictionary<string, long>
        {
            ["sft"] = Write(folder, SftFile, splits.Sft.Select(problem => ProblemJson.ToRow(problem))),
            ["rl"] = Write(folder, RlFile, splits.Rl.Select(AnswerOnly)),
            ["test_seen"] = Write(folder, TestFile("test_seen"), splits.TestSeen.Select(AnswerOnly)),
            ["test_unseen"] = Write(folder, TestFile("test_unseen"), splits.TestUnseen.Select(AnswerOnly)),
        };
    }

    private static Dictionary<string, long> WriteFromFile(string folder, ProblemSection section, ulong seed, CancellationToken cancellation)
    {
        FileProblems problems = FileProblems.Read(section, seed, cancellation);
        IEnumerable<Problem> builtIn = new ProblemWriter(seed, section.Numbers.ToOptions()).Write(section.BuiltInSft, FamilySplit.Train, "ko-sft");
        List<Problem> variants = Variants(problems, section.Variants, seed, out int repeated);
        var counts = new Dictionary<string, long>(problems.Counts)
        {
            ["variants"] = variants.Count,
            ["variants_repeated"] = repeated,
            ["sft"] = Write(folder, SftFile, problems.Sft.Concat(variants).Concat(builtIn).Select(problem => ProblemJson.ToRow(problem))),
            ["rl"] = Write(folder, RlFile, problems.Rl.Select(AnswerOnly)),
            ["test"] = Write(folder, TestFile("test"), problems.Test.Select((problem, i) =>
            {
                JsonObject row = AnswerOnly(problem);
                row["twin"] = problems.TestHasTwin[i];
                return row;
            })),
        };
        Write(folder, DroppedFile, problems.Dropped.Select(dropped =>
        {
            JsonObject row = ProblemJson.ToRow(dropped.Problem);
            row["dropped_why"] = dropped.Why;
            return row;
        }));
        return counts;
    }

    private static IEnumerable<(string Name, string Path)> Shards(string role, string path) => JsonLines.Shards(path).Select(shard => ($"{role}: {shard}", shard));

    private static JsonObject AnswerOnly(Problem problem) => ProblemJson.ToRow(problem, answersOnly: true);

    private static long Write(string folder, string file, IEnumerable<JsonObject> rows) => JsonLinesWriter.WriteAll(Path.Combine(folder, file), rows);

    /// <summary>The teachers' problems again, with other numbers; one that stands already, in a test set or here, is left out.</summary>
    private static List<Problem> Variants(FileProblems problems, int each, ulong seed, out int repeated)
    {
        var written = new List<Problem>();
        HashSet<string> asked = [.. problems.Test.Concat(problems.Sft).Concat(problems.Rl).Select(problem => Bare(problem.Prompt))];
        repeated = 0;
        foreach (Problem problem in problems.Sft)
        {
            var random = new SplitMix64(SplitMix64.Hash(problem.Id, seed));
            for (int v = 1; v <= each; v++)
            {
                if (NumberVariants.TryWrite(problem, random, FormattableString.Invariant($"~{v}")) is not { } variant) break;
                if (asked.Add(Bare(variant.Prompt))) written.Add(variant);
                else repeated++;
            }
        }
        return written;

        static string Bare(string prompt) => string.Concat(prompt.Where(letter => !char.IsWhiteSpace(letter)));
    }
}

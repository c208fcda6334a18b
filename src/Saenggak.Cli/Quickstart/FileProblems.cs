using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Text;

namespace Saenggak.Cli.Quickstart;

/// <summary>A problem that is not trained on, and why.</summary>
internal readonly record struct DroppedProblem(Problem Problem, string Why);

/// <summary>
/// Real problems made ready: whole numbers written plainly, questions of the test set and wrong gold answers taken out, near-duplicates
/// grouped by template so that a template stands on one side only of traces and answers.
/// </summary>
internal sealed class FileProblems
{
    private readonly List<DroppedProblem> _dropped = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Problems with steps, for teachers.</summary>
    public IReadOnlyList<Problem> Sft { get; private set; } = [];

    /// <summary>Problems with answers only.</summary>
    public IReadOnlyList<Problem> Rl { get; private set; } = [];

    /// <summary>Test problems.</summary>
    public IReadOnlyList<Problem> Test { get; private set; } = [];

    /// <summary>For each test problem, whether a training problem differs from it in numbers and names only.</summary>
    public IReadOnlyList<bool> TestHasTwin { get; private set; } = [];

    /// <summary>What was left out.</summary>
    public IReadOnlyList<DroppedProblem> Dropped => _dropped;

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Reads and splits the two files of a recipe.</summary>
    /// <exception cref="InputException">A file is missing, empty or broken, or nothing is left to train on.</exception>
    public static FileProblems Read(ProblemSection section, ulong seed, CancellationToken cancellation)
    {
        var made = new FileProblems();
        HashSet<string> inTest = made.Decontaminate(section);
        Problem[] read = made.ReadSet(section.File!, "train");
        made.Test = made.ReadSet(section.Test!, "test");
        cancellation.ThrowIfCancellationRequested();
        List<Problem> clean = made.Keep(read, (problem, _) => !inTest.Contains(problem.Id), "stands in the test set");
        Problem[] train = [.. made.WithoutRepeats(clean).Where(made.HasGoodGold)];
        made._counts["test_wrong_gold"] = made.Test.Count(problem => !GoldCheck.Agrees(problem));
        cancellation.ThrowIfCancellationRequested();
        made.Split(train, section, seed);
        return made;
    }

    private Problem[] ReadSet(string path, string name)
    {
        ProblemSet set = ProblemReaders.Read(path, new ProblemReadOptions { IntegerAnswersOnly = true });
        _counts[$"{name}_read"] = set.RowsRead;
        foreach ((string why, int count) in set.Skipped) _counts[$"{name}_skipped/{why}"] = count;
        if (set.Skipped.GetValueOrDefault("no question") is > 0 and var bare)
        {
            throw new InputException($"{path}: {bare} of {set.RowsRead} rows have no question; expected a prompt in every row. Fill them in or remove them.");
        }
        if (set.Problems.Count == 0)
        {
            string why = string.Join(", ", set.Skipped.Select(skip => $"{skip.Value} × {skip.Key}"));
            throw new InputException($"{path}: none of {set.RowsRead} rows can be used ({why}); expected questions with whole-number answers.");
        }
        var problems = new Problem[set.Problems.Count];
        long rewritten = 0;
        for (int i = 0; i < problems.Length; i++)
        {
            Problem problem = set.Problems[i];
            string prompt = WholeNumbers.Plain(problem.Prompt);
            if (!ReferenceEquals(prompt, problem.Prompt)) rewritten++;
            problems[i] = problem with { Prompt = prompt, Solution = problem.Equation is { } equation ? EquationSteps.TryFrom(equation) ?? [] : [] };
        }
        _counts[$"{name}_numbers_rewritten"] = rewritten;
        return problems;
    }

    // Every row takes part, whatever its answer: a leaked question is one even where it is not used.
    private HashSet<string> Decontaminate(ProblemSection section)
    {
        IReadOnlyList<Problem> train = ProblemReaders.Read(section.File!).Problems, test = ProblemReaders.Read(section.Test!).Problems;
        var decontaminator = new Decontaminator([new BenchmarkSet("test", [.. test.Select(problem => new BenchmarkItem { Id = problem.Id, Prompt = WholeNumbers.Plain(problem.Prompt) })])]);
        // Of several questions that a problem repeats the surest counts.
        ContaminationMatch?[] found = [.. decontaminator.FindAll([.. train.Select(problem => WholeNumbers.Plain(problem.Prompt))]).Select(matches => matches.Count > 0 ? matches[0] : null)];
        long Count(ContaminationKind kind) => found.Count(match => match?.Kind == kind);
        _counts["train_in_test"] = Count(ContaminationKind.Exact);
        _counts["test_in_train"] = found.Where(match => match?.Kind == ContaminationKind.Exact).Select(match => match!.ItemIndex).Distinct().Count();
        _counts["train_overlaps_test"] = Count(ContaminationKind.Overlap) + Count(ContaminationKind.Contained);
        _counts["train_shares_template_with_test"] = Count(ContaminationKind.Template);
        return [.. train.Where((_, i) => found[i]?.Kind == ContaminationKind.Exact).Select(problem => problem.Id)];
    }

    private List<Problem> WithoutRepeats(List<Problem> train)
    {
        var seen = new ExactDuplicates();
        List<Problem> kept = Keep(train, (problem, i) => seen.Add(problem.Prompt) == i, "repeated");
        _counts["train_repeated"] = train.Count - kept.Count;
        return kept;
    }

    private bool HasGoodGold(Problem problem)
    {
        bool good = GoldCheck.Agrees(problem);
        _counts["train_wrong_gold"] = _counts.GetValueOrDefault("train_wrong_gold") + (good ? 0 : 1);
        if (!good) _dropped.Add(new DroppedProblem(problem, "the equation does not give the answer"));
        return good;
    }

    private List<Problem> Keep(IReadOnlyList<Problem> problems, Func<Problem, int, bool> keep, string why)
    {
        var kept = new List<Problem>(problems.Count);
        for (int i = 0; i < problems.Count; i++)
        {
            if (keep(problems[i], i)) kept.Add(problems[i]);
            else _dropped.Add(new DroppedProblem(problems[i], why));
        }
        return kept;
    }

    private void Split(Problem[] train, ProblemSection section, ulong seed)
    {
        // Train and test are grouped together: a test problem whose group has a training problem has a twin.
        int[] clusters = NearDuplicates.Cluster([.. train.Concat(Test).Select(problem => problem.Prompt)]);
        HashSet<int> trained = [.. clusters[..train.Length]];
        TestHasTwin = [.. clusters[train.Length..].Select(trained.Contains)];
        Test = [.. Test.Select((problem, i) => problem with { Family = Family(clusters[train.Length + i]) })];
        _counts["train_templates"] = trained.Count;
        _counts["test_with_twin"] = TestHasTwin.Count(twin => twin);

        // Shuffled groups go to the teachers while they fit, the others are for GRPO.
        var groups = Enumerable.Range(0, train.Length).GroupBy(i => clusters[i])
            .OrderBy(group => SplitMix64.Hash(train[group.First()].Id, seed)).Select(group => group.ToArray());
        int target = (int)(section.SftShare * train.Length);
        List<Problem> sft = [], rl = [];
        int taken = 0;
        long withoutSteps = 0;
        foreach (int[] group in groups)
        {
            bool toTeachers = taken + group.Length <= target && Array.Exists(group, i => train[i].Solution.Count > 0);
            if (toTeachers) taken += group.Length;
            foreach (int i in group)
            {
                Problem problem = train[i] with { Family = Family(clusters[i]) };
                if (!toTeachers) rl.Add(problem);
                else if (problem.Solution.Count > 0) sft.Add(problem);
                else withoutSteps++;
            }
        }
        _counts["train_without_steps"] = withoutSteps;
        if (sft.Count + section.BuiltInSft == 0)
        {
            throw new InputException($"{section.File}: no row has an equation that teachers could work from; add an \"equation\" column, or have them answer built-in problems with --set problems.built_in_sft=8000.");
        }
        if (rl.Count == 0) throw new InputException($"{section.File}: nothing is left for GRPO; give more problems or lower problems.sft_share ({section.SftShare}).");
        (Sft, Rl) = ([.. sft.Take(section.Sft)], [.. rl.Take(section.Rl)]);
    }

    private static string Family(int cluster) => FormattableString.Invariant($"template-{cluster:D5}");
}

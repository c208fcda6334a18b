using Saenggak.Data;
using Saenggak.Evaluation;
using Saenggak.Evaluation.Benchmarks;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Eval;

/// <summary>What <c>--set</c> means: questions and the protocol they are asked under.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Source">The file.</param>
/// <param name="Items">The questions.</param>
/// <param name="Protocol">The set's own protocol.</param>
internal sealed record EvalSet(string Name, string Source, IReadOnlyList<EvalItem> Items, EvaluationProtocol Protocol)
{
    private const string OwnQuestions = "prompt-answer";

    /// <summary>Reads <c>FILE</c>, <c>NAME=FILE</c> or <c>NAME</c>, whose file lies in <paramref name="dataFolder"/>.</summary>
    /// <exception cref="InputException">There is no such set or file, or its rows cannot be used.</exception>
    public static EvalSet Open(string text, string dataFolder)
    {
        if (Path.Exists(text)) return FromFile(text);
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? text : text[..sign];
        var benchmark = KnownBenchmarks.Find(name);
        return Read(name, benchmark, sign < 0 ? FindFile(name, benchmark, dataFolder) : text[(sign + 1)..]);
    }

    private static EvalSet Read(string name, Benchmark benchmark, string path) => new(name, path, benchmark.Read(path), benchmark.Protocol);

    private static string FindFile(string name, Benchmark benchmark, string folder)
        => benchmark.FileNames.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new InputException($"--set {name}: {string.Join(" or ", benchmark.FileNames)} is not in {folder}; say where the file is: --set {name}=FILE.");

    private static EvalSet FromFile(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0) name = name[..dot];
        var own = KnownBenchmarks.Find(OwnQuestions);
        bool isEmpty = File.Exists(path) && new FileInfo(path).Length == 0;
        // A folder of shards, and formats without columns of their own for parts, are read as training data is.
        if (isEmpty || (File.Exists(path) && ProblemReaders.Sniff(path) == ProblemReaders.PromptAnswer)) return Read(name, own, path);
        var items = ProblemReaders.Read(path).Problems.Select(problem => new EvalItem { Id = problem.Id, Prompt = problem.Prompt, Answer = problem.Answer, Group = problem.Family });
        return new(name, path, [.. items], own.Protocol);
    }
}

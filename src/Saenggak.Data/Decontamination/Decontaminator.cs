using System.Collections.Concurrent;

namespace Saenggak.Data;

/// <summary>
/// Looks for benchmark items in texts. Built once; <see cref="Find"/> may be called from many threads, and what it says of a text hangs
/// on that text alone. docs/data-mix.md has the rules.
/// </summary>
public sealed class Decontaminator
{
    private readonly BenchmarkIndex _index;
    private readonly ConcurrentBag<TextSearch> _searches = [];

    /// <summary>Indexes the benchmarks.</summary>
    public Decontaminator(IReadOnlyList<BenchmarkSet> benchmarks, DecontaminationOptions? options = null)
    {
        Options = options ?? DecontaminationOptions.Default;
        Benchmarks = benchmarks;
        _index = new BenchmarkIndex(benchmarks, Options);
    }

    /// <summary>How contamination is told.</summary>
    public DecontaminationOptions Options { get; }

    /// <summary>What is looked for.</summary>
    public IReadOnlyList<BenchmarkSet> Benchmarks { get; }

    /// <summary>The items that a text repeats, each once, the surest match first; empty for a clean text.</summary>
    public IReadOnlyList<ContaminationMatch> Find(string text)
    {
        if (!_searches.TryTake(out TextSearch? search)) search = new TextSearch(_index, Options, Benchmarks);
        IReadOnlyList<ContaminationMatch> found = search.Find(text);
        _searches.Add(search);
        return found;
    }

    /// <summary><see cref="Find"/> of many texts at once, in their order.</summary>
    public IReadOnlyList<ContaminationMatch>[] FindAll(IReadOnlyList<string> texts, int workers = 0, CancellationToken cancellation = default)
    {
        var found = new IReadOnlyList<ContaminationMatch>[texts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers > 0 ? workers : -1, CancellationToken = cancellation };
        Parallel.For(0, found.Length, parallel, i => found[i] = Find(texts[i]));
        return found;
    }

    /// <summary>Whether a match takes its text out: all but templates do, and these where the options say so.</summary>
    public bool Removes(ContaminationMatch match) => match.Kind != ContaminationKind.Template || Options.RemoveTemplates;
}

using System.Collections.Frozen;
using Saenggak.Text;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>The sets that are known by name. A new one is a file here and a line in the dictionary.</summary>
public static class KnownBenchmarks
{
    /// <summary>What Qwen2.5-Math, open-r1 and EXAONE Deep ask for, in these or nearly these words.</summary>
    internal const string BoxedInstruction = "Please reason step by step, and put your final answer within \\boxed{}.";

    /// <summary>The sets by name.</summary>
    public static FrozenDictionary<string, Benchmark> ByName { get; } = new Dictionary<string, Benchmark>(StringComparer.Ordinal)
    {
        ["aime24"] = Aime24.Benchmark,
        ["amc23"] = Amc23.Benchmark,
        ["math500"] = Math500.Benchmark,
        ["gsm8k"] = Gsm8k.Benchmark,
        ["prompt-answer"] = PromptAnswer.Benchmark,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The set of this name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static Benchmark Find(string name) => ByName.TryGetValue(name, out var benchmark)
        ? benchmark
        : throw new InputException($"no set is called \"{name}\"; expected {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}, or a file.");
}

using System.Globalization;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>
/// AIME 2024, 30 problems with whole-number answers: temperature 0.6, top-p 0.95, 32,768 tokens, 64 samples (open-r1). One sample
/// at 50 % has a standard error of 9 points.
/// </summary>
internal static class Aime24
{
    public static Benchmark Benchmark { get; } = new()
    {
        Description = "AIME 2024: 30 competition problems; avg@64",
        FileNames = ["aime24.jsonl", "aime_2024.jsonl"],
        Protocol = new() { Greedy = false, Samples = 64, Temperature = 0.6f, TopP = 0.95f, MaxTokens = 32768, Instruction = KnownBenchmarks.BoxedInstruction },
        Read = Read,
    };

    /// <summary>Rows with problem and answer, numbered by <c>id</c>.</summary>
    internal static IReadOnlyList<EvalItem> Read(string path) =>
    [
        .. JsonRows.Read(path).Select(row => new EvalItem
        {
            Id = row.Text("id") ?? row.Line.ToString(CultureInfo.InvariantCulture),
            Prompt = row.NeedText("problem", "question"),
            Answer = row.NeedText("answer"),
        }),
    ];
}

using System.Globalization;

namespace Saenggak.Evaluation.Benchmarks;

/// <summary>MATH-500 (arXiv 2305.20050): 500 problems in seven subjects, 4 samples under open-r1's protocol.</summary>
internal static class Math500
{
    public static Benchmark Benchmark { get; } = new()
    {
        Description = "MATH-500: 500 competition problems in seven subjects; avg@4",
        FileNames = ["math500.jsonl", "math_500.jsonl"],
        Protocol = Aime24.Benchmark.Protocol with { Samples = 4 },
        Read = Read,
    };

    private static IReadOnlyList<EvalItem> Read(string path) =>
    [
        .. JsonRows.Read(path).Select(row => new EvalItem
        {
            Id = row.Text("unique_id") ?? row.Line.ToString(CultureInfo.InvariantCulture),
            Prompt = row.NeedText("problem"),
            Answer = row.NeedText("answer"),
            Group = row.Text("subject"),
        }),
    ];
}

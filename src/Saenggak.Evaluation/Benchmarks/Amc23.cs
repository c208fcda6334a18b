namespace Saenggak.Evaluation.Benchmarks;

/// <summary>AMC 2023, 40 problems; answers are written 27.0. Asked as AIME is, with 16 samples: its items are easier and more.</summary>
internal static class Amc23
{
    public static Benchmark Benchmark { get; } = new()
    {
        Description = "AMC 2023: 40 competition problems; avg@16",
        FileNames = ["amc23.jsonl", "amc_2023.jsonl"],
        Protocol = Aime24.Benchmark.Protocol with { Samples = 16 },
        Read = Aime24.Read,
    };
}

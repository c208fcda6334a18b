using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Saenggak.Cli.Tests.Recipes;

internal enum SampleOptimiser { AdamW, Muon, PlainSgd }

internal sealed record SampleSection
{
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-5;
    [Range(0.0, 1.0)]
    public float WarmupRatio { get; init; }
    public SampleOptimiser Kind { get; init; } = SampleOptimiser.AdamW;
}

internal sealed record SampleReward
{
    public required string Name { get; init; }
    public double Weight { get; init; } = 1;
}

internal sealed record SampleRecipe
{
    public required string Model { get; init; }
    public SampleSection Optimizer { get; init; } = new();
    public IReadOnlyList<string> Data { get; init; } = ["a.jsonl", "b.jsonl"];
    public IReadOnlyDictionary<string, double> Mixture { get; init; } = new Dictionary<string, double>();
    public IReadOnlyList<SampleReward> Rewards { get; init; } = [];
    public bool Packing { get; init; } = true;
    public long MaxTokens { get; init; } = 1024;
    public int? Seed { get; init; }
    public string? Note { get; init; }
    [JsonPropertyName("lora_rank")]
    public int LoRARank { get; init; }
    public int Even
    {
        get;
        init => field = value % 2 == 0 ? value : throw new ArgumentException($"{value} is odd");
    }
}

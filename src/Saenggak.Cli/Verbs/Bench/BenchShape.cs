using Saenggak.Model;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>A model that is measured, with the batch it is trained on. All are Qwen2: tied embeddings, bias on queries, keys and values.</summary>
internal sealed record BenchShape
{
    /// <summary>Tokens of one training sequence.</summary>
    public const int SequenceTokens = 512;

    // Shapes stay as they are, so that figures of different days compare.
    private static readonly Dictionary<string, BenchShape> Known = new(StringComparer.Ordinal)
    {
        ["tiny"] = new() { Name = "tiny", Model = Qwen2(256, 6, 8, 4, 1024, 4096), Sequences = 8, Steps = 20, Rounds = 3 },
        ["small"] = new() { Name = "small", Model = Qwen2(512, 8, 8, 4, 2048, 16384), Sequences = 4, Steps = 10, Rounds = 3 },
        ["0.5b"] = new() { Name = "0.5b", Model = Qwen2(896, 24, 14, 2, 4864, 151936), Sequences = 1, Steps = 4, Rounds = 1 },
    };

    /// <summary>What <c>--shape</c> calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The model.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Sequences packed in one training step.</summary>
    public required int Sequences { get; init; }

    /// <summary>Training steps timed where the command line does not say.</summary>
    public required int Steps { get; init; }

    /// <summary>Rounds of generation timed where the command line does not say.</summary>
    public required int Rounds { get; init; }

    /// <summary>Tokens of one training step.</summary>
    public int StepTokens => Sequences * SequenceTokens;

    /// <summary>The shape of this name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static BenchShape Find(string name) => Known.TryGetValue(name, out var shape)
        ? shape
        : throw new InputException($"--shape is \"{name}\"; expected one of {string.Join(", ", Known.Keys)}.");

    private static ModelConfig Qwen2(int hidden, int layers, int heads, int kvHeads, int intermediate, int vocabulary) => new()
    {
        Family = "qwen2",
        HiddenSize = hidden,
        Layers = layers,
        Heads = heads,
        KvHeads = kvHeads,
        HeadDim = hidden / heads,
        IntermediateSize = intermediate,
        VocabularySize = vocabulary,
        MaxPositions = SequenceTokens,
        TieEmbeddings = true,
        QkvBias = true,
    };
}

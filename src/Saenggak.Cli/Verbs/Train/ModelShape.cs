using System.ComponentModel.DataAnnotations;
using Saenggak.Model;
using Saenggak.Model.Families;
using Saenggak.Text;
using Saenggak.Text.Tokenization;

namespace Saenggak.Cli.Verbs.Train;

/// <summary>A model to make from random weights.</summary>
internal sealed record ModelShape
{
    // Rows of the embedding beyond the tokenizer's cost little and keep matrix products aligned.
    private const int VocabularyGrain = 64;

    /// <summary>qwen2, qwen3, llama or mistral.</summary>
    public string Family { get; init; } = "qwen2";

    /// <summary>Folder of the tokenizer, with its chat template.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>D: width of the residual stream.</summary>
    [Range(16, 65536)]
    public int HiddenSize { get; init; } = 192;

    /// <summary>Blocks.</summary>
    [Range(1, 1024)]
    public int Layers { get; init; } = 4;

    /// <summary>Query heads.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 6;

    /// <summary>Key/value heads; divides the query heads.</summary>
    [Range(1, 1024)]
    public int KvHeads { get; init; } = 3;

    /// <summary>F: width of the feed-forward layer.</summary>
    [Range(16, 1 << 20)]
    public int IntermediateSize { get; init; } = 512;

    /// <summary>The longest sequence.</summary>
    [Range(16, 1 << 20)]
    public int MaxPositions { get; init; } = 512;

    /// <summary>Base of the rotary frequencies; small models on short texts learn sooner with 10,000 than with 1,000,000.</summary>
    [Range(1.0, 1e12)]
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Whether the LM head is the embedding matrix.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Standard deviation of the weights; 0: 1/√fan-in, with which small models learn sooner than with the usual 0.02.</summary>
    [Range(0.0, 10.0)]
    public double InitializerRange { get; init; }

    /// <summary>The shape for a tokenizer; <paramref name="section"/> is what the recipe calls it, for messages.</summary>
    /// <exception cref="InputException">The numbers do not fit each other.</exception>
    public ModelConfig ToConfig(BpeTokenizer tokenizer, string section = "init")
    {
        if (!ModelFamilies.Names.Contains(Family)) throw new InputException($"{section}.family is \"{Family}\"; expected one of {string.Join(", ", ModelFamilies.Names)}.");
        if (HiddenSize % Heads != 0 || HiddenSize / Heads % 2 != 0)
        {
            throw new InputException($"{section}.hidden_size is {HiddenSize} with {Heads} heads; expected an even number for each head.");
        }
        if (Heads % KvHeads != 0) throw new InputException($"{section}.kv_heads is {KvHeads} with {Heads} heads; expected a divisor of the heads.");
        return new()
        {
            Family = Family,
            HiddenSize = HiddenSize,
            Layers = Layers,
            Heads = Heads,
            KvHeads = KvHeads,
            HeadDim = HiddenSize / Heads,
            IntermediateSize = IntermediateSize,
            VocabularySize = (tokenizer.VocabularySize + VocabularyGrain - 1) / VocabularyGrain * VocabularyGrain,
            MaxPositions = MaxPositions,
            Rope = new() { Theta = RopeTheta },
            TieEmbeddings = TieEmbeddings,
            QkvBias = Family == "qwen2",
            QkNorm = Family == "qwen3",
            InitializerRange = (float)InitializerRange,
            EosTokenIds = (tokenizer.EosId ?? tokenizer.ImEndId) is { } end ? [end] : [],
            PadTokenId = tokenizer.PadId,
        };
    }
}

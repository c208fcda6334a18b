namespace Saenggak.Text.Tokenization;

/// <summary>What vocabulary to train.</summary>
public sealed record BpeTrainerOptions
{
    /// <summary>Tokens in all: 256 bytes, merges, special and whole tokens. Fewer come out when the texts run out of pairs.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Control tokens such as <c>&lt;|im_end|&gt;</c>; their ids follow the vocabulary, in this order.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>Tokens matched as a whole that belong to the text, such as <c>&lt;think&gt;</c>; their ids come last.</summary>
    public IReadOnlyList<string> WholeTokens { get; init; } = [];

    /// <summary>A pair seen less often is not merged.</summary>
    public int MinFrequency { get; init; } = 2;
}

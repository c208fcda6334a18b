namespace Saenggak.Text.Tokenization;

/// <summary>All that a tokenizer.json says, in the form encoding needs. Immutable; shared by threads.</summary>
internal sealed record TokenizerModel
{
    /// <summary>Bytes by id and ids by bytes.</summary>
    public required TokenTable Tokens { get; init; }

    /// <summary>Merges by pair.</summary>
    public required MergeTable Merges { get; init; }

    /// <summary>Id of each byte's own token; -1 for bytes that UTF-8 never holds.</summary>
    public required int[] ByteIds { get; init; }

    /// <summary>A word that is itself a token is taken whole, before any merging.</summary>
    public required bool IgnoreMerges { get; init; }

    /// <summary>Whether text is brought into NFC.</summary>
    public required bool NormalizeNfc { get; init; }

    /// <summary>The pre-tokenization steps, each applied to the pieces of the one before.</summary>
    public required IReadOnlyList<Splitter> Splitters { get; init; }

    /// <summary>Added tokens by id order.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>Model tokens whose name holds characters outside the byte-level alphabet; text never encodes to them.</summary>
    public required IReadOnlyDictionary<string, int> OddTokens { get; init; }

    /// <summary>Ids put before a sequence where special tokens are asked for.</summary>
    public required IReadOnlyList<int> Prefix { get; init; }

    /// <summary>Ids put after a sequence where special tokens are asked for.</summary>
    public required IReadOnlyList<int> Suffix { get; init; }
}

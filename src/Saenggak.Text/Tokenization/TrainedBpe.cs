namespace Saenggak.Text.Tokenization;

/// <summary>A trained vocabulary, ready to be saved as a tokenizer folder.</summary>
public sealed class TrainedBpe
{
    private readonly Tokens _whole;

    internal TrainedBpe(IReadOnlyList<string> names, IReadOnlyList<Pair> merges, Tokens whole)
    {
        Names = names;
        Merges = merges;
        _whole = whole;
        AddedTokens = whole.From(names.Count);
    }

    /// <summary>Tokens in all, the added ones included.</summary>
    public int VocabularySize => Names.Count + AddedTokens.Count;

    /// <summary>How many merges were learned.</summary>
    public int MergeCount => Merges.Count;

    /// <summary>The special and whole tokens with their ids.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; }

    internal IReadOnlyList<string> Names { get; }

    internal IReadOnlyList<Pair> Merges { get; }

    /// <summary>
    /// Writes tokenizer.json and tokenizer_config.json into a folder, which is made if need be. The files load in
    /// transformers as Qwen2Tokenizer; each is written aside and renamed.
    /// </summary>
    /// <param name="folder">The checkpoint or tokenizer folder.</param>
    /// <param name="config">Names of EOS, BOS and padding, and the chat template.</param>
    /// <exception cref="InputException">A named token is not among the special tokens.</exception>
    public void Save(string folder, TokenizerConfig config)
    {
        foreach (string? name in (string?[])[config.EosToken, config.BosToken, config.PadToken])
        {
            if (name is not null && !_whole.Special.Contains(name))
            {
                throw new InputException($"the control token \"{name}\" is not among the special tokens ({string.Join(", ", _whole.Special)}); add it to them.");
            }
        }
        Write(Path.Combine(folder, TokenizerConfig.FileName), stream => TokenizerJsonWriter.WriteConfig(stream, config, AddedTokens));
        Write(Path.Combine(folder, BpeTokenizer.FileName), stream => TokenizerJsonWriter.WriteTokenizer(stream, this));
    }

    private static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = AtomicFile.Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>The tokens that are not learned.</summary>
    internal sealed record Tokens(IReadOnlyList<string> Special, IReadOnlyList<string> Whole)
    {
        /// <summary>The tokens with ids from a first one on.</summary>
        public IReadOnlyList<AddedToken> From(int firstId) =>
        [
            .. Special.Select((token, i) => new AddedToken { Id = firstId + i, Content = token, Special = true }),
            .. Whole.Select((token, i) => new AddedToken { Id = firstId + Special.Count + i, Content = token }),
        ];
    }
}

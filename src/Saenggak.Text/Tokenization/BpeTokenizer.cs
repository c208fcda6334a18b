using System.Text;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Byte-level BPE as Hugging Face's tokenizer.json describes it (Qwen2, Qwen3, Llama 3, GPT-2 and tokenizers trained
/// here): text to ids and back, the same ids as the original. Immutable and thread-safe.
/// </summary>
public sealed class BpeTokenizer
{
    /// <summary>The file's name in a checkpoint folder.</summary>
    public const string FileName = "tokenizer.json";

    private readonly TokenizerModel _model;
    private readonly AddedTokenMatcher _matcher;
    private readonly AddedTokenMatcher _normalizedMatcher;
    private readonly Dictionary<string, int> _named;
    private readonly Dictionary<int, string> _names;
    private readonly HashSet<int> _special;
    private readonly Stack<EncodeWorkspace> _idle = new();
    private readonly Lock _idleLock = new();

    private BpeTokenizer(TokenizerModel model, TokenizerConfig config)
    {
        _model = model;
        Config = config;
        _matcher = new AddedTokenMatcher(model.AddedTokens.Where(token => !token.Normalized));
        _normalizedMatcher = new AddedTokenMatcher(model.AddedTokens.Where(token => token.Normalized).Select(NormalizeContent));
        _named = new Dictionary<string, int>(model.OddTokens, StringComparer.Ordinal);
        foreach (AddedToken token in model.AddedTokens) _named[token.Content] = token.Id;
        _names = _named.ToDictionary(pair => pair.Value, pair => pair.Key);
        _special = [.. model.AddedTokens.Where(token => token.Special).Select(token => token.Id)];
        PrefixIds = BeginningIds();
    }

    /// <summary>What tokenizer_config.json beside the tokenizer says.</summary>
    public TokenizerConfig Config { get; }

    /// <summary>Highest id + 1; not every id below needs to be used.</summary>
    public int VocabularySize => _model.Tokens.Size;

    /// <summary>Added tokens (special ones and others) by id.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _model.AddedTokens;

    /// <summary>Ids put before a text where special tokens are asked for (BOS, where the checkpoint uses one).</summary>
    public IReadOnlyList<int> PrefixIds { get; }

    /// <summary>Ids put after a text where special tokens are asked for; mostly none.</summary>
    public IReadOnlyList<int> SuffixIds => _model.Suffix;

    /// <summary>Id of the configuration's eos_token.</summary>
    public int? EosId => NamedId(Config.EosToken);

    /// <summary>Id of the configuration's bos_token.</summary>
    public int? BosId => NamedId(Config.BosToken);

    /// <summary>Id of the configuration's pad_token.</summary>
    public int? PadId => NamedId(Config.PadToken);

    /// <summary>Id of <c>&lt;|im_end|&gt;</c>, which ends a turn in ChatML.</summary>
    public int? ImEndId => NamedId("<|im_end|>");

    /// <summary>Reads a checkpoint folder, or a tokenizer.json with what lies beside it.</summary>
    /// <exception cref="InputException">A file is missing, damaged or asks for something unsupported.</exception>
    public static BpeTokenizer Load(string folderOrTokenizerJson)
    {
        string path = Directory.Exists(folderOrTokenizerJson) ? Path.Combine(folderOrTokenizerJson, FileName) : folderOrTokenizerJson;
        TokenizerModel model = TokenizerJsonReader.Read(path);
        if (model.NormalizeNfc) UnicodeSupport.EnsureNormalizationWorks();
        return new BpeTokenizer(model, TokenizerConfig.Load(Path.GetDirectoryName(Path.GetFullPath(path))!));
    }

    /// <summary>Appends the ids of a text. Unpaired surrogates count as U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="into">Where the ids go.</param>
    /// <param name="allowSpecial">
    /// Whether special tokens written in the text become their ids; false for text that must not steer the model. Added
    /// tokens that are not special (Qwen3's <c>&lt;think&gt;</c>) are matched all the same, as Hugging Face does.
    /// </param>
    public void Encode(ReadOnlySpan<char> text, List<int> into, bool allowSpecial = true)
    {
        EncodeWorkspace workspace = TakeWorkspace();
        text = NfcNormalizer.ReplaceLoneSurrogates(text);
        int from = 0;
        while (_matcher.TryFind(text, from, allowSpecial, out AddedTokenMatch match))
        {
            EncodeNormalized(text[from..match.Start], into, allowSpecial, workspace);
            into.Add(match.Token.Id);
            from = match.End;
        }
        EncodeNormalized(text[from..], into, allowSpecial, workspace);
        lock (_idleLock) _idle.Push(workspace);
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether <see cref="PrefixIds"/> and <see cref="SuffixIds"/> go around it.</param>
    /// <param name="allowSpecial">As in <see cref="Encode(ReadOnlySpan{char}, List{int}, bool)"/>.</param>
    public int[] Encode(string text, bool addSpecialTokens = false, bool allowSpecial = true)
    {
        var ids = new List<int>((text.Length / 2) + 8);
        if (addSpecialTokens) ids.AddRange(PrefixIds);
        Encode(text, ids, allowSpecial);
        if (addSpecialTokens) ids.AddRange(SuffixIds);
        return [.. ids];
    }

    /// <summary>The text of ids. Bytes that are not UTF-8 become U+FFFD; ids without a token, which a padded LM head can sample, give nothing.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false)
    {
        int length = 0;
        foreach (int id in ids) length += DecodeBytes(id).Length;
        var bytes = new byte[length];
        int at = 0;
        foreach (int id in ids)
        {
            if (skipSpecial && IsSpecial(id)) continue;
            ReadOnlySpan<byte> token = DecodeBytes(id);
            token.CopyTo(bytes.AsSpan(at));
            at += token.Length;
        }
        return Encoding.UTF8.GetString(bytes, 0, at);
    }

    /// <summary>The bytes of one token, perhaps a part of a character only; empty for an id without a token.</summary>
    public ReadOnlySpan<byte> DecodeBytes(int id) => _model.Tokens.Bytes(id);

    /// <summary>A decoder for tokens that come one by one.</summary>
    public StreamingDecoder CreateDecoder(bool skipSpecial = false) => new(this, skipSpecial);

    /// <summary>Whether an id is a special token.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>The id of a token by its name in the file: an added token's content, or bytes in the byte-level alphabet (" the" is "Ġthe").</summary>
    public int? TokenToId(string token)
    {
        if (_named.TryGetValue(token, out int named)) return named;
        Span<byte> bytes = token.Length <= 256 ? stackalloc byte[token.Length] : new byte[token.Length];
        return ByteLevelAlphabet.TryRead(token, bytes) && _model.Tokens.Find(bytes) is >= 0 and var id ? id : null;
    }

    /// <summary>The name of a token in the file, or null for an id without a token.</summary>
    public string? IdToToken(int id) =>
        _names.TryGetValue(id, out string? name) ? name
        : DecodeBytes(id) is { Length: > 0 } bytes ? ByteLevelAlphabet.Write(bytes)
        : null;

    private EncodeWorkspace TakeWorkspace()
    {
        lock (_idleLock)
        {
            if (_idle.TryPop(out EncodeWorkspace? workspace)) return workspace;
        }
        return new EncodeWorkspace(_model);
    }

    private void EncodeNormalized(ReadOnlySpan<char> text, List<int> into, bool allowSpecial, EncodeWorkspace workspace)
    {
        if (text.IsEmpty) return;
        if (_model.NormalizeNfc) text = NfcNormalizer.Normalize(text);
        int from = 0;
        while (_normalizedMatcher.TryFind(text, from, allowSpecial, out AddedTokenMatch match))
        {
            if (match.Start > from) workspace.Encode(text[from..match.Start], into);
            into.Add(match.Token.Id);
            from = match.End;
        }
        if (from < text.Length) workspace.Encode(text[from..], into);
    }

    private AddedToken NormalizeContent(AddedToken token) =>
        _model.NormalizeNfc ? token with { Content = NfcNormalizer.Normalize(token.Content).ToString() } : token;

    private int? NamedId(string? token) => token is null ? null : TokenToId(token);

    // transformers lets add_bos_token of the configuration overrule what the template says.
    private IReadOnlyList<int> BeginningIds() => (Config.AddBosToken, BosId) switch
    {
        (true, { } bos) when !_model.Prefix.Contains(bos) => [bos, .. _model.Prefix],
        (false, { } bos) => [.. _model.Prefix.Where(id => id != bos)],
        _ => _model.Prefix,
    };
}

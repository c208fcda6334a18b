using System.Text;
using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the model section: vocabulary and merges, with the added tokens laid over the vocabulary.</summary>
internal sealed class BpeModelReader
{
    private readonly JsonFile _file;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _odd = new(StringComparer.Ordinal);

    private BpeModelReader(JsonFile file) => _file = file;

    public required bool IgnoreMerges { get; init; }

    public TokenTable Tokens { get; private set; } = null!;

    public MergeTable Merges { get; private set; } = null!;

    public int[] ByteIds { get; private set; } = null!;

    public IReadOnlyDictionary<string, int> OddTokens => _odd;

    public static BpeModelReader Read(JsonFile file, JsonElement model, IReadOnlyList<AddedToken> added)
    {
        CheckSupported(file, model);
        var reader = new BpeModelReader(file) { IgnoreMerges = file.Flag(model, "ignore_merges") };
        foreach (JsonProperty one in file.Require(model, "vocab", JsonValueKind.Object).EnumerateObject())
        {
            reader._vocabulary[one.Name] = file.Id(one.Value, one.Name);
        }
        reader.BuildTokens(added);
        reader.BuildByteIds();
        reader.BuildMerges(file.Require(model, "merges", JsonValueKind.Array));
        return reader;
    }

    private static void CheckSupported(JsonFile file, JsonElement model)
    {
        // Files older than the type field hold BPE here all the same, told by their merges.
        string type = JsonFile.Optional(model, "type") is null ? "BPE" : file.Text(model, "type");
        if (type != "BPE") throw file.Fail($"model type \"{type}\" is not supported; expected BPE");
        if (file.Flag(model, "byte_fallback")) throw file.Fail("model byte_fallback is not supported; expected a byte-level BPE");
        if (JsonFile.Optional(model, "dropout") is { ValueKind: JsonValueKind.Number } dropout && dropout.GetDouble() > 0)
        {
            throw file.Fail($"model dropout {dropout.GetRawText()} is not supported; expected null");
        }
        foreach (string affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (JsonFile.Optional(model, affix) is { } given && file.StringOf(given, affix).Length > 0)
            {
                throw file.Fail($"model {affix} is not supported; expected it to be empty");
            }
        }
    }

    private void BuildTokens(IReadOnlyList<AddedToken> added)
    {
        int size = Math.Max(_vocabulary.Count == 0 ? 0 : _vocabulary.Values.Max(), added.Count == 0 ? 0 : added[^1].Id) + 1;
        var bytes = new byte[]?[size];
        var names = new string?[size];
        var reachable = new bool[size];
        foreach ((string name, int id) in _vocabulary)
        {
            if (names[id] is { } other) throw _file.Fail($"tokens \"{other}\" and \"{name}\" share the id {id}; expected one token per id");
            names[id] = name;
            bytes[id] = new byte[name.Length];
            reachable[id] = ByteLevelAlphabet.TryRead(name, bytes[id]);
            if (reachable[id]) continue;
            bytes[id] = Encoding.UTF8.GetBytes(name);
            _odd[name] = id;
        }
        foreach (AddedToken token in added)
        {
            if (names[token.Id] is { } other && other != token.Content)
            {
                throw _file.Fail($"added token \"{token.Content}\" and token \"{other}\" share the id {token.Id}; expected one token per id");
            }
            names[token.Id] = token.Content;
            bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
            reachable[token.Id] &= !_odd.ContainsKey(token.Content);
        }
        Tokens = new TokenTable(bytes, reachable);
    }

    private void BuildByteIds()
    {
        ByteIds = new int[256];
        for (int value = 0; value < 256; value++)
        {
            ByteIds[value] = _vocabulary.TryGetValue(ByteLevelAlphabet.ToChar((byte)value).ToString(), out int id) ? id : -1;
            bool neverInUtf8 = value is 0xC0 or 0xC1 or >= 0xF5;
            if (ByteIds[value] < 0 && !neverInUtf8)
            {
                throw _file.Fail($"the vocabulary has no token for byte 0x{value:X2}; expected all bytes of a byte-level BPE");
            }
        }
    }

    private void BuildMerges(JsonElement merges)
    {
        int count = merges.GetArrayLength();
        if (count >= MergeTable.MaxMerges) throw _file.Fail($"{count} merges are too many; expected fewer than {MergeTable.MaxMerges}");
        Merges = new MergeTable(count);
        var ids = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var joined = new char[256];
        int rank = 0;
        foreach (JsonElement merge in merges.EnumerateArray())
        {
            (string text, int leftLength, int rightStart) = Parts(merge, rank);
            ReadOnlySpan<char> left = text.AsSpan(0, leftLength);
            ReadOnlySpan<char> right = text.AsSpan(rightStart);
            if (joined.Length < text.Length) joined = new char[text.Length * 2];
            left.CopyTo(joined);
            right.CopyTo(joined.AsSpan(leftLength));
            if (!ids.TryGetValue(left, out int leftId) || !ids.TryGetValue(right, out int rightId) || !ids.TryGetValue(joined.AsSpan(0, left.Length + right.Length), out int id))
            {
                throw _file.Fail($"merge {rank} ({left} {right}) uses a token that is not in the vocabulary; expected both parts and the result there");
            }
            Merges.Set(leftId, rightId, new Merge(rank, id));
            rank++;
        }
    }

    /// <summary>A merge as one text that holds the left part at its start and the right part at its end.</summary>
    private (string Text, int LeftLength, int RightStart) Parts(JsonElement merge, int rank)
    {
        if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2)
        {
            string left = _file.StringOf(merge[0], "merges");
            return (left + _file.StringOf(merge[1], "merges"), left.Length, left.Length);
        }
        if (merge.ValueKind == JsonValueKind.String)
        {
            string text = _file.StringOf(merge, "merges");
            int space = text.IndexOf(' ');
            if (space > 0 && space + 1 < text.Length && text.IndexOf(' ', space + 1) < 0) return (text, space, space + 1);
        }
        throw _file.Fail($"merge {rank} is {merge.GetRawText()}; expected \"a b\" or [\"a\", \"b\"]");
    }
}

using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Reads Hugging Face's tokenizer.json for byte-level BPE. What this tokenizer would do differently from Hugging Face
/// is refused by name, never passed over.
/// </summary>
internal static class TokenizerJsonReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, is damaged, or asks for something unsupported.</exception>
    public static TokenizerModel Read(string path)
    {
        var tables = new ModelTables();
        using JsonFile file = JsonFile.Open(path, tables.CutOut);
        JsonElement root = file.Root;
        CheckDecoder(file, root);
        bool nfc = ReadsNfc(file, JsonFile.Optional(root, "normalizer"));
        IReadOnlyList<Splitter> splitters = PreTokenizerReader.Read(file, root);
        List<AddedToken> added = ReadAddedTokens(file, root);
        (IReadOnlyList<int> prefix, IReadOnlyList<int> suffix) = PostProcessorReader.Read(file, root);
        BpeModelReader model = BpeModelReader.Read(file, file.Require(root, "model", JsonValueKind.Object), tables, added);
        return new TokenizerModel
        {
            Tokens = model.Tokens,
            Merges = model.Merges,
            ByteIds = model.ByteIds,
            IgnoreMerges = model.IgnoreMerges,
            OddTokens = model.OddTokens,
            NormalizeNfc = nfc,
            Splitters = splitters,
            AddedTokens = added,
            Prefix = prefix,
            Suffix = suffix,
        };
    }

    private static bool ReadsNfc(JsonFile file, JsonElement? normalizer)
    {
        if (normalizer is not { } step) return false;
        string type = file.Text(step, "type");
        return type switch
        {
            "NFC" => true,
            "Sequence" => file.Require(step, "normalizers", JsonValueKind.Array).EnumerateArray().Select(one => ReadsNfc(file, one)).ToArray().Any(on => on),
            _ => throw file.Fail($"normalizer \"{type}\" is not supported; expected NFC, null or a Sequence of them"),
        };
    }

    private static void CheckDecoder(JsonFile file, JsonElement root)
    {
        string type = JsonFile.Optional(root, "decoder") is { } decoder ? file.Text(decoder, "type") : "null";
        if (type != "ByteLevel") throw file.Fail($"decoder \"{type}\" is not supported; expected ByteLevel");
    }

    private static List<AddedToken> ReadAddedTokens(JsonFile file, JsonElement root)
    {
        var tokens = new List<AddedToken>();
        if (JsonFile.Optional(root, "added_tokens") is null) return tokens;
        foreach (JsonElement one in file.Require(root, "added_tokens", JsonValueKind.Array).EnumerateArray())
        {
            string content = file.Text(one, "content");
            tokens.Add(new AddedToken
            {
                Id = file.Id(file.Require(one, "id", JsonValueKind.Number), content),
                Content = content,
                Special = file.Flag(one, "special"),
                SingleWord = file.Flag(one, "single_word"),
                StripLeft = file.Flag(one, "lstrip"),
                StripRight = file.Flag(one, "rstrip"),
                Normalized = file.Flag(one, "normalized"),
            });
        }
        tokens.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return tokens;
    }
}

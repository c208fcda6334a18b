using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Reads the model section: vocabulary and merges, with the added tokens laid over the vocabulary.</summary>
internal sealed class BpeModelReader
{
    public required bool IgnoreMerges { get; init; }

    public required TokenTable Tokens { get; init; }

    public required MergeTable Merges { get; init; }

    public required int[] ByteIds { get; init; }

    public required IReadOnlyDictionary<string, int> OddTokens { get; init; }

    public static BpeModelReader Read(JsonFile file, JsonElement model, ModelTables tables, IReadOnlyList<AddedToken> added)
    {
        CheckSupported(file, model);
        bool ignoreMerges = file.Flag(model, "ignore_merges");
        file.Require(model, "vocab", JsonValueKind.Object);
        var vocabulary = new VocabularyReader(file);
        vocabulary.Read(tables.Vocabulary.Span, added);
        CheckBytes(file, vocabulary.ByteIds);
        file.Require(model, "merges", JsonValueKind.Array);
        return new BpeModelReader
        {
            IgnoreMerges = ignoreMerges,
            Tokens = vocabulary.Tokens,
            Merges = new MergeReader(file, vocabulary.Tokens, vocabulary.OddTokens).Read(tables.Merges.Span),
            ByteIds = vocabulary.ByteIds,
            OddTokens = vocabulary.OddTokens,
        };
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

    private static void CheckBytes(JsonFile file, int[] byteIds)
    {
        for (int value = 0; value < byteIds.Length; value++)
        {
            bool neverInUtf8 = value is 0xC0 or 0xC1 or >= 0xF5;
            if (byteIds[value] < 0 && !neverInUtf8) throw file.Fail($"the vocabulary has no token for byte 0x{value:X2}; expected all bytes of a byte-level BPE");
        }
    }
}

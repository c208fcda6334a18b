using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>Writes a trained tokenizer in Hugging Face's form, laid out as Qwen2's.</summary>
internal static class TokenizerJsonWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        // Korean stays readable; nothing here is put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes tokenizer.json.</summary>
    public static void WriteTokenizer(Stream stream, TrainedBpe trained)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (AddedToken token in trained.AddedTokens)
        {
            json.WriteStartObject();
            json.WriteNumber("id", token.Id);
            WriteFlags(json, token);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("normalizer");
        json.WriteString("type", "NFC");
        json.WriteEndObject();
        WritePreTokenizer(json);
        WriteByteLevel(json, "post_processor");
        WriteByteLevel(json, "decoder");
        WriteModel(json, trained);
        json.WriteEndObject();
    }

    /// <summary>Writes tokenizer_config.json.</summary>
    public static void WriteConfig(Stream stream, TokenizerConfig config, IReadOnlyList<AddedToken> added)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteBoolean("add_bos_token", config.AddBosToken ?? false);
        json.WriteBoolean("add_prefix_space", false);
        json.WriteStartObject("added_tokens_decoder");
        foreach (AddedToken token in added)
        {
            json.WriteStartObject(token.Id.ToString(CultureInfo.InvariantCulture));
            WriteFlags(json, token);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteString("bos_token", config.BosToken);
        if (config.ChatTemplate is not null) json.WriteString("chat_template", config.ChatTemplate);
        json.WriteBoolean("clean_up_tokenization_spaces", false);
        json.WriteString("eos_token", config.EosToken);
        json.WriteString("errors", "replace");
        json.WriteString("pad_token", config.PadToken);
        json.WriteBoolean("split_special_tokens", false);
        json.WriteString("tokenizer_class", "Qwen2Tokenizer");
        json.WriteNull("unk_token");
        json.WriteEndObject();
    }

    private static void WriteFlags(Utf8JsonWriter json, AddedToken token)
    {
        json.WriteString("content", token.Content);
        json.WriteBoolean("single_word", token.SingleWord);
        json.WriteBoolean("lstrip", token.StripLeft);
        json.WriteBoolean("rstrip", token.StripRight);
        json.WriteBoolean("normalized", token.Normalized);
        json.WriteBoolean("special", token.Special);
    }

    private static void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", Qwen2Splitter.SingleDigitPattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WriteByteLevel(json, name: null);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string? name)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", false);
        json.WriteBoolean("use_regex", false);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, TrainedBpe trained)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteString("continuing_subword_prefix", "");
        json.WriteString("end_of_word_suffix", "");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        for (int id = 0; id < trained.Names.Count; id++) json.WriteNumber(trained.Names[id], id);
        json.WriteEndObject();
        // One string per merge is read by every version of the format; no byte-level name holds a space.
        json.WriteStartArray("merges");
        foreach (Pair merge in trained.Merges) json.WriteStringValue($"{trained.Names[merge.Left]} {trained.Names[merge.Right]}");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

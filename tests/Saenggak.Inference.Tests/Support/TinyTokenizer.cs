using System.Text.Json;
using System.Text.Json.Nodes;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Inference.Tests.Support;

/// <summary>A tokenizer of single bytes and a few special tokens: every Korean syllable is three tokens.</summary>
internal static class TinyTokenizer
{
    private static readonly string[] Added = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"];

    /// <summary>Writes tokenizer.json and tokenizer_config.json into a folder and loads them.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="thinkIsSpecial">Whether the think tags count as special tokens.</param>
    /// <param name="template">The chat template; null writes none.</param>
    public static BpeTokenizer Write(string folder, bool thinkIsSpecial = false, string? template = BuiltInTemplates.Think)
    {
        var vocabulary = new JsonObject();
        for (int b = 0; b < 256; b++) vocabulary[ByteName(b)] = b;
        var added = new JsonArray([.. Added.Select((content, i) => (JsonNode)new JsonObject
        {
            ["id"] = 256 + i,
            ["content"] = content,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = thinkIsSpecial || i < 3,
        })]);
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = added,
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true },
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["trim_offsets"] = true, ["use_regex"] = true },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
        var config = new JsonObject { ["eos_token"] = "<|im_end|>", ["chat_template"] = template };
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config.ToJsonString(new JsonSerializerOptions()));
        return BpeTokenizer.Load(folder);
    }

    /// <summary>A tokenizer whose folder is gone again.</summary>
    public static BpeTokenizer Create(bool thinkIsSpecial = false, string? template = BuiltInTemplates.Think)
    {
        using var folder = new TemporaryFolder();
        return Write(folder.Path, thinkIsSpecial, template);
    }

    // GPT-2's alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on, in order.
    private static string ByteName(int value)
    {
        static bool Printable(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return ((char)(Printable(value) ? value : 256 + Enumerable.Range(0, value).Count(b => !Printable(b)))).ToString();
    }
}

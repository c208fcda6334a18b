using System.Text.Json.Nodes;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Training.Tests.Support;

/// <summary>
/// A tokenizer whose low ids are whole words and boxed digits, so that a model of sixteen tokens can answer; single bytes come after
/// them, out of such a model's reach.
/// </summary>
internal static class TinyTokenizer
{
    public const int End = 0, Start = 1, Word = 4, Question = 5, Zero = 6;
    private const int FirstByte = 16;

    private static readonly string[] Words =
    [
        "<|im_end|>", "<|im_start|>", "<think>", "</think>", "정답은 ", "몇 개입니까?",
        .. Enumerable.Range(0, 10).Select(digit => $"\\boxed{{{digit}}}"),
    ];

    /// <summary>Writes the tokenizer's files into a folder and loads them.</summary>
    public static BpeTokenizer Write(string folder, string? template = BuiltInTemplates.Think)
    {
        var vocabulary = new JsonObject();
        for (int b = 0; b < 256; b++) vocabulary[ByteName(b)] = FirstByte + b;
        var added = new JsonArray([.. Words.Select((content, id) => (JsonNode)new JsonObject
        {
            ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = id < 2,
        })]);
        var byteLevel = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = added,
            ["normalizer"] = null,
            ["pre_tokenizer"] = byteLevel,
            ["post_processor"] = null,
            ["decoder"] = byteLevel.DeepClone(),
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), new JsonObject { ["eos_token"] = "<|im_end|>", ["chat_template"] = template }.ToJsonString());
        return BpeTokenizer.Load(folder);
    }

    // GPT-2's alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on, in order.
    private static string ByteName(int value)
    {
        static bool Printable(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return ((char)(Printable(value) ? value : 256 + Enumerable.Range(0, value).Count(b => !Printable(b)))).ToString();
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Saenggak.Testing;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

/// <summary>llama.cpp's published vectors, which were made with the original tokenizers.</summary>
public sealed class TokenizationVectorTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    // Loading costs far more than the tests themselves.
    private static readonly ConcurrentDictionary<string, BpeTokenizer> Loaded = new();

    private static BpeTokenizer Load(string folder) => Loaded.GetOrAdd(SharedData.Require("tokenizers", folder), BpeTokenizer.Load);

    [SkippableTheory]
    [InlineData("qwen3", "qwen2")]
    [InlineData("llama3_1", "llama-bpe")]
    public void Encode_MatchesPublishedVectors(string tokenizerFolder, string vectors)
    {
        BpeTokenizer tokenizer = Load(tokenizerFolder);
        string input = SharedData.Require("peer_tests", "llama_cpp_tokenizer_vectors", $"ggml-vocab-{vectors}.gguf.inp");
        string[] texts = File.ReadAllText(input).Split(Separator);
        string[] lines = File.ReadAllLines(Path.ChangeExtension(input, ".out"));
        Assert.Equal(46, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            int[] expected = [.. lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
            Assert.Equal(expected, tokenizer.Encode(texts[i]));
            Assert.Equal(texts[i], tokenizer.Decode(expected));
        }
    }

    [SkippableFact]
    public void Qwen3_NamesItsControlTokens()
    {
        BpeTokenizer tokenizer = Load("qwen3");
        Assert.Equal(151669, tokenizer.VocabularySize);
        Assert.Equal(151645, tokenizer.EosId);
        Assert.Equal(151645, tokenizer.ImEndId);
        Assert.Equal(151643, tokenizer.PadId);
        Assert.Null(tokenizer.BosId);
        Assert.Equal(151667, tokenizer.TokenToId("<think>"));
        Assert.Contains("enable_thinking", tokenizer.Config.ChatTemplate, StringComparison.Ordinal);
        Assert.Equal(
            [151644, 872, 198, 126246, 144370, 91145, 151645, 198],
            tokenizer.Encode("<|im_start|>user\n안녕하세요<|im_end|>\n"));
    }

    [SkippableFact]
    public void Llama3_PutsBosBeforeTextOnlyWhenAsked()
    {
        BpeTokenizer tokenizer = Load("llama3_1");
        Assert.Equal([128000], tokenizer.PrefixIds);
        Assert.Equal(128000, tokenizer.Encode("생각", addSpecialTokens: true)[0]);
        Assert.Equal(tokenizer.Encode("생각", addSpecialTokens: true)[1..], tokenizer.Encode("생각"));
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

public sealed class TokenizationFileTests : IDisposable
{
    private readonly TokenizationSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Load_OfAMissingFile_NamesIt()
    {
        string error = Error(() => BpeTokenizer.Load(Path.Combine(_samples.Folder, "nowhere")));
        Assert.Contains("nowhere: not found; expected a Hugging Face tokenizer folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAHalfWrittenFile_NamesFileAndLine_WhereverItIsCut()
    {
        string whole = File.ReadAllText(_samples.TokenizerJson);
        for (int length = 0; length < whole.Length - 1; length += 97)
        {
            File.WriteAllText(_samples.TokenizerJson, whole[..length]);
            string error = Error(() => _samples.Load());
            Assert.Matches(@"tokenizer\.json:\d+: not valid JSON, perhaps half-written", error);
        }
    }

    [Theory]
    [InlineData("normalizer", """{"type":"NFKC"}""", "normalizer \"NFKC\" is not supported")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace"}""", "pre_tokenizer \"Metaspace\" is not supported")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "add_prefix_space is not supported")]
    [InlineData("pre_tokenizer", "null", "pre_tokenizer has no ByteLevel")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}""", "pattern ( is not supported")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"a"},"behavior":"Removed"}""", "behavior \"Removed\" is not supported")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "post_processor \"BertProcessing\" is not supported")]
    [InlineData("decoder", "null", "decoder \"null\" is not supported")]
    [InlineData("model", """{"type":"Unigram"}""", "model type \"Unigram\" is not supported")]
    [InlineData("model", """{"type":"BPE","byte_fallback":true}""", "byte_fallback is not supported")]
    [InlineData("model", """{"type":"BPE","dropout":0.1}""", "dropout 0.1 is not supported")]
    [InlineData("model", """{"type":"BPE","end_of_word_suffix":"</w>"}""", "end_of_word_suffix is not supported")]
    [InlineData("model", """{"type":"BPE"}""", "\"vocab\" is missing")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":-1}}""", "the id of \"a\" is -1")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":1,"b":1}}""", "tokens \"a\" and \"b\" share the id 1")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":1}}""", "no token for byte 0x00")]
    [InlineData("model", "[]", "\"model\" is a JSON Array")]
    [InlineData("added_tokens", """[{"id":1,"content":"<w>"}]""", "share the id 1")]
    [InlineData("added_tokens", """[{"id":500,"content":"<w>","special":"yes"}]""", "\"special\" is a JSON String; expected true or false")]
    public void Load_OfWhatIsNotSupported_NamesItInOneLine(string part, string json, string expected)
    {
        string error = Error(() => _samples.LoadAltered(root => root[part] = JsonNode.Parse(json)));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a b c\"")]
    [InlineData("\"ab\"")]
    [InlineData("[\"a\"]")]
    [InlineData("7")]
    public void Load_OfAMergeThatIsNone_ShowsIt(string merge)
    {
        string error = Error(() => _samples.LoadAltered(root => root["model"]!["merges"] = new JsonArray(JsonNode.Parse(merge))));
        Assert.Contains($"merge 0 is {merge}; expected", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAMergeOutsideTheVocabulary_ShowsIt()
    {
        string error = Error(() => _samples.LoadAltered(root => root["model"]!["merges"]!.AsArray().Insert(0, "q q")));
        Assert.Contains("merge 0 (q q) uses a token that is not in the vocabulary", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadsTheSameTokenizer_HoweverItsFileIsWritten()
    {
        const string text = "생각 \"thought\" \\ 한국어 학교에서 12시에 <|im_end|>";
        int[] ids = _samples.Load().Encode(text);
        JsonObject root = JsonNode.Parse(File.ReadAllText(_samples.TokenizerJson))!.AsObject();
        // Merges as pairs and before the vocabulary, an object of the same name elsewhere, and the vocabulary from the last id to the first.
        JsonObject model = root["model"]!.AsObject();
        JsonNode[] merges = [.. model["merges"]!.AsArray().Select(merge => new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(part => JsonValue.Create(part))]))];
        var vocabulary = new JsonObject(model["vocab"]!.AsObject().Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        root["model"] = new JsonObject { ["merges"] = new JsonArray(merges), ["type"] = "BPE", ["vocab"] = vocabulary };
        root.Insert(0, "vocab", new JsonObject { ["model"] = new JsonObject { ["vocab"] = 7 } });
        foreach (bool indented in (bool[])[false, true])
        {
            // The default writer escapes everything that is not ASCII.
            File.WriteAllText(_samples.TokenizerJson, root.ToJsonString(new() { WriteIndented = indented }));
            Assert.Equal(ids, _samples.Load().Encode(text));
        }
    }

    [Fact]
    public void Load_KeepsNamesOutsideTheAlphabet_AsTokensThatTextNeverBecomes()
    {
        BpeTokenizer tokenizer = _samples.LoadAltered(root =>
        {
            root["model"]!["vocab"]!["한글"] = 900;
            root["model"]!["merges"]!.AsArray().Add(new JsonArray("a", "b"));
            root["model"]!["vocab"]!["ab"] ??= 901;
        });
        Assert.Equal(900, tokenizer.TokenToId("한글"));
        Assert.Equal("한글", tokenizer.IdToToken(900));
        Assert.Equal("한글", tokenizer.Decode([900]));
        Assert.DoesNotContain(900, tokenizer.Encode("한글"));
    }

    [Fact]
    public void Load_OfHalfASurrogatePair_SaysThatItIsNotUnicode()
    {
        string json = JsonNode.Parse(File.ReadAllText(_samples.TokenizerJson))!.ToJsonString();
        File.WriteAllText(_samples.TokenizerJson, json.Replace("\"vocab\":{", "\"vocab\":{\"\\ud800\":950,", StringComparison.Ordinal));
        Assert.Contains("\"vocab\" holds text that is not valid Unicode", Error(() => _samples.Load()), StringComparison.Ordinal);
    }

    [Fact]
    public void Config_ReadsTokensAsStringsOrObjects_AndNamedTemplates()
    {
        WriteConfig("""
            {"eos_token": {"content": "<|im_end|>", "special": true}, "bos_token": null, "pad_token": "<|endoftext|>", "add_bos_token": false,
             "chat_template": [{"name": "default", "template": "기본"}, {"name": "tool_use", "template": "도구"}]}
            """);
        TokenizerConfig config = TokenizerConfig.Load(_samples.Folder);
        Assert.Equal(("<|im_end|>", null, "<|endoftext|>", false), (config.EosToken, config.BosToken, config.PadToken, config.AddBosToken));
        Assert.Equal("기본", config.ChatTemplate);
        Assert.Equal("도구", config.NamedChatTemplates["tool_use"]);

        File.WriteAllText(Path.Combine(_samples.Folder, "chat_template.jinja"), "파일");
        Assert.Equal("파일", TokenizerConfig.Load(_samples.Folder).ChatTemplate);
    }

    [Fact]
    public void Config_ThatIsAbsentIsEmpty_AndThatIsDamagedIsNamed()
    {
        File.Delete(Path.Combine(_samples.Folder, TokenizerConfig.FileName));
        Assert.Null(_samples.Load().EosId);
        WriteConfig("{\"eos_token\": 7}");
        Assert.Contains("tokenizer_config.json: \"eos_token\" holds a JSON Number", Error(() => _samples.Load()), StringComparison.Ordinal);
        WriteConfig("{\"eos_token\": ");
        Assert.Contains("tokenizer_config.json:1: not valid JSON", Error(() => _samples.Load()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AcceptsAByteOrderMark()
    {
        File.WriteAllText(_samples.TokenizerJson, File.ReadAllText(_samples.TokenizerJson), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(400, _samples.Load().VocabularySize);
    }

    [Fact]
    public void Normalization_ThatLeavesJamoApart_IsRefusedWithTheNextStep()
    {
        UnicodeSupport.EnsureNormalizationWorks();
        string error = Error(() => UnicodeSupport.EnsureNormalizationWorks(text => text));
        Assert.Contains("install ICU", error, StringComparison.Ordinal);
        Assert.Contains("install ICU", Error(() => UnicodeSupport.EnsureNormalizationWorks(_ => throw new PlatformNotSupportedException())), StringComparison.Ordinal);
    }

    private void WriteConfig(string json) => File.WriteAllText(Path.Combine(_samples.Folder, TokenizerConfig.FileName), json);

    private static string Error(Action action)
    {
        string message = Assert.Throws<InputException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}

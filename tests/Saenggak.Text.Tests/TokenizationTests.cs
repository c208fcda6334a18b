using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

public sealed class TokenizationTests : IDisposable
{
    private readonly TokenizationSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Decode_UndoesEncode_ForAnyNfcText()
    {
        BpeTokenizer tokenizer = _samples.Load();
        TokenizationSamples.ForAll(TokenizationSamples.AnyText, text =>
        {
            string nfc = text.Normalize(NormalizationForm.FormC);
            int[] ids = tokenizer.Encode(nfc);
            Assert.Equal(nfc, tokenizer.Decode(ids));
            Assert.Equal(ids, tokenizer.Encode(text.Contains('<', StringComparison.Ordinal) ? nfc : text));
            Assert.Equal(nfc, tokenizer.Decode(tokenizer.Encode(nfc, allowSpecial: false)));
        }, tests: 1000, size: 60);
    }

    [Fact]
    public void StreamingDecoder_GivesTheSameTextInParts_ForAnyIds()
    {
        BpeTokenizer tokenizer = _samples.Load();
        TokenizationSamples.ForAll(Gen.Choose(0, tokenizer.VocabularySize + 5).ListOf().Select(ids => ids.ToArray()).ToArbitrary(), ids =>
        {
            StreamingDecoder decoder = tokenizer.CreateDecoder();
            string streamed = string.Concat(ids.Select(decoder.Append)) + decoder.Flush();
            Assert.Equal(tokenizer.Decode(ids), streamed);
        }, tests: 500, size: 100);
    }

    [Fact]
    public void StreamingDecoder_HoldsBackAnIncompleteCharacter()
    {
        BpeTokenizer tokenizer = _samples.Load();
        int[] bytes = [.. Encoding.UTF8.GetBytes("뷁!").Select(value => tokenizer.TokenToId(ByteLevelAlphabet.ToChar(value).ToString())!.Value)];
        StreamingDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal(["", "", "뷁", "!"], bytes.Select(decoder.Append));
        Assert.Equal("", decoder.Append(bytes[0]));
        Assert.Equal("\uFFFD!", decoder.Append(bytes[3]));
        Assert.Equal("", decoder.Append(bytes[0]));
        Assert.Equal("\uFFFD", decoder.Flush());
        Assert.Equal("", tokenizer.CreateDecoder(skipSpecial: true).Append(tokenizer.EosId!.Value));
    }

    [Fact]
    public void Decode_ReplacesInvalidBytesAndSkipsUnknownIds()
    {
        BpeTokenizer tokenizer = _samples.Load();
        int lead = tokenizer.TokenToId(ByteLevelAlphabet.ToChar(0xEA).ToString())!.Value;
        Assert.Equal("\uFFFD\uFFFD", tokenizer.Decode([lead, lead]));
        Assert.Equal("", tokenizer.Decode([-1, 100_000]));
        Assert.Null(tokenizer.IdToToken(100_000));
        Assert.Null(tokenizer.TokenToId("없는 토큰"));
    }

    [Fact]
    public void Encode_ReplacesLoneSurrogatesAndComposesJamo()
    {
        BpeTokenizer tokenizer = _samples.Load();
        Assert.Equal("가\uFFFD나\uFFFD", tokenizer.Decode(tokenizer.Encode("가\uD835나\uDC00")));
        Assert.Equal(tokenizer.Encode("가각"), tokenizer.Encode("\u1100\u1161\uAC00\u11A8"));
    }

    [Fact]
    public void SpecialTokens_InsideText_BecomeTheirIdsOnlyWhereAllowed()
    {
        BpeTokenizer tokenizer = _samples.Load();
        const string text = "안녕<|im_end|>\n<think>음</think>";
        int think = tokenizer.TokenToId("<think>")!.Value;

        int[] ids = tokenizer.Encode(text);
        Assert.Contains(tokenizer.EosId!.Value, ids);
        Assert.Contains(think, ids);
        Assert.Equal("안녕\n<think>음</think>", tokenizer.Decode(ids, skipSpecial: true));

        int[] plain = tokenizer.Encode(text, allowSpecial: false);
        Assert.DoesNotContain(tokenizer.EosId!.Value, plain);
        Assert.Contains(think, plain);
        Assert.Equal(text, tokenizer.Decode(plain));
    }

    [Theory]
    [InlineData("single_word", "가 <w> 나", true, "가 |<w>| 나")]
    [InlineData("single_word", "가<w> 나", false, "")]
    [InlineData("single_word", "가 <w>_", false, "")]
    [InlineData("lstrip", "가 \n<w> 나", true, "가|<w>| 나")]
    [InlineData("rstrip", "가 <w> \n나", true, "가 |<w>|나")]
    [InlineData("normalized", "가<w>나", true, "가|<w>|나")]
    public void AddedTokenFlags_WorkAsInHuggingFace(string flag, string text, bool matched, string pieces)
    {
        BpeTokenizer tokenizer = _samples.LoadAltered(root => AddToken(root, 500, "<w>", flag));
        int[] ids = tokenizer.Encode(text);
        Assert.Equal(matched, ids.Contains(500));
        int[] expected = matched ? [.. pieces.Split('|').SelectMany(piece => piece == "<w>" ? [500] : tokenizer.Encode(piece))] : tokenizer.Encode(text);
        Assert.Equal(expected, ids);
        Assert.Equal(501, tokenizer.VocabularySize);
    }

    [Fact]
    public void AddedToken_OfComposedText_IsFoundInDecomposedTextOnlyWhenNormalized()
    {
        const string decomposed = "\u1109\u1162\u11BC\u1100\u1161\u11A8";
        BpeTokenizer normalized = _samples.LoadAltered(root => AddToken(root, 500, "생각", "normalized"));
        Assert.Equal([500], normalized.Encode(decomposed));
        BpeTokenizer asGiven = _samples.LoadAltered(root => AddToken(root, 500, "생각", "special"));
        Assert.DoesNotContain(500, asGiven.Encode(decomposed));
        Assert.Equal([500], asGiven.Encode("생각"));
    }

    [Fact]
    public void AddedTokens_LongestWins()
    {
        BpeTokenizer tokenizer = _samples.LoadAltered(root =>
        {
            AddToken(root, 500, "<w", "special");
            AddToken(root, 501, "<w>", "special");
        });
        Assert.Equal([501, 500], tokenizer.Encode("<w><w"));
    }

    [Fact]
    public void IgnoreMerges_TakesAWholeWordFirst()
    {
        void Alter(JsonObject root, bool ignore)
        {
            root["model"]!["vocab"]!["zqz"] = 600;
            root["model"]!["ignore_merges"] = ignore;
        }
        Assert.Equal([600], _samples.LoadAltered(root => Alter(root, ignore: true)).Encode("zqz"));
        Assert.Equal(3, _samples.LoadAltered(root => Alter(root, ignore: false)).Encode("zqz").Length);
    }

    [Fact]
    public void Merges_AsPairs_ReadAsMergesAsStrings()
    {
        BpeTokenizer pairs = _samples.LoadAltered(root =>
        {
            JsonNode model = root["model"]!;
            model["merges"] = new JsonArray([.. model["merges"]!.AsArray().Select(merge => new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(part => JsonValue.Create(part))]))]);
        });
        BpeTokenizer strings = _samples.Load();
        foreach (string text in TokenizationSamples.Texts) Assert.Equal(strings.Encode(text), pairs.Encode(text));
    }

    [Fact]
    public void SeveralSplits_ApplyInOrder_ByteLevelRegexLast()
    {
        BpeTokenizer tokenizer = _samples.LoadAltered(root => root["pre_tokenizer"] = JsonNode.Parse("""
            {"type":"Sequence","pretokenizers":[
              {"type":"Split","pattern":{"String":"과"},"behavior":"Isolated","invert":false},
              {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}
            """));
        int[] expected = [.. ((string[])["사", "과", "가", " 있다"]).SelectMany(word => tokenizer.Encode(word))];
        Assert.Equal(expected, tokenizer.Encode("사과가 있다"));
    }

    [Fact]
    public void Template_PutsTokensAroundText_AndConfigOverrulesBos()
    {
        static void Alter(JsonObject root) => root["post_processor"] = JsonNode.Parse("""
            {"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
              "single":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<|im_end|>","type_id":0}}],
              "special_tokens":{"<|im_start|>":{"id":"<|im_start|>","ids":[396],"tokens":["<|im_start|>"]},"<|im_end|>":{"id":"<|im_end|>","ids":[397],"tokens":["<|im_end|>"]}}}]}
            """);
        BpeTokenizer tokenizer = _samples.LoadAltered(Alter);
        Assert.Equal([396, .. tokenizer.Encode("생각"), 397], tokenizer.Encode("생각", addSpecialTokens: true));

        string beside = Path.Combine(_samples.Folder, "altered", TokenizerConfig.FileName);
        File.WriteAllText(beside, """{"add_bos_token": false, "bos_token": "<|im_start|>"}""");
        Assert.Equal([], _samples.LoadAltered(Alter).PrefixIds);
        File.WriteAllText(beside, """{"add_bos_token": true, "bos_token": "<|endoftext|>"}""");
        Assert.Equal([395, 396], _samples.LoadAltered(Alter).PrefixIds);
    }

    [Fact]
    public async Task Encode_FromSeveralThreads_GivesTheSameIds()
    {
        BpeTokenizer tokenizer = _samples.Load();
        var random = new Random(3);
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, 60).Select(_ => (char)(random.Next(3) == 0 ? ' ' : random.Next(0xAC00, 0xD7A4)))))];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text))];
        int[][][] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(text => tokenizer.Encode(text)).ToArray())));
        foreach (int[][] result in results) Assert.Equal(expected, result);
    }

    [Fact]
    public void Encode_DoesNotAllocate_OnceWordsAreKnown()
    {
        BpeTokenizer tokenizer = _samples.Load();
        string text = string.Concat(Enumerable.Repeat(TokenizationSamples.Texts[0] + "\n", 50));
        var ids = new List<int>(100_000);
        for (int i = 0; i < 3; i++)
        {
            ids.Clear();
            tokenizer.Encode(text, ids);
        }
        ids.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.Encode(text, ids);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AddToken(JsonObject root, int id, string content, string flag)
    {
        var token = new JsonObject { ["id"] = id, ["content"] = content, [flag] = true };
        root["added_tokens"]!.AsArray().Add(token);
    }
}

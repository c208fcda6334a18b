using System.Text.Json.Nodes;
using Saenggak.Model.Families;
using Saenggak.Model.Safetensors;
using Saenggak.Model.Tests.Goldens;
using Saenggak.Testing;

namespace Saenggak.Model.Tests.Families;

public sealed class HuggingFaceConfigTests
{
    private const string Llama = """
        "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 4,
        "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 100, "max_position_embeddings": 256, "rms_norm_eps": 1e-05
        """;

    [Fact]
    public void Read_TakesTheFamiliesDefaults()
    {
        var llama = Read(Llama);
        Assert.Equal((16, 10_000.0, false, 1), (llama.HeadDim, llama.Rope.Theta, llama.TieEmbeddings, llama.BosTokenId));
        Assert.Equal([2], llama.EosTokenIds);
        Assert.Equal(1e-5f, llama.RmsNormEps);
        var qwen2 = Read(As("qwen2", "Qwen2"));
        Assert.True(qwen2.QkvBias);
        Assert.False(qwen2.OutputBias);
        Assert.Empty(qwen2.EosTokenIds);
        var qwen3 = Read(As("qwen3", "Qwen3"));
        Assert.Equal((128, true, false), (qwen3.HeadDim, qwen3.QkNorm, qwen3.QkvBias));
        Assert.Equal(4096, Read(As("mistral", "Mistral")).SlidingWindow);
        Assert.Null(Read(As("mistral", "Mistral") + """, "sliding_window": null""").SlidingWindow);
    }

    [Fact]
    public void Read_TakesIdsAsNumberListOrNull()
    {
        Assert.Equal([5, 7], Read(Llama + """, "eos_token_id": [5, 7]""").EosTokenIds);
        Assert.Equal([5], Read(Llama + """, "eos_token_id": 5""").EosTokenIds);
        Assert.Empty(Read(Llama + """, "eos_token_id": null""").EosTokenIds);
        Assert.Null(Read(Llama + """, "pad_token_id": -1, "bos_token_id": null""").PadTokenId);
    }

    [Fact]
    public void Read_AppliesQwenWindowsOnlyWhereSwitchedOn()
    {
        string qwen = As("qwen2", "Qwen2") + """, "sliding_window": 32, "max_window_layers": 2""";
        Assert.Null(Read(qwen).SlidingWindow);
        Assert.Null(Read(qwen + """, "use_sliding_window": false""").SlidingWindow);
        var on = Read(qwen + """, "use_sliding_window": true""");
        Assert.Equal((32, 2), (on.SlidingWindow, on.FirstWindowLayer));
        var types = Read(qwen + """, "use_sliding_window": true, "layer_types": ["full_attention", "full_attention", "full_attention", "sliding_attention"]""");
        Assert.Equal((32, 3), (types.SlidingWindow, types.FirstWindowLayer));
        Assert.Null(Read(As("qwen2", "Qwen2") + """, "use_sliding_window": true""").SlidingWindow);
    }

    [Theory]
    [InlineData("""{"type": "linear", "factor": 4.0}""", RopeScalingKind.Linear)]
    [InlineData("""{"rope_type": "default"}""", RopeScalingKind.None)]
    [InlineData("""{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}""", RopeScalingKind.Llama3)]
    [InlineData("""{"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "beta_fast": 16}""", RopeScalingKind.Yarn)]
    public void Read_TakesRopeOldAndNew(string scaling, RopeScalingKind kind)
    {
        var old = Read(Llama + $$""", "rope_theta": 500000.0, "rope_scaling": {{scaling}}""");
        Assert.Equal((kind, 500_000.0), (old.Rope.Scaling, old.Rope.Theta));
        var modern = Read(Llama + $$""", "rope_parameters": {"rope_theta": 500000.0, {{scaling[1..]}}""");
        Assert.Equal(old.Rope, modern.Rope);
    }

    [Fact]
    public void Read_FillsYarn()
    {
        var plain = Read(Llama + """, "rope_scaling": {"rope_type": "yarn", "factor": 4.0}""").Rope;
        Assert.Equal((256, 32.0, 1.0, (double?)null), (plain.OriginalMaxPositions, plain.BetaFast, plain.BetaSlow, plain.AttentionFactor));
        var ratio = Read(Llama + """, "rope_scaling": {"rope_type": "yarn", "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0}""").Rope;
        Assert.Equal(1.0, ratio.AttentionFactor);
    }

    [Theory]
    [InlineData("""
        "hidden_act": "gelu"
        """, "\"hidden_act\" is \"gelu\"; expected \"silu\"")]
    [InlineData("""
        "quantization_config": {"bits": 4}
        """, "quantization_config")]
    [InlineData("""
        "num_local_experts": 8
        """, "mixtures of experts")]
    [InlineData("""
        "rope_scaling": {"type": "dynamic", "factor": 2.0}
        """, "rope_type default, linear, llama3 or yarn")]
    [InlineData("""
        "rope_scaling": {"type": "linear"}
        """, "\"factor\" is missing")]
    [InlineData("""
        "rope_parameters": {"full_attention": {"rope_theta": 1e6}}
        """, "one set of values")]
    [InlineData("""
        "partial_rotary_factor": 0.5
        """, "partial_rotary_factor")]
    [InlineData("""
        "num_key_value_heads": 3
        """, "a divisor of num_attention_heads, 4")]
    [InlineData("""
        "num_attention_heads": 5, "num_key_value_heads": 5
        """, "a divisor of hidden_size, 64")]
    [InlineData("""
        "head_dim": 15
        """, "even width")]
    [InlineData("""
        "hidden_size": "64"
        """, "a whole number")]
    [InlineData("""
        "vocab_size": 0
        """, "at least 1")]
    [InlineData("""
        "architectures": ["LlamaModel"]
        """, "[\"LlamaForCausalLM\"] or [\"LlamaForSequenceClassification\"]")]
    [InlineData("""
        "architectures": ["LlamaForSequenceClassification"]
        """, "expected one label")]
    [InlineData("""
        "architectures": ["LlamaForSequenceClassification"], "id2label": {"0": "a", "1": "b"}
        """, "expected one label")]
    [InlineData("""
        "model_type": "qwen3_moe"
        """, "expected one of qwen2, qwen3, llama, mistral")]
    [InlineData("""
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]
        """, "layer_types")]
    public void Read_RefusesInOneLine(string change, string fault)
    {
        var json = (JsonObject)JsonNode.Parse("{" + Llama + "}")!;
        foreach (var (key, value) in (JsonObject)JsonNode.Parse("{" + change + "}")!) json[key] = value?.DeepClone();
        var error = Assert.Throws<InvalidDataException>(() => HuggingFaceConfig.Read(json, "m/config.json"));
        Assert.StartsWith("m/config.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NewFilesReadBackAndStayTheSame()
    {
        foreach (var golden in GoldenCase.LoadAll())
        {
            var written = HuggingFaceConfig.Write(golden.Config, ElementType.BF16);
            Assert.Equal(golden.Config with { EosTokenIds = [] }, HuggingFaceConfig.Read(written) with { EosTokenIds = [] });
            Assert.Equal(HuggingFaceJson.ToText(written), HuggingFaceJson.ToText(HuggingFaceConfig.Write(golden.Config, ElementType.BF16, written)));
        }
    }

    [Fact]
    public void Write_SpellsANewFileAsTransformersDoes()
    {
        var config = Read(As("qwen2", "Qwen2") + """, "tie_word_embeddings": true, "rope_theta": 1000000.0, "eos_token_id": 7""");
        Assert.Equal(
            """
            {
              "architectures": [
                "Qwen2ForCausalLM"
              ],
              "attention_dropout": 0.0,
              "bos_token_id": null,
              "eos_token_id": 7,
              "hidden_act": "silu",
              "hidden_size": 64,
              "initializer_range": 0.02,
              "intermediate_size": 128,
              "max_position_embeddings": 256,
              "max_window_layers": 4,
              "model_type": "qwen2",
              "num_attention_heads": 4,
              "num_hidden_layers": 4,
              "num_key_value_heads": 2,
              "pad_token_id": null,
              "rms_norm_eps": 1e-05,
              "rope_scaling": null,
              "rope_theta": 1000000.0,
              "sliding_window": null,
              "tie_word_embeddings": true,
              "torch_dtype": "float32",
              "use_cache": true,
              "use_sliding_window": false,
              "vocab_size": 100
            }

            """.ReplaceLineEndings("\n"),
            HuggingFaceJson.ToText(HuggingFaceConfig.Write(config, ElementType.F32)));
    }

    [Fact]
    public void Write_KeepsWhatItDoesNotChange()
    {
        var original = (JsonObject)JsonNode.Parse("{" + Llama + """, "dtype": "float32", "initializer_range": 9.999999747378752e-06, "초대": [1.50, "끝"]}""")!;
        var config = HuggingFaceConfig.Read(original);
        var same = HuggingFaceConfig.Write(config, ElementType.F32, original);
        Assert.Equal(HuggingFaceJson.ToText(original), HuggingFaceJson.ToText(same));

        var grown = HuggingFaceConfig.Write(config with { VocabularySize = 120, EosTokenIds = [3, 4] }, ElementType.BF16, original);
        Assert.Equal((120, "bfloat16", "[3,4]"), ((int)grown["vocab_size"]!, (string)grown["dtype"]!, grown["eos_token_id"]!.ToJsonString()));
        Assert.Equal("[1.50,\"끝\"]", grown["초대"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.False(grown.ContainsKey("torch_dtype"));
        Assert.Equal(100, (int)original["vocab_size"]!);
    }

    [Fact]
    public void Write_TurnsACausalModelIntoARewardModelAndBack()
    {
        var original = (JsonObject)JsonNode.Parse("{" + As("qwen3", "Qwen3") + "}")!;
        var config = HuggingFaceConfig.Read(original);
        var reward = HuggingFaceConfig.Write(config with { NumLabels = 1 }, ElementType.BF16, original);
        Assert.Equal("[\"Qwen3ForSequenceClassification\"]", reward["architectures"]!.ToJsonString());
        Assert.Equal(1, HuggingFaceConfig.Read(reward).NumLabels);
        var causal = HuggingFaceConfig.Write(config, ElementType.BF16, reward);
        Assert.Equal("[\"Qwen3ForCausalLM\"]", causal["architectures"]!.ToJsonString());
        Assert.False(causal.ContainsKey("id2label"));
    }

    [Fact]
    public void Write_ChangesRopeAndWindowsInTheFilesOwnStyle()
    {
        var modern = (JsonObject)JsonNode.Parse("{" + Llama + """, "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0}}""")!;
        var config = HuggingFaceConfig.Read(modern);
        var yarn = config with { Rope = config.Rope with { Scaling = RopeScalingKind.Yarn, Factor = 4, OriginalMaxPositions = 256 } };
        var written = HuggingFaceConfig.Write(yarn, ElementType.F32, modern);
        Assert.Equal("yarn", (string)written["rope_parameters"]!["rope_type"]!);
        Assert.False(written.ContainsKey("rope_scaling"));

        var qwen = (JsonObject)JsonNode.Parse("{" + As("qwen2", "Qwen2") + """, "layer_types": ["full_attention", "full_attention", "full_attention", "full_attention"]}""")!;
        var window = HuggingFaceConfig.Read(qwen) with { SlidingWindow = 8, FirstWindowLayer = 3 };
        var windowed = HuggingFaceConfig.Write(window, ElementType.F32, qwen);
        Assert.Equal("sliding_attention", (string)windowed["layer_types"]![3]!);
    }

    [Theory]
    [InlineData("qwen2", "QkNorm = True")]
    [InlineData("llama", "SlidingWindow = 16")]
    [InlineData("mistral", "Interleaved = True")]
    public void Write_RefusesWhatTheFamilyCannotExpress(string family, string difference)
    {
        var config = Read(As(family, char.ToUpperInvariant(family[0]) + family[1..]));
        config = family switch
        {
            "qwen2" => config with { QkNorm = true },
            "llama" => config with { SlidingWindow = 16 },
            _ => config with { Rope = new() { Interleaved = true } },
        };
        var error = Assert.Throws<ArgumentException>(() => HuggingFaceConfig.Write(config, ElementType.F32));
        Assert.Contains(difference, error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Write_LeavesARealConfigUntouched()
    {
        string path = SharedData.Require("tiny_weights", "verl_digit_completion", "config.json");
        var json = HuggingFaceJson.ReadObject(path);
        string written = HuggingFaceJson.ToText(HuggingFaceConfig.Write(HuggingFaceConfig.Read(json, path), ElementType.BF16, json));
        Assert.Equal(File.ReadAllText(path).TrimEnd() + "\n", written);
    }

    private static ModelConfig Read(string fields) => HuggingFaceConfig.Read((JsonObject)JsonNode.Parse("{" + fields + "}")!);

    private static string As(string type, string prefix) => Llama
        .Replace("\"llama\"", $"\"{type}\"", StringComparison.Ordinal)
        .Replace("LlamaFor", prefix + "For", StringComparison.Ordinal);
}

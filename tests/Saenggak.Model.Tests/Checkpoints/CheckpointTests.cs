using System.Text.Json.Nodes;
using Saenggak.Compute;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;
using Saenggak.Model.Safetensors;
using Saenggak.Model.Tests.Goldens;
using Saenggak.Model.Tests.Support;
using Saenggak.Testing;

namespace Saenggak.Model.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Device device = new(1);

    public static TheoryData<string> Cases => [.. GoldenCase.LoadAll().Select(c => c.Name)];

    public void Dispose()
    {
        device.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_SaveLoadSaveGivesTheSameBytes(string name)
    {
        using var golden = GoldenCase.Load(name);
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        foreach (var (type, shard) in new[] { (DType.F32, 20_000L), (DType.BF16, ShardPlan.DefaultMaxBytes) })
        {
            string first = folder[$"{type}-1"], second = folder[$"{type}-2"];
            CheckpointWriter.Write(first, model, new() { StoreAs = type, MaxShardBytes = shard, OriginalConfig = golden.ConfigJson });
            using var reader = CheckpointReader.Open(first);
            using var loaded = ModelLoader.Load(device, reader, new ModelOptions { Precision = DType.F32 });
            Assert.Empty(reader.UnusedTensors);
            CheckpointWriter.Write(second, loaded, new() { StoreAs = type, MaxShardBytes = shard, OriginalConfig = reader.ConfigJson });
            Assert.Equal(Contents(first), Contents(second));
            Assert.Equal(type == DType.F32, Directory.GetFiles(first, "model-*.safetensors").Length > 1);
            if (type == DType.F32) AssertSameWeights(model, loaded);
        }
    }

    [Fact]
    public void Write_ReplacesTheWeightsAndLeavesOtherFiles()
    {
        using var golden = GoldenCase.Load("qwen2-tied");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        Directory.CreateDirectory(folder["c"]);
        File.WriteAllText(Path.Combine(folder["c"], "manifest.json"), "{}");
        CheckpointWriter.Write(folder["c"], model, new() { StoreAs = DType.F32, MaxShardBytes = 20_000 });
        Assert.True(File.Exists(Path.Combine(folder["c"], ShardedTensors.IndexName)));
        CheckpointWriter.Write(folder["c"], model, new() { StoreAs = DType.F32 });
        Assert.Equal(["config.json", "manifest.json", "model.safetensors"], Names(folder["c"]));
    }

    [Fact]
    public void Write_TakesTokenizerAndGenerationOver()
    {
        using var golden = GoldenCase.Load("qwen3");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        Directory.CreateDirectory(folder["from"]);
        File.WriteAllText(Path.Combine(folder["from"], "tokenizer.json"), "{\"가\": 1}\r\n");
        File.WriteAllText(Path.Combine(folder["from"], "generation_config.json"), "{\"top_k\": 20}");
        CheckpointWriter.Write(folder["c"], model, new() { TokenizerFrom = folder["from"] });
        Assert.Equal("{\"가\": 1}\r\n", File.ReadAllText(Path.Combine(folder["c"], "tokenizer.json")));
        Assert.Equal(20, GenerationConfig.Read(folder["c"])!.TopK);
        CheckpointWriter.Write(folder["c"], model, new() { TokenizerFrom = folder["from"], Generation = GenerationConfig.Read(folder["c"])! with { TopK = 40 } });
        Assert.Equal(40, GenerationConfig.Read(folder["c"])!.TopK);
    }

    [Fact]
    public void Write_RefusesALayoutWithGaps()
    {
        using var golden = GoldenCase.Load("qwen3");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        var weights = model.Parameters.Select(p => (p, p.Weight)).ToList();
        Assert.Throws<ArgumentException>(() => CheckpointWriter.Write(folder["c"], model.Config, weights[1..], new()));
        Assert.Throws<ArgumentException>(() => CheckpointWriter.Write(folder["c"], model.Config with { Layers = 1 }, weights, new()));
        Assert.Throws<ArgumentException>(() => CheckpointWriter.Write(folder["c"], model.Config with { VocabularySize = 33 }, weights, new()));
        Assert.False(Directory.Exists(folder["c"]));
    }

    [Fact]
    public void Load_NamesMissingAndMisshapenTensors()
    {
        using (var golden = GoldenCase.Load("llama-biases"))
        using (var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 }))
        {
            CheckpointWriter.Write(folder.Path, model, new() { OriginalConfig = golden.ConfigJson });
        }
        Refuses(c => c["vocab_size"] = 40, "tensor model.embed_tokens.weight has shape [32, 32]; expected [40, 32]; set \"vocab_size\": 32");
        Refuses(c => c["intermediate_size"] = 41, "tensor model.layers.0.mlp.gate_proj.weight has shape [40, 32]; expected [41, 32]; check");
        Refuses(c => c["num_hidden_layers"] = 3, "tensor model.layers.2.input_layernorm.weight is missing; expected it with shape [32]");
        Refuses(c => c["architectures"] = new JsonArray("LlamaForSequenceClassification"), "one label");

        void Refuses(Action<JsonObject> change, string fault)
        {
            string path = folder[HuggingFaceConfig.FileName];
            byte[] before = File.ReadAllBytes(path);
            var json = HuggingFaceJson.ReadObject(path);
            change(json);
            File.WriteAllBytes(path, HuggingFaceJson.ToBytes(json));
            var error = Assert.Throws<InvalidDataException>(() =>
            {
                using var reader = CheckpointReader.Open(folder.Path);
                ModelLoader.Load(device, reader, new ModelOptions()).Dispose();
            });
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, before);
        }
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "an infinity")]
    public void Load_NamesTheFirstBadElement(float bad, string what)
    {
        using var golden = GoldenCase.Load("qwen2-tied");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        model.Parameters.First(p => p.Name == "layers.1.down").Weight.RowF32(2)[39] = bad;
        CheckpointWriter.Write(folder["c"], model, new());
        using var reader = CheckpointReader.Open(folder["c"]);
        var error = Assert.Throws<InvalidDataException>(() => ModelLoader.Load(device, reader, new ModelOptions()));
        Assert.Contains($"model.safetensors: tensor model.layers.1.mlp.down_proj.weight holds {what} at element 119;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UsesMatricesWhereTheyLie_AndKeepsTheFileMapped()
    {
        using var golden = GoldenCase.Load("qwen2-tied");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        CheckpointWriter.Write(folder["c"], model, new() { OriginalConfig = golden.ConfigJson });
        var reader = CheckpointReader.Open(folder["c"]);
        using var lent = ModelLoader.Load(device, reader, new ModelOptions());
        using var trained = ModelLoader.Load(device, reader, new ModelOptions { Trainable = true });
        reader.Dispose();
        Directory.Delete(folder["c"], recursive: true);

        Assert.Equal(["down", "embed", "gate_up", "o"], lent.Parameters.Where(p => p.IsLent).Select(p => p.Name.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(trained.Parameters, p => p.IsLent);
        AssertSameWeights(trained, lent);
        Assert.Throws<InvalidOperationException>(() => lent.Initialise(1));
    }

    [Fact]
    public void Load_CopiesWhatHasAnotherTypeOrLiesInAnotherFile()
    {
        using var golden = GoldenCase.Load("qwen2-tied");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 });
        CheckpointWriter.Write(folder["f32"], model, new() { StoreAs = DType.F32 });
        CheckpointWriter.Write(folder["shards"], model, new() { MaxShardBytes = 1 });
        using var wide = CheckpointReader.Open(folder["f32"]);
        using var split = CheckpointReader.Open(folder["shards"]);
        using var a = ModelLoader.Load(device, wide, new ModelOptions());
        using var b = ModelLoader.Load(device, split, new ModelOptions());
        Assert.DoesNotContain(a.Parameters, p => p.IsLent);
        Assert.DoesNotContain(b.Parameters, p => p.IsLent && p.Parts.Count > 1);
        // Norms keep what the files hold, matrices are bf16 either way.
        foreach (var (x, y) in a.Parameters.Zip(b.Parameters).Where(pair => !pair.First.IsVector)) Assert.Equal(x.Weight.ToArray(), y.Weight.ToArray());
    }

    [Fact]
    public void Load_StartsARewardModelFromALanguageModel()
    {
        using var golden = GoldenCase.Load("llama-biases");
        using var model = ModelLoader.Load(device, golden, new ModelOptions { Precision = DType.F32 }, golden.Config with { NumLabels = 1 });
        CheckpointWriter.Write(folder["rm"], model, new() { OriginalConfig = golden.ConfigJson });
        using var reader = CheckpointReader.Open(folder["rm"]);
        Assert.Equal(1, reader.Config.NumLabels);
        Assert.Contains("score.weight", reader.TensorNames);
        Assert.DoesNotContain("lm_head.weight", reader.TensorNames);
    }

    [Fact]
    public void Open_RefusesWhatIsNoCheckpoint()
    {
        Assert.Contains("no such folder", Fault(folder["none"]), StringComparison.Ordinal);
        Assert.Contains("config.json: no such file", Fault(folder.Path), StringComparison.Ordinal);
        File.WriteAllText(folder["config.json"], """{"model_type": "llama", """);
        Assert.Contains("not valid JSON", Fault(folder.Path), StringComparison.Ordinal);
        File.WriteAllText(folder["config.json"], "[]");
        Assert.Contains("not a JSON object", Fault(folder.Path), StringComparison.Ordinal);
        File.WriteAllText(folder["config.json"], GoldenCase.Load("qwen3").ConfigJson.ToJsonString());
        Assert.Contains("no model.safetensors", Fault(folder.Path), StringComparison.Ordinal);

        static string Fault(string path) => Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(path)).Message;
    }

    [SkippableFact]
    public void Write_ReproducesARealCheckpoint()
    {
        string original = SharedData.Require("tiny_weights", "verl_digit_completion");
        using var reader = CheckpointReader.Open(original);
        using var model = ModelLoader.Load(device, reader, new ModelOptions());
        Assert.Empty(reader.UnusedTensors);
        CheckpointWriter.Write(folder["c"], model, new() { OriginalConfig = reader.ConfigJson, TokenizerFrom = original });
        foreach (string name in (string[])["model.safetensors", "generation_config.json", "tokenizer_config.json"])
        {
            Assert.True(File.ReadAllBytes(Path.Combine(original, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder["c"], name))), name);
        }
    }

    private static void AssertSameWeights(CausalModel a, CausalModel b)
    {
        foreach (var (x, y) in a.Parameters.Zip(b.Parameters)) Assert.Equal(x.Weight.ToArray(), y.Weight.ToArray());
    }

    private static string[] Names(string path) => [.. Directory.GetFiles(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static List<string> Contents(string path)
        => [.. Names(path).Select(name => name + " " + System.Convert.ToHexString(File.ReadAllBytes(Path.Combine(path, name))))];
}

using Saenggak.Compute;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Tests.Support;
using Saenggak.Testing;

namespace Saenggak.Model.Tests;

/// <summary>Models whose matrices are held in eight bits.</summary>
public sealed class EightBitModelTests
{
    private static readonly ModelConfig Shape = new()
    {
        Family = "qwen3", HiddenSize = 96, Layers = 2, Heads = 4, KvHeads = 2, HeadDim = 16, IntermediateSize = 256, VocabularySize = 500,
        MaxPositions = 64, QkNorm = true, InitializerRange = 0.1f,
    };

    [Theory]
    [InlineData(true, DType.BF16)]
    [InlineData(false, DType.F32)]
    public void Model_HoldsEveryMatrixOnceAndNothingElseOfItsSize(bool tied, DType precision)
    {
        var config = Shape with { TieEmbeddings = tied };
        using var device = new Device(1);
        long before = NativeBuffer.LiveBytes;
        using (var model = new CausalModel(device, config, new() { Precision = precision, Weights = WeightStorage.EightBits }))
        {
            model.Initialise(1);
            long matrices = model.Parameters.Where(p => !p.IsVector).Sum(p => p.Length), held = NativeBuffer.LiveBytes - before;
            Assert.All(model.Parameters, p => Assert.Equal(p.IsVector, p.Quantised is null));
            // 17 bytes for sixteen weights, vectors and padding.
            Assert.InRange(held, matrices, matrices * 1.12);
        }
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [Theory]
    [InlineData(true, DType.BF16)]
    [InlineData(false, DType.F32)]
    public void Initialise_DrawsTheSameWeights(bool tied, DType precision)
    {
        var config = Shape with { TieEmbeddings = tied };
        using var device = new Device(2);
        using var full = new CausalModel(device, config, new() { Precision = precision });
        using var narrow = new CausalModel(device, config, new() { Precision = precision, Weights = WeightStorage.EightBits });
        full.Initialise(1);
        narrow.Initialise(1);
        int[] tokens = [.. Enumerable.Range(0, 60).Select(i => i * 37 % 500)];
        var (expected, actual) = (Decode(full, tokens, chunk: 60), Decode(narrow, tokens, chunk: 60));
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, 0.05 * scale);
        // Prompts run on other kernels than single tokens, which agree to the rounding of bf16.
        var single = Decode(narrow, tokens, chunk: 1);
        for (int i = 0; i < single.Length; i++) Assert.InRange(Math.Abs(single[i] - actual[i]), 0, 0.03 * scale);
        Score(full, tokens, out float[] one);
        Score(narrow, tokens, out float[] two);
        for (int i = 0; i < one.Length; i++) Assert.Equal(one[i], two[i], 0.3f);
    }

    [Fact]
    public void Training_IsRefused()
    {
        using var device = new Device(1);
        var error = Assert.Throws<ArgumentException>(() => new CausalModel(device, Shape, new() { Trainable = true, Weights = WeightStorage.EightBits }));
        Assert.StartsWith("weights in int8 cannot be trained; expected bf16 or f32; train first, then load the checkpoint in int8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_IsLoadedButNotWritten()
    {
        using var folder = new TemporaryFolder();
        using var device = new Device(2);
        using var full = new CausalModel(device, Shape, new());
        full.Initialise(3);
        CheckpointWriter.Write(folder.Path, full, new());
        using var reader = CheckpointReader.Open(folder.Path);
        using var loaded = ModelLoader.Load(device, reader, new() { Weights = WeightStorage.EightBits });
        using var drawn = new CausalModel(device, Shape, new() { Weights = WeightStorage.EightBits });
        drawn.Initialise(3);
        Assert.Equal(Decode(drawn, [1, 2, 3], chunk: 1), Decode(loaded, [1, 2, 3], chunk: 1));
        Assert.Contains("holds its weights in int8", Assert.Throws<ArgumentException>(() => CheckpointWriter.Write(folder.Path, loaded, new())).Message, StringComparison.Ordinal);
    }

    /// <summary>A trained model on text of its own: what eight bits change there.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(20)]
    public void Stories260K_PredictsNearlyTheSame(int chunk)
    {
        string path = SharedData.Require("tiny_weights", "stories260K", "stories260K.bin");
        using var device = new Device(1);
        using var source = Llama2C.Load(path);
        using var full = ModelLoader.Load(device, source, new());
        using var narrow = ModelLoader.Load(device, source, new() { Weights = WeightStorage.EightBits });
        var tokens = Greedy(full, 200);
        double divergence = 0;
        int agreements = 0, count = 0;
        for (int start = 0; start < tokens.Length; start += 20, count++)
        {
            int[] text = tokens[..Math.Min(start + 20, tokens.Length)];
            var (p, q) = (Decode(full, text, chunk), Decode(narrow, text, chunk));
            divergence += Divergence(p, q);
            if (Array.IndexOf(p, p.Max()) == Array.IndexOf(q, q.Max())) agreements++;
        }
        Assert.InRange(divergence / count, 0, 0.01);
        Assert.InRange(agreements, count - 1, count);
    }

    /// <summary>Logits after the last token.</summary>
    private static float[] Decode(CausalModel model, int[] tokens, int chunk)
    {
        using var cache = new KvCache(model.Config, 1, model.Config.MaxPositions, model.CacheType);
        using var buffer = new NativeBuffer(model.Config.VocabularySize * sizeof(float));
        var logits = buffer.View(DType.F32, 1, model.Config.VocabularySize);
        int slot = cache.Rent();
        foreach (var part in tokens.Chunk(chunk))
        {
            Assert.True(cache.TryExtend(slot, part.Length));
            model.Decode(part, [0, part.Length], [slot], cache, logits);
        }
        return logits.ToArray();
    }

    private static int[] Greedy(CausalModel model, int count)
    {
        using var cache = new KvCache(model.Config, 1, model.Config.MaxPositions, model.CacheType);
        using var buffer = new NativeBuffer(model.Config.VocabularySize * sizeof(float));
        var logits = buffer.View(DType.F32, 1, model.Config.VocabularySize);
        int slot = cache.Rent();
        List<int> tokens = [1];
        while (tokens.Count < count)
        {
            Assert.True(cache.TryExtend(slot, 1));
            model.Decode([tokens[^1]], [0, 1], [slot], cache, logits);
            var row = logits.ToArray();
            tokens.Add(Array.IndexOf(row, row.Max()));
        }
        return [.. tokens];
    }

    private static void Score(CausalModel model, int[] tokens, out float[] logprobs)
    {
        var batch = new PackedBatch();
        batch.Add(tokens, [.. tokens.Select((_, i) => i > 0)]);
        batch.Seal();
        logprobs = new float[tokens.Length - 1];
        model.Score(batch, logprobs, new float[logprobs.Length]);
    }

    private static double Divergence(float[] p, float[] q)
    {
        double logP = Math.Log(p.Sum(x => Math.Exp(x))), logQ = Math.Log(q.Sum(x => Math.Exp(x)));
        return p.Zip(q, (a, b) => Math.Exp(a - logP) * (a - logP - (b - logQ))).Sum();
    }
}

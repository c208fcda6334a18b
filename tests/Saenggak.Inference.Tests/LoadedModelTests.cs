using Saenggak.Compute;
using Saenggak.Inference.Engine;
using Saenggak.Inference.Tests.Support;
using Saenggak.Model;
using Saenggak.Text;
using Saenggak.Text.Chat;

namespace Saenggak.Inference.Tests;

/// <summary>A checkpoint folder from disk to text, with the real model behind the engine.</summary>
public sealed class LoadedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LoadedModelTests() => TinyCheckpoint.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_TakesTokenizerTemplateAndDefaultsFromTheFolder()
    {
        long before = NativeBuffer.LiveBytes;
        using (var model = Load())
        {
            Assert.Equal((0.7f, 0.9f, 2048), (model.Defaults.Temperature, model.Defaults.TopP, model.Defaults.MaxTokens));
            Assert.Equal([0, 1, model.Tokenizer.ImEndId!.Value], model.StopTokens);
            var deltas = new List<TextDelta>();
            var reply = model.Chat([ChatMessage.User("사과 세 개와 배 두 개는 모두 몇 개인가?")], new() { Sampling = new() { MaxTokens = 40, Seed = 3 } }, deltas.Add);
            Assert.InRange(reply.Sample.Tokens.Length, 1, 40);
            Assert.Equal(reply.Answer ?? "", string.Concat(deltas.Where(d => !d.IsThought).Select(d => d.Text)));
        }
        Assert.Equal(before, NativeBuffer.LiveBytes);
    }

    [Fact]
    public void Generate_GivesLogprobsThatTheModelItselfScores()
    {
        using var model = Load();
        var options = new GenerationOptions { Count = 4, Sampling = new() { MaxTokens = 50, Seed = 11 } };
        var result = model.Generate([model.Encode("철수는 구슬 열 개를")], options)[0];
        var causal = (CausalModel)model.Decoder;
        foreach (var sample in result.Samples)
        {
            int[] tokens = [.. result.Prompt.Tokens, .. sample.Sample.Tokens];
            var batch = new PackedBatch();
            var scored = Enumerable.Range(0, tokens.Length).Select(i => i >= result.Prompt.Tokens.Length).ToArray();
            batch.Add(tokens, scored);
            batch.Seal();
            var logprobs = new float[sample.Sample.Tokens.Length];
            causal.Score(batch, logprobs, new float[logprobs.Length]);
            for (int i = 0; i < logprobs.Length; i++) Assert.Equal(logprobs[i], sample.Sample.Logprobs[i], 1e-3);
        }
        Assert.True(result.Samples.Select(s => s.Text).Distinct().Count() > 1);
    }

    [Fact]
    public void Generate_GivesTheSameGreedyTokensAloneInACrowdAndInATinyCache()
    {
        string[] texts = ["사과 세 개와", "철수는 구슬 열 개를 가지고 있었는데", "한 상자에", "먼저 두 수를 더하고, 그다음에 셋으로 나눈다.", "답은", "연필이 여덟 자루씩"];
        var greedy = new GenerationOptions { Sampling = new() { Temperature = 0, MaxTokens = 60 } };
        using var roomy = Load();
        var alone = texts.Select(t => roomy.Complete(t, greedy).Sample.Tokens).ToArray();
        var crowd = roomy.Generate([.. texts.Select(roomy.Encode)], greedy);
        Assert.Equal(alone, crowd.Select(r => r.Samples[0].Sample.Tokens));
        using var tight = Load(new() { MaxBatch = 4, CacheTokens = 256, PrefillChunkTokens = 7 });
        Assert.Equal(alone, tight.Generate([.. texts.Select(tight.Encode)], greedy).Select(r => r.Samples[0].Sample.Tokens));
        Assert.True(tight.Engine.Statistics.Preemptions > 0);
    }

    [Fact]
    public void EightBits_GiveTheSameTokensAloneAndAmongAFew()
    {
        string[] texts = ["사과 세 개와", "철수는 구슬 열 개를 가지고 있었는데", "한 상자에"];
        var options = new GenerationOptions { Sampling = new() { Temperature = 0, MaxTokens = 40 } };
        using var model = LanguageModel.Load(folder.Path, new() { Weights = WeightStorage.EightBits, Threads = 2, Engine = new() { MaxBatch = 4, PrefillChunkTokens = 1 } });
        Assert.Equal(WeightStorage.EightBits, ((CausalModel)model.Decoder).Options.Weights);
        var alone = texts.Select(text => model.Complete(text, options).Sample.Tokens).ToArray();
        Assert.Equal(alone, model.Generate([.. texts.Select(model.Encode)], options).Select(r => r.Samples[0].Sample.Tokens));
    }

    [Fact]
    public void Load_NamesWhatIsMissing()
    {
        File.Delete(Path.Combine(folder.Path, "model.safetensors"));
        Assert.Contains(folder.Path, Assert.Throws<InputException>(() => Load()).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => LanguageModel.Load(Path.Combine(folder.Path, "없는 폴더")));
    }

    private LanguageModel Load(EngineOptions? engine = null)
        => LanguageModel.Load(folder.Path, new() { Precision = DType.F32, Threads = 1, Engine = engine ?? new() { MaxBatch = 8 } });
}

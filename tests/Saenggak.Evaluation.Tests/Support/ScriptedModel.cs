using Saenggak.Compute;
using Saenggak.Inference;
using Saenggak.Model;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Evaluation.Tests.Support;

/// <summary>A language model that says what a function of the question says; every following token is certain.</summary>
internal sealed unsafe class ScriptedModel : IDecoder
{
    private static readonly Lazy<BpeTokenizer> SharedTokenizer = new(MakeTokenizer);
    private readonly Func<string, string> reply;

    private ScriptedModel(Func<string, string> reply) => this.reply = reply;

    /// <inheritdoc/>
    public ModelConfig Config { get; } = new()
    {
        Family = "qwen2",
        HiddenSize = 8,
        Layers = 1,
        Heads = 2,
        KvHeads = 2,
        HeadDim = 4,
        IntermediateSize = 8,
        VocabularySize = 320,
        MaxPositions = 512,
    };

    /// <inheritdoc/>
    public DType CacheType => DType.F32;

    private static BpeTokenizer Tokenizer => SharedTokenizer.Value;

    /// <summary>A model that answers a user's turn with what <paramref name="reply"/> gives, and then ends its own.</summary>
    public static LanguageModel Create(Func<string, string> reply) => new(new ScriptedModel(reply), Tokenizer, new() { Name = "scripted" });

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, ReadOnlySpan<int> slots, KvCache cache, in Tensor logits)
    {
        logits.Clear();
        for (int i = 0; i < slots.Length; i++)
        {
            int first = cache.Length(slots[i]) - (starts[i + 1] - starts[i]);
            for (int t = starts[i]; t < starts[i + 1]; t++) *At(cache, slots[i], first + t - starts[i]) = tokens[t];
            logits.RowF32(i)[Next(cache, slots[i])] = 100;
        }
    }

    private int Next(KvCache cache, int slot)
    {
        var past = new int[cache.Length(slot)];
        for (int t = 0; t < past.Length; t++) past[t] = (int)*At(cache, slot, t);
        int turn = Array.LastIndexOf(past, Tokenizer.TokenToId("<|im_start|>")!.Value);
        // The assistant's turn begins after the line end behind its name.
        string text = Tokenizer.Decode(past), question = text[(text.LastIndexOf("<|im_start|>user\n", StringComparison.Ordinal) + 17)..];
        question = question[..question.IndexOf("<|im_end|>", StringComparison.Ordinal)];
        int[] wanted = Tokenizer.Encode($"<|im_start|>assistant\n{reply(question)}<|im_end|>");
        return wanted[past.Length - turn];
    }

    // Token ids lie where a model keeps its keys and values.
    private static float* At(KvCache cache, int slot, int position)
        => (float*)cache.Layer(0).Values(cache.Blocks(slot)[position / KvCache.BlockTokens]) + position % KvCache.BlockTokens * 4;

    private static BpeTokenizer MakeTokenizer()
    {
        string folder = Directory.CreateTempSubdirectory("saenggak-").FullName;
        try
        {
            BpeTrainer.Train(["사과 세 개와 배 두 개를 더하면 다섯 개입니다."], new()
            {
                VocabularySize = 300,
                SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
                WholeTokens = ["<think>", "</think>"],
            }).Save(folder, new() { EosToken = "<|im_end|>", PadToken = "<|endoftext|>", ChatTemplate = BuiltInTemplates.Think });
            return BpeTokenizer.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

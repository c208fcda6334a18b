using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

/// <summary>A small tokenizer trained here, its file to be altered, and random text of all kinds.</summary>
internal sealed class TokenizationSamples : IDisposable
{
    public const string Eos = "<|im_end|>";

    public static readonly string[] Texts =
    [
        "민수는 사과 12개를 가지고 있습니다. 지아에게 3개를 주면 몇 개가 남습니까?",
        "사과가 12개이고 3개를 주었으므로 12 - 3 = 9, 남은 사과는 9개입니다.",
        "생각이 많은 날에는 천천히 걸으며 생각을 정리합니다. It's a long day, isn't it?",
        "하루에 책을 15쪽씩 읽으면 일주일 동안 모두 105쪽을 읽습니다.\n\n답은 105쪽입니다.",
    ];

    public TokenizationSamples()
    {
        Folder = Directory.CreateTempSubdirectory("saenggak-tokenizer-").FullName;
        Trained = BpeTrainer.Train(Texts, Options);
        Trained.Save(Folder, new TokenizerConfig { EosToken = Eos, PadToken = "<|endoftext|>", ChatTemplate = "{{ messages }}\n" });
    }

    public static BpeTrainerOptions Options { get; } = new()
    {
        VocabularySize = 400,
        MinFrequency = 1,
        SpecialTokens = ["<|endoftext|>", "<|im_start|>", Eos],
        WholeTokens = ["<think>", "</think>"],
    };

    public string Folder { get; }

    public TrainedBpe Trained { get; }

    public string TokenizerJson => Path.Combine(Folder, BpeTokenizer.FileName);

    public BpeTokenizer Load() => BpeTokenizer.Load(Folder);

    /// <summary>Loads the tokenizer after a change to its file.</summary>
    public BpeTokenizer LoadAltered(Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(File.ReadAllText(TokenizerJson))!.AsObject();
        change(root);
        string altered = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "altered")).FullName, BpeTokenizer.FileName);
        File.WriteAllText(altered, root.ToJsonString());
        return BpeTokenizer.Load(altered);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Random text of pieces that pre-tokenizers treat differently, and of any scalars at all.</summary>
    public static Arbitrary<string> AnyText { get; } = Arb.From(
        Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()))
            .ListOf()
            .Select(string.Concat),
        Shorter);

    /// <summary>Checks that an assertion holds for random values.</summary>
    public static void ForAll<T>(Arbitrary<T> values, Action<T> holds, int tests, int size) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(size), Prop.ForAll(values, holds));

    private static string[] Pieces =>
    [
        "a", "Z", "é", "한", "국어", "ᄒ", "ᅡ", "漢", "𠀋", "𝐀", "1", "23", "456789", "٣", "Ⅷ", "½", "𝟘", "😀", "👨‍👩‍👧", "\u0301", "\u20E3",
        " ", "  ", "\t", "\n", "\r\n", "\n\n", "\u00A0", "\u3000", "\u2028", "\u0085", "\u200B", "\v", "'", "'s", "'S", "'T", "'re", "'Re", "'rE",
        "'VE", "'m", "'ll", "'lL", "'d", "'\u017F", "'l", "'r", "!", "?!", "_", "-", "<|im_end|>", "<think>", "\0", "$", "+",
    ];

    private static IEnumerable<string> Shorter(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int width = char.IsSurrogatePair(text, at) ? 2 : 1;
            yield return text.Remove(at, width);
            at += width;
            if (at >= text.Length - 1) yield break;
        }
    }
}

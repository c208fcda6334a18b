using System.Text;
using FsCheck.Fluent;
using Saenggak.Text.Tokenization;

namespace Saenggak.Text.Tests;

public sealed class TokenizationTrainerTests
{
    [Fact]
    public void Train_MergesTheMostFrequentPairFirst_SmallerIdsOnTies()
    {
        TrainedBpe trained = BpeTrainer.Train(["abab ab cd cd"], new BpeTrainerOptions { VocabularySize = 260, SpecialTokens = [] });
        // ab stands three times; then "cd" and " c", " cd" stand twice, and c (id 66) comes before Ġ (id 220).
        Assert.Equal(["ab", "cd", "Ġcd"], trained.Names.Skip(256).Take(3));
        Assert.Equal("!", trained.Names[0]);
        Assert.Equal("Ġ", trained.Names[220]);
    }

    [Fact]
    public void Train_MatchesCountingFromScratchAtEachStep()
    {
        var words = Gen.Elements("가나다", "나다", "aaa", "aaaa", "abab", "cabab", "baba", "12", " ", "가가가가", "ababab", "ca").ListOf().ToArbitrary();
        TokenizationSamples.ForAll(words, chosen =>
        {
            string text = string.Join(' ', chosen);
            TrainedBpe trained = BpeTrainer.Train([text], new BpeTrainerOptions { VocabularySize = 290, MinFrequency = 2 });
            List<string> expected = PlainMerges(text, mergesAtMost: 34, minFrequency: 2);
            Assert.Equal(expected, trained.Merges.Select(merge => $"{trained.Names[merge.Left]} {trained.Names[merge.Right]}"));
        }, tests: 150, size: 40);
    }

    [Fact]
    public void Train_GivesTheSameVocabularyInAnyOrder()
    {
        TrainedBpe forward = BpeTrainer.Train(TokenizationSamples.Texts, TokenizationSamples.Options);
        TrainedBpe backward = BpeTrainer.Train(TokenizationSamples.Texts.Reverse(), TokenizationSamples.Options);
        Assert.Equal(forward.Names, backward.Names);
        Assert.Equal(forward.Merges, backward.Merges);
    }

    [Fact]
    public void Train_StopsBelowMinFrequency()
    {
        var options = new BpeTrainerOptions { VocabularySize = 1000, MinFrequency = 3 };
        Assert.Equal(["ab", "abc"], BpeTrainer.Train(["abc abc abc xy xy"], options).Names.Skip(256));
        Assert.Equal(256, BpeTrainer.Train([], options).VocabularySize);
    }

    [Fact]
    public void Train_LearnsNothingFromSpecialTokensAndComposesJamo()
    {
        var options = new BpeTrainerOptions { VocabularySize = 300, SpecialTokens = ["<|im_end|>"] };
        TrainedBpe trained = BpeTrainer.Train(Enumerable.Repeat("<|im_end|>\u1100\u1161<|im_end|>", 5), options);
        Assert.Equal(2, trained.MergeCount);
        Assert.Equal(ByteLevelAlphabet.Write(Encoding.UTF8.GetBytes("가")), trained.Names[^1]);
    }

    [Fact]
    public void Save_GivesATokenizerThatLoadsAndKnowsItsNames()
    {
        using var samples = new TokenizationSamples();
        BpeTokenizer tokenizer = samples.Load();
        Assert.Equal(samples.Trained.VocabularySize, tokenizer.VocabularySize);
        Assert.Equal(400, tokenizer.VocabularySize);
        Assert.Equal(tokenizer.TokenToId("<|im_end|>"), tokenizer.EosId);
        Assert.Equal(397, tokenizer.EosId);
        Assert.Equal(395, tokenizer.PadId);
        Assert.True(tokenizer.IsSpecial(397));
        Assert.False(tokenizer.IsSpecial(tokenizer.TokenToId("<think>")!.Value));
        Assert.Equal("{{ messages }}\n", tokenizer.Config.ChatTemplate);
        for (int id = 0; id < tokenizer.VocabularySize; id++) Assert.Equal(id, tokenizer.TokenToId(tokenizer.IdToToken(id)!));

        int[] ids = tokenizer.Encode(TokenizationSamples.Texts[0]);
        Assert.True(ids.Length < Encoding.UTF8.GetByteCount(TokenizationSamples.Texts[0]) / 2);
        Assert.Equal(TokenizationSamples.Texts[0], tokenizer.Decode(ids));
        Assert.Equal(2, Directory.GetFileSystemEntries(samples.Folder).Length);
    }

    [Fact]
    public void Train_RefusesWhatCannotBe()
    {
        Assert.Contains("at least 258", Refusal(new BpeTrainerOptions { VocabularySize = 257, SpecialTokens = ["<a>", "<b>"] }), StringComparison.Ordinal);
        Assert.Contains("given twice", Refusal(new BpeTrainerOptions { VocabularySize = 300, SpecialTokens = ["<a>"], WholeTokens = ["<a>"] }), StringComparison.Ordinal);
        Assert.Contains("is empty", Refusal(new BpeTrainerOptions { VocabularySize = 300, SpecialTokens = [""] }), StringComparison.Ordinal);
        Assert.Contains("is a byte", Refusal(new BpeTrainerOptions { VocabularySize = 300, WholeTokens = ["+"] }), StringComparison.Ordinal);
        var trained = BpeTrainer.Train(["가"], new BpeTrainerOptions { VocabularySize = 300, SpecialTokens = ["<a>"] });
        var error = Assert.Throws<InputException>(() => trained.Save(Path.GetTempPath(), new TokenizerConfig { EosToken = "</s>" }));
        Assert.Contains("\"</s>\" is not among the special tokens (<a>)", error.Message, StringComparison.Ordinal);
    }

    private static string Refusal(BpeTrainerOptions options) => Assert.Throws<InputException>(() => BpeTrainer.Train([], options)).Message;

    private static List<string> PlainMerges(string text, int mergesAtMost, int minFrequency)
    {
        var ends = new List<int>();
        Splitter.ForPattern(Qwen2Splitter.SingleDigitPattern).Split(text, 0, ends);
        List<string> names = [.. ByteLevelAlphabet.BytesInCharOrder().Select(value => ByteLevelAlphabet.ToChar(value).ToString())];
        List<List<int>> words = [.. ends.Select((end, i) => text[(i == 0 ? 0 : ends[i - 1])..end])
            .Select(word => Encoding.UTF8.GetBytes(word).Select(value => names.IndexOf(ByteLevelAlphabet.ToChar(value).ToString())).ToList())];
        var merges = new List<string>();
        while (names.Count < 256 + mergesAtMost)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1), (left, right) => new Pair(left, right)))
                .GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                .FirstOrDefault();
            if (best is null || best.Count() < minFrequency) break;
            string merged = names[best.Key.Left] + names[best.Key.Right];
            if (!names.Contains(merged)) names.Add(merged);
            string merge = $"{names[best.Key.Left]} {names[best.Key.Right]}";
            if (!merges.Contains(merge)) merges.Add(merge);
            foreach (List<int> word in words)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] != best.Key.Left || word[i + 1] != best.Key.Right) continue;
                    word[i] = names.IndexOf(merged);
                    word.RemoveAt(i + 1);
                }
            }
        }
        return merges;
    }
}

namespace Saenggak.Text.Tokenization;

/// <summary>
/// Trains byte-level BPE (Sennrich et al. 2016): the most frequent pair of adjacent tokens becomes a token, again and
/// again. Equal counts: the pair of smaller ids, so the same texts give the same vocabulary in whatever order they come.
/// </summary>
public static class BpeTrainer
{
    private const int ByteCount = 256;

    /// <summary>Trains a vocabulary; the texts are read once and not kept.</summary>
    /// <exception cref="InputException">The vocabulary size has no room for bytes and given tokens, or a given token is empty or repeated.</exception>
    public static TrainedBpe Train(IEnumerable<string> texts, BpeTrainerOptions options)
    {
        Check(options);
        int modelSize = options.VocabularySize - options.SpecialTokens.Count - options.WholeTokens.Count;
        TrainedBpe.Tokens whole = new(options.SpecialTokens, options.WholeTokens);
        byte[] alphabet = ByteLevelAlphabet.BytesInCharOrder();
        var names = new List<string>(modelSize);
        foreach (byte value in alphabet) names.Add(ByteLevelAlphabet.ToChar(value).ToString());
        TrainingWords words = Count(texts, whole, alphabet);
        List<Pair> merges = Merge(words, names, modelSize, options.MinFrequency);
        return new TrainedBpe(names, merges, whole);
    }

    // A method of its own, so that the strings are gone before the merging takes its memory.
    private static TrainingWords Count(IEnumerable<string> texts, TrainedBpe.Tokens whole, ReadOnlySpan<byte> alphabet)
    {
        var counter = new PreTokenCounter(whole.From(firstId: 0));
        foreach (string text in texts) counter.Add(text);
        return new TrainingWords(counter.Counts, alphabet);
    }

    private static List<Pair> Merge(TrainingWords words, List<string> names, int modelSize, int minFrequency)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < names.Count; id++) ids[names[id]] = id;
        var merges = new List<Pair>(modelSize);
        var known = new HashSet<Pair>();
        var touched = new List<int>();
        var pairs = new PairIndex();
        words.CountPairs(pairs);
        pairs.OfferRaised();

        while (names.Count < modelSize && pairs.TryTake(out Pair pair, out long count, touched) && count >= minFrequency)
        {
            string name = names[pair.Left] + names[pair.Right];
            // Two ways can lead to the same token (ab+c, a+bc); it keeps its first id, as in Hugging Face's trainer.
            if (!ids.TryGetValue(name, out int merged))
            {
                merged = names.Count;
                ids[name] = merged;
                names.Add(name);
            }
            if (known.Add(pair)) merges.Add(pair);
            foreach (int word in touched) words.Merge(word, pair, merged, pairs);
            pairs.OfferRaised();
        }
        return merges;
    }

    private static void Check(BpeTrainerOptions options)
    {
        string[] given = [.. options.SpecialTokens, .. options.WholeTokens];
        if (given.Any(string.IsNullOrEmpty)) throw new InputException("a special token of the tokenizer to train is empty; expected text such as <|im_end|>.");
        if (given.FirstOrDefault(token => token is [>= '!' and <= '~']) is { } single)
        {
            throw new InputException($"the token \"{single}\" to train is a byte, which is a token already; expected a longer one.");
        }
        if (given.GroupBy(token => token, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new InputException($"the token \"{repeated.Key}\" is given twice for the tokenizer to train; expected each once.");
        }
        int least = ByteCount + given.Length;
        if (options.VocabularySize < least)
        {
            throw new InputException($"a vocabulary of {options.VocabularySize} tokens is too small; expected at least {least}: {ByteCount} bytes and {given.Length} given tokens.");
        }
    }
}

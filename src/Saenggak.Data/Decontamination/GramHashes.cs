namespace Saenggak.Data;

/// <summary>Hashes of the n-grams of a masked text, in order of place: of symbols, or of words.</summary>
internal static class GramHashes
{
    /// <summary>Writes a hash for each run of <paramref name="n"/> symbols and says how many there are.</summary>
    public static int OfSymbols(MaskedText text, int n, ref ulong[] hashes)
    {
        ReadOnlySpan<char> symbols = text.Symbols;
        int count = Math.Max(0, symbols.Length - n + 1);
        if (hashes.Length < count) hashes = new ulong[count + (count / 2)];
        ulong top = Power(n - 1), rolling = 0;
        for (int i = 0; i < symbols.Length; i++)
        {
            if (i >= n) rolling -= (symbols[i - n] + 1UL) * top;
            rolling = (rolling * NGrams.Base) + symbols[i] + 1UL;
            if (i >= n - 1) hashes[i - n + 1] = NGrams.Mix(rolling);
        }
        return count;
    }

    /// <summary>Writes a hash for each run of <paramref name="n"/> words and says how many there are.</summary>
    public static int OfWords(MaskedText text, int n, ref ulong[] hashes, ref ulong[] words)
    {
        int count = Math.Max(0, text.WordCount - n + 1);
        if (count == 0) return 0;
        if (hashes.Length < count) hashes = new ulong[count + (count / 2)];
        if (words.Length < text.WordCount) words = new ulong[text.WordCount * 2];
        ReadOnlySpan<char> symbols = text.Symbols;
        ReadOnlySpan<int> starts = text.Words;
        ulong top = Power(n - 1), rolling = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int end = i + 1 < starts.Length ? starts[i + 1] : symbols.Length;
            ulong word = 0;
            for (int j = starts[i]; j < end; j++) word = (word * NGrams.Base) + symbols[j] + 1UL;
            words[i] = NGrams.Mix(word);
            if (i >= n) rolling -= words[i - n] * top;
            rolling = (rolling * NGrams.Base) + words[i];
            // The sum is flipped so that words and symbols never share a gram.
            if (i >= n - 1) hashes[i - n + 1] = ~NGrams.Mix(rolling);
        }
        return count;
    }

    private static ulong Power(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) power *= NGrams.Base;
        return power;
    }
}

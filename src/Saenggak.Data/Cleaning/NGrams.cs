namespace Saenggak.Data;

/// <summary>64-bit hashes of character n-grams, the same on every machine.</summary>
internal static class NGrams
{
    /// <summary>Base of the rolling polynomial that a gram is hashed with.</summary>
    public const ulong Base = 0x9E3779B97F4A7C15;

    /// <summary>The distinct n-grams of a text, sorted. A text shorter than n is one gram.</summary>
    public static ulong[] Distinct(ReadOnlySpan<char> text, int n)
    {
        if (text.IsEmpty) return [];
        int size = Math.Min(n, text.Length);
        var hashes = new ulong[text.Length - size + 1];
        ulong top = 1;
        for (int i = 1; i < size; i++) top *= Base;
        ulong rolling = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (i >= size) rolling -= (text[i - size] + 1UL) * top;
            rolling = (rolling * Base) + text[i] + 1UL;
            if (i >= size - 1) hashes[i - size + 1] = Mix(rolling);
        }
        Array.Sort(hashes);
        int kept = 1;
        for (int i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] != hashes[kept - 1]) hashes[kept++] = hashes[i];
        }
        return kept == hashes.Length ? hashes : hashes[..kept];
    }

    /// <summary>Shared over all distinct grams of two sorted sets (Jaccard index).</summary>
    public static double Jaccard(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j]) (shared, i, j) = (shared + 1, i + 1, j + 1);
            else if (a[i] < b[j]) i++;
            else j++;
        }
        int all = a.Length + b.Length - shared;
        return all == 0 ? 1 : (double)shared / all;
    }

    /// <summary>Spreads a value over all 64 bits (the finaliser of SplitMix64, Steele and others 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

namespace Saenggak.Data;

/// <summary>Two texts and the Jaccard index of their gram sets.</summary>
/// <param name="First">Index of one text.</param>
/// <param name="Second">Index of the other, a later one.</param>
/// <param name="Jaccard">Shared grams over all grams.</param>
public readonly record struct SimilarPair(int First, int Second, double Jaccard);

/// <summary>
/// All pairs of texts that are near-duplicates, exactly and without comparing all with all: two sets with Jaccard index t or
/// more share one of their rarest grams (prefix filter; Bayardo, Ma and Srikant 2007). For samples that fit in memory: it
/// shows what <see cref="Deduplicator"/> missed.
/// </summary>
public static class SimilarPairs
{
    /// <summary>The pairs with Jaccard index <paramref name="threshold"/> or more, in order. Texts without letters are in none.</summary>
    public static IReadOnlyList<SimilarPair> Find(IReadOnlyList<string> texts, int gramLength, double threshold)
    {
        ulong[][] sets = [.. texts.AsParallel().AsOrdered().Select(text => NGrams.Distinct(TextKey.Letters(text), gramLength))];
        var frequency = new Dictionary<ulong, int>();
        foreach (ulong gram in sets.SelectMany(set => set)) frequency[gram] = frequency.GetValueOrDefault(gram) + 1;

        var index = new Dictionary<ulong, List<int>>();
        var pairs = new List<SimilarPair>();
        var seen = new HashSet<int>();
        for (int i = 0; i < sets.Length; i++)
        {
            ulong[] set = sets[i];
            if (set.Length == 0) continue;
            int prefix = set.Length - (int)Math.Ceiling((threshold * set.Length) - 1e-9) + 1;
            seen.Clear();
            foreach (ulong gram in set.OrderBy(gram => frequency[gram]).ThenBy(gram => gram).Take(prefix))
            {
                if (!index.TryGetValue(gram, out List<int>? before)) index[gram] = before = [];
                foreach (int other in before)
                {
                    int less = Math.Min(set.Length, sets[other].Length), more = Math.Max(set.Length, sets[other].Length);
                    if (less < (threshold * more) - 1e-9 || !seen.Add(other)) continue;
                    double jaccard = NGrams.Jaccard(sets[other], set);
                    if (jaccard >= threshold) pairs.Add(new SimilarPair(other, i, jaccard));
                }
                before.Add(i);
            }
        }
        pairs.Sort((a, b) => (a.First, a.Second).CompareTo((b.First, b.Second)));
        return pairs;
    }
}

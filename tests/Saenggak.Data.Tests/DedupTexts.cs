using Saenggak.Data.Problems;

namespace Saenggak.Data.Tests;

/// <summary>Texts of random syllables with planted copies, from a seed.</summary>
internal static class DedupTexts
{
    /// <summary>A text of words; the same seed gives the same text, and a share of its words changed if asked for.</summary>
    public static string Text(ulong seed, int words = 60, double changed = 0, ulong changes = 1)
    {
        var random = new SplitMix64(7, seed);
        var other = new SplitMix64(8, (seed * 1000) + changes);
        // A word is drawn for the text whether it stays or not, so that those after it do not shift.
        string Changed(string word) => other.Chance(changed) ? Word(other) : word;
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => Changed(Word(random))));
    }

    /// <summary>Of each ten documents: a text, the same text, a changed one, another changed one, and six alone.</summary>
    public static DedupDocument[] Planted(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new DedupDocument((i % 10) switch
        {
            0 => Text((ulong)(i / 10)),
            3 => Text((ulong)(i / 10)).Replace(" ", "  ", StringComparison.Ordinal),
            6 => Text((ulong)(i / 10), changed: 0.03 * (1 + (i / 10 % 4))),
            7 => Text((ulong)(i / 10), changed: 0.02, changes: 2),
            _ => Text(1_000_000UL + (ulong)i),
        })),
    ];

    /// <summary>The keeper of each document.</summary>
    public static int[] Keepers(IEnumerable<DedupDocument> documents, DedupOptions options)
    {
        DedupResult result = Deduplicator.Run(documents, options);
        return [.. Enumerable.Range(0, result.Documents).Select(result.KeeperOf)];
    }

    private static string Word(SplitMix64 random) =>
        string.Concat(Enumerable.Range(0, 3).Select(_ => (char)('가' + random.Below('힣' - '가' + 1))));
}

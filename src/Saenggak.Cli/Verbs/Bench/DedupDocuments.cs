using System.Text;
using Saenggak.Data;
using Saenggak.Data.Problems;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>
/// Korean-like documents of about 1 KB, written from a seed, any of them at any time. Ten in a row of the plan belong together:
/// a text, a copy of it with other spacing, a changed copy, six texts of their own, and one that shares a template with many;
/// the order scatters them over the whole set.
/// </summary>
internal sealed class DedupDocuments
{
    private const int GroupSize = 10, SampleSize = 20_000, Templates = 40, Words = 95;

    // Shares of changed words. With 5-grams they give Jaccard indices from 0.97 down to 0.4, many of them near a threshold of 0.7.
    private static readonly double[] Changes = [0.01, 0.02, 0.03, 0.05, 0.07, 0.10, 0.15];
    private static readonly string[] Particles = ["은", "는", "이", "가", "을", "를", "에", "에서", "으로", "와", "도", "까지", "의", "만"];
    private static readonly string[] Endings = ["합니다.", "했다.", "한다.", "하였습니다.", "해요.", "하고", "하지만", "하면서", "할 수 있다.", "됩니다."];
    private static readonly string[] Stems = MakeStems();

    private readonly int _count, _sampleStride;
    private readonly ulong _seed;
    private readonly long _step;

    public DedupDocuments(int count, ulong seed)
    {
        (_count, _seed) = (count, seed);
        // A step that shares no factor with the count visits every place once.
        _step = Math.Max(1, (long)(count * 0.6180339887));
        while (Gcd(_step, count) != 1) _step++;
        _sampleStride = Math.Max(1, ((count / GroupSize) + (SampleSize / GroupSize) - 1) / (SampleSize / GroupSize));
    }

    /// <summary>The document at a place in the order.</summary>
    public DedupDocument this[int index] => new(Write(Plan(index)));

    /// <summary>Whether a document is of the sample: about 20,000 in whole groups.</summary>
    public bool IsSampled(int index) => Plan(index) / GroupSize % _sampleStride == 0;

    private int Plan(int index) => (int)(index * _step % _count);

    private string Write(int plan)
    {
        int group = plan / GroupSize;
        ulong own = (ulong)plan + 1;
        return (plan % GroupSize) switch
        {
            0 => Text(Base(group), Words),
            1 => Text(Base(group), Words).Replace(". ", ".\n\n", StringComparison.Ordinal),
            2 => Text(Base(group), Words, new SplitMix64(_seed + 1, own), Changes[group % Changes.Length]),
            GroupSize - 1 => FromTemplate(group % Templates, own),
            _ => Text(new SplitMix64(_seed, own), Words),
        };
    }

    private SplitMix64 Base(int group) => new(_seed + 2, (ulong)group);

    // From 30 to 60 % of the words are the template's.
    private string FromTemplate(int template, ulong own)
    {
        int shared = Words * (3 + (template % 4)) / 10;
        return Text(new SplitMix64(_seed + 3, (ulong)template), shared) + "\n" + Text(new SplitMix64(_seed, own), Words - shared);
    }

    private static string Text(SplitMix64 random, int words, SplitMix64? changes = null, double share = 0)
    {
        var text = new StringBuilder(words * 5);
        for (int i = 0; i < words; i++)
        {
            string word = Word(random, i);
            if (changes is not null && changes.Chance(share))
            {
                // One word in four that changes is dropped, the others are replaced.
                if (changes.Below(4) == 0) continue;
                word = Word(changes, i);
            }
            text.Append(word).Append(' ');
        }
        return text.ToString(0, text.Length - 1);
    }

    // Every eighth word closes a clause. Stems are as unevenly frequent as words are.
    private static string Word(SplitMix64 random, int place)
    {
        double unit = random.Unit();
        string stem = Stems[(int)(Stems.Length * unit * unit * unit)];
        return stem + (place % 8 == 7 ? random.Pick(Endings) : random.Pick(Particles));
    }

    private static string[] MakeStems()
    {
        var random = new SplitMix64(0x5AE2);
        string[] syllables = [.. Enumerable.Range(0, 400).Select(_ => ((char)('가' + random.Below('힣' - '가' + 1))).ToString())];
        return [.. Enumerable.Range(0, 20_000).Select(_ => string.Concat(Enumerable.Range(0, random.Between(1, 3)).Select(_ => random.Pick(syllables))))];
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}

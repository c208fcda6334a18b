using Saenggak.Compute;
using Saenggak.Model;
using Saenggak.Training.Sft;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>How far one model's predictions are from another's on the same tokens, decoded one token of each text at a time.</summary>
internal sealed class LogitsComparison : IDisposable
{
    private readonly CausalModel expected, actual;
    private readonly NativeBuffer logits;
    private readonly List<double> divergences = [];
    private double expectedLoss, actualLoss;
    private int agreements;

    /// <summary>Compares <paramref name="actual"/> with <paramref name="expected"/>, of the same shape.</summary>
    public LogitsComparison(CausalModel expected, CausalModel actual, int batch)
    {
        (this.expected, this.actual) = (expected, actual);
        logits = new NativeBuffer(2L * batch * expected.Config.VocabularySize * sizeof(float));
    }

    /// <summary>Compared tokens so far.</summary>
    public int Count => divergences.Count;

    /// <summary>KL(expected || actual) of each compared token, in nats.</summary>
    public IReadOnlyList<double> Divergences => divergences;

    /// <summary>Share of tokens whose likeliest is the same.</summary>
    public double Top1Agreement => (double)agreements / Count;

    /// <summary>Perplexity of the compared tokens, of one model and the other.</summary>
    public (double Expected, double Actual) Perplexity => (Math.Exp(expectedLoss / Count), Math.Exp(actualLoss / Count));

    /// <summary>Runs some texts side by side; those of their tokens are compared that are marked, the first of each never.</summary>
    public void Add(IEnumerable<SftExample> texts, CancellationToken stop)
    {
        // The longest first, so that those still running are the first ones.
        SftExample[] sorted = [.. texts.OrderByDescending(text => text.Tokens.Length)];
        int most = sorted.Length, length = sorted[0].Tokens.Length, vocabulary = expected.Config.VocabularySize;
        using var expectedCache = new KvCache(expected.Config, most, (long)most * (length + KvCache.BlockTokens), expected.CacheType);
        using var actualCache = new KvCache(actual.Config, most, (long)most * (length + KvCache.BlockTokens), actual.CacheType);
        int[] slots = Rent(expectedCache, most), others = Rent(actualCache, most), starts = [.. Enumerable.Range(0, most + 1)], tokens = new int[most];
        for (int t = 0; t + 1 < length; t++)
        {
            stop.ThrowIfCancellationRequested();
            int n = 0;
            for (; n < most && sorted[n].Tokens.Length > t + 1; n++)
            {
                tokens[n] = sorted[n].Tokens[t];
                if (!expectedCache.TryExtend(slots[n], 1) || !actualCache.TryExtend(others[n], 1)) throw new InvalidOperationException("the cache is too small for its texts");
            }
            var one = logits.View(DType.F32, n, vocabulary);
            var two = logits.View(DType.F32, n, vocabulary, (long)n * vocabulary * sizeof(float));
            expected.Decode(tokens.AsSpan(0, n), starts.AsSpan(0, n + 1), slots.AsSpan(0, n), expectedCache, one);
            actual.Decode(tokens.AsSpan(0, n), starts.AsSpan(0, n + 1), others.AsSpan(0, n), actualCache, two);
            for (int i = 0; i < n; i++)
            {
                if (sorted[i].Assistant[t + 1]) Compare(one.RowF32(i), two.RowF32(i), sorted[i].Tokens[t + 1]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => logits.Dispose();

    private static int[] Rent(KvCache cache, int count) => [.. Enumerable.Range(0, count).Select(_ => cache.Rent())];

    private void Compare(ReadOnlySpan<float> p, ReadOnlySpan<float> q, int target)
    {
        double logP = LogSum(p, out int topP), logQ = LogSum(q, out int topQ), divergence = 0;
        for (int v = 0; v < p.Length; v++)
        {
            double log = p[v] - logP;
            divergence += Math.Exp(log) * (log - (q[v] - logQ));
        }
        divergences.Add(Math.Max(divergence, 0));
        if (topP == topQ) agreements++;
        expectedLoss += logP - p[target];
        actualLoss += logQ - q[target];
    }

    /// <summary>ln Σ e^x, and where the largest is.</summary>
    private static double LogSum(ReadOnlySpan<float> x, out int top)
    {
        top = 0;
        for (int v = 1; v < x.Length; v++)
        {
            if (x[v] > x[top]) top = v;
        }
        double sum = 0;
        foreach (float value in x) sum += Math.Exp(value - (double)x[top]);
        return x[top] + Math.Log(sum);
    }
}

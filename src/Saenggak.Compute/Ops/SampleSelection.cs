namespace Saenggak.Compute.Ops;

/// <summary>
/// Finds how far down a run of the largest logits reaches a number or a mass, in linear time: a histogram over the distance
/// from the largest logit finds the bin where the run ends, and a partition of that bin's few tokens finds the token.
/// </summary>
internal static class SampleSelection
{
    /// <summary>Bins of the histogram.</summary>
    public const int Bins = 1024;

    /// <summary>Tokens this far below the largest logit (in units of the temperature) weigh nothing; they share the last bin.</summary>
    private const float Reach = 40;

    /// <summary>
    /// Key of the last candidate in the shortest run of largest keys whose number, or sum of weights, reaches
    /// <paramref name="need"/>. Candidates below <paramref name="floor"/> do not count; where all together do not reach
    /// the need, <paramref name="floor"/> itself.
    /// </summary>
    public static ulong LeastKept(SampleScratch scratch, int count, float scale, ulong floor, double need, bool weighted)
    {
        var candidates = scratch.Candidates.AsSpan(0, count);
        var bins = scratch.Bins.AsSpan();
        bins.Clear();
        float perLogit = (Bins - 1) / Reach * scale;
        foreach (ref readonly var c in candidates)
        {
            if (c.Key >= floor) bins[Bin(c, scratch.Max, perLogit)] += weighted ? c.Weight : 1;
        }
        double sum = 0;
        int end = 0;
        while (end < Bins && sum + bins[end] < need) sum += bins[end++];
        if (end == Bins) return floor;
        int inBin = 0;
        foreach (ref readonly var c in candidates)
        {
            if (c.Key >= floor && Bin(c, scratch.Max, perLogit) == end) scratch.Partitioned[inBin++] = c;
        }
        var part = scratch.Partitioned.AsSpan(0, inBin);
        return Least(part[..LeadingRun(part, need - sum, weighted)]);
    }

    private static int Bin(in SampleCandidate c, float max, float perLogit) => (int)Math.Min((max - c.Logit) * perLogit, Bins - 1);

    /// <summary>
    /// Moves the largest keys to the front until their number, or the sum of their weights, reaches <paramref name="need"/>;
    /// returns how many. Expected time is linear: Hoare's selection with the sum carried along.
    /// </summary>
    private static int LeadingRun(Span<SampleCandidate> part, double need, bool weighted)
    {
        int low = 0, high = part.Length;
        double sum = 0;
        while (low < high)
        {
            MedianToEnd(part[low..high]);
            var pivot = part[high - 1];
            int split = low;
            double above = sum;
            for (int i = low; i < high - 1; i++)
            {
                if (part[i].Key <= pivot.Key) continue;
                above += weighted ? part[i].Weight : 1;
                (part[split], part[i]) = (part[i], part[split]);
                split++;
            }
            (part[split], part[high - 1]) = (pivot, part[split]);
            if (above >= need && split > low)
            {
                high = split;
                continue;
            }
            sum = above + (weighted ? pivot.Weight : 1);
            low = split + 1;
            if (sum >= need) return low;
        }
        return low;
    }

    private static void MedianToEnd(Span<SampleCandidate> part)
    {
        int a = 0, b = part.Length / 2, c = part.Length - 1;
        if (part[a].Key > part[b].Key) (a, b) = (b, a);
        if (part[b].Key > part[c].Key) b = part[a].Key > part[c].Key ? a : c;
        (part[b], part[^1]) = (part[^1], part[b]);
    }

    private static ulong Least(ReadOnlySpan<SampleCandidate> part)
    {
        ulong least = ulong.MaxValue;
        foreach (ref readonly var c in part) least = Math.Min(least, c.Key);
        return least;
    }
}

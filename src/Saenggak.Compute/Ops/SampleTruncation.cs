using System.Numerics;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Draws from a truncated distribution without sorting it. A lower bound on the logits that can be kept, from the block
/// maxima, leaves few candidates; a partition by count (top-k) or by mass (top-p) finds the smallest one kept; the draw
/// then runs over the kept ones in column order, so that rounding noise in the logits does not reorder it.
/// </summary>
internal static unsafe class SampleTruncation
{
    /// <summary>Draws one token; <paramref name="scratch"/> holds the measured row.</summary>
    public static int Draw(float* row, int columns, float scale, in SampleSpec spec, SampleScratch scratch)
    {
        int count = Gather(row, columns, scale, spec, scratch);
        ulong least = Threshold(columns, spec, scratch, count);
        var candidates = scratch.Candidates.AsSpan(0, count);
        // Kept logits are a run from the top, so what min-p drops is a run at its end.
        double leastWeight = spec.MinP > 0 ? spec.MinP : 0;
        double total = 0;
        foreach (ref readonly var c in candidates)
        {
            if (c.Key >= least && c.Weight >= leastWeight) total += c.Weight;
        }
        double target = spec.Uniform * total, sum = 0;
        int last = -1;
        foreach (ref readonly var c in candidates)
        {
            if (c.Key < least || c.Weight < leastWeight || c.Weight <= 0) continue;
            last = c.Column;
            sum += c.Weight;
            if (sum > target) break;
        }
        return last;
    }

    /// <summary>Collects, in column order, every token that truncation could keep.</summary>
    private static int Gather(float* row, int columns, float scale, in SampleSpec spec, SampleScratch scratch)
    {
        scratch.ReserveCandidates(columns);
        float bound = LowerBound(columns, scale, spec, scratch);
        int blocks = (columns + SoftmaxSampleKernel.Block - 1) / SoftmaxSampleKernel.Block, count = 0;
        float* weights = stackalloc float[Simd.Width];
        for (int b = 0; b < blocks; b++)
        {
            if (scratch.BlockMax[b] < bound || float.IsNegativeInfinity(scratch.BlockMax[b])) continue;
            int start = b * SoftmaxSampleKernel.Block, end = Math.Min(start + SoftmaxSampleKernel.Block, columns);
            for (int c = start; c < end; c += Simd.Width)
            {
                var x = SoftmaxSampleKernel.Load(row, c, columns);
                ulong kept = Vector512.GreaterThanOrEqual(x, Vector512.Create(bound)).ExtractMostSignificantBits();
                if (kept == 0) continue;
                Simd.Exp((x - Vector512.Create(scratch.Max)) * scale).Store(weights);
                for (; kept != 0; kept &= kept - 1)
                {
                    int i = BitOperations.TrailingZeroCount(kept);
                    if (c + i < columns) scratch.Candidates[count++] = SampleCandidate.Of(row[c + i], c + i, weights[i]);
                }
            }
        }
        return count;
    }

    private static float LowerBound(int columns, float scale, in SampleSpec spec, SampleScratch scratch)
    {
        double bound = float.NegativeInfinity;
        bool byCount = spec.TopK > 0 && spec.TopK < columns, byMass = spec.TopP < 1;
        // Half a share of slack in these bounds covers the rounding of the weights. Top-p after top-k needs all k for its sum.
        if (spec.MinP > 0 && !(byCount && byMass)) bound = scratch.Max + Math.Log(spec.MinP / 2) / scale;
        if (byMass && !byCount)
        {
            // All tokens below (1 − p)/V together weigh less than 1 − p: top-p never needs them.
            bound = Math.Max(bound, scratch.Max + Math.Log((1.0 - spec.TopP) * scratch.Sum / columns / 2) / scale);
        }
        int blocks = (columns + SoftmaxSampleKernel.Block - 1) / SoftmaxSampleKernel.Block;
        if (byCount && spec.TopK <= blocks)
        {
            // k blocks have a logit of at least the k-th largest block maximum, so the k-th largest logit is no smaller.
            var sorted = scratch.Sorted.AsSpan(0, blocks);
            scratch.BlockMax.AsSpan(0, blocks).CopyTo(sorted);
            sorted.Sort();
            bound = Math.Max(bound, sorted[blocks - spec.TopK]);
        }
        return MathF.BitDecrement((float)bound);
    }

    /// <summary>Key of the smallest candidate that top-k and top-p keep.</summary>
    private static ulong Threshold(int columns, in SampleSpec spec, SampleScratch scratch, int count)
    {
        bool byCount = spec.TopK > 0 && spec.TopK < count;
        if (!byCount && !(spec.TopP < 1)) return 0;
        var part = scratch.Partitioned.AsSpan(0, count);
        scratch.Candidates.AsSpan(0, count).CopyTo(part);
        double mass = scratch.Sum;
        if (byCount) part = part[..LeadingRun(part, spec.TopK, weighted: false)];
        if (spec.TopP < 1)
        {
            if (spec.TopK > 0 && spec.TopK < columns) mass = Mass(part);
            part = part[..LeadingRun(part, spec.TopP * mass, weighted: true)];
        }
        return Least(part);
    }

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

    private static double Mass(ReadOnlySpan<SampleCandidate> part)
    {
        double mass = 0;
        foreach (ref readonly var c in part) mass += c.Weight;
        return mass;
    }

    private static ulong Least(ReadOnlySpan<SampleCandidate> part)
    {
        ulong least = ulong.MaxValue;
        foreach (ref readonly var c in part) least = Math.Min(least, c.Key);
        return least;
    }
}

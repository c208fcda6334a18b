using System.Numerics;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Draws from a truncated distribution without sorting it. A lower bound on the logits that can be kept, from the block
/// maxima, leaves few candidates; <see cref="SampleSelection"/> finds the smallest one kept, by count or by mass; the draw
/// then runs over the kept ones in column order, so that rounding noise in the logits does not reorder it.
/// </summary>
internal static unsafe class SampleTruncation
{
    /// <summary>Draws one token; <paramref name="scratch"/> holds the measured row.</summary>
    public static int Draw(float* row, int columns, float scale, in SampleSpec spec, SampleScratch scratch)
    {
        int count = Gather(row, columns, scale, spec, scratch);
        ulong least = Threshold(columns, scale, spec, scratch, count);
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

    /// <summary>Key of the smallest candidate that top-k and top-p keep; 0 keeps all.</summary>
    private static ulong Threshold(int columns, float scale, in SampleSpec spec, SampleScratch scratch, int count)
    {
        ulong least = 0;
        if (spec.TopK > 0 && spec.TopK < count) least = SampleSelection.LeastKept(scratch, count, scale, 0, spec.TopK, weighted: false);
        if (!(spec.TopP < 1)) return least;
        double mass = scratch.Sum;
        if (spec.TopK > 0 && spec.TopK < columns)
        {
            mass = 0;
            foreach (ref readonly var c in scratch.Candidates.AsSpan(0, count)) mass += c.Key >= least ? c.Weight : 0;
        }
        return SampleSelection.LeastKept(scratch, count, scale, least, spec.TopP * mass, weighted: true);
    }
}

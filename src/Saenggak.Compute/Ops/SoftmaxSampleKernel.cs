using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Softmax statistics of a row in one pass over memory, and the inverse of its cumulative distribution. Blocks of 256 columns
/// are summed relative to their own largest logit, so that no running rescale is needed and the search skips whole blocks.
/// </summary>
internal static unsafe class SoftmaxSampleKernel
{
    /// <summary>Columns per block.</summary>
    public const int Block = 256;

    /// <summary>
    /// Draws one token from a row of <paramref name="columns"/> logits; <paramref name="measured"/> says that
    /// <paramref name="scratch"/> still holds this row at this temperature.
    /// </summary>
    public static SampledToken Draw(float* row, int columns, in SampleSpec spec, SampleScratch scratch, bool measured)
    {
        bool greedy = spec.Temperature <= 0;
        float scale = greedy ? 1 : 1 / spec.Temperature;
        if (!measured) Measure(row, columns, scale, scratch);
        if (!scratch.Valid) return new(-1, float.NaN);
        int token = greedy ? ArgMax(row, columns, scratch)
            : (spec.TopK > 0 && spec.TopK < columns) || spec.TopP < 1 || spec.MinP > 0 ? SampleTruncation.Draw(row, columns, scale, spec, scratch)
            : Invert(row, columns, scale, spec.Uniform, scratch);
        return new(token, (float)(((double)row[token] - scratch.Max) * scale - Math.Log(scratch.Sum)));
    }

    /// <summary>Sixteen logits at <paramref name="column"/>, −∞ past the end of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* row, int column, int columns)
        => column + Simd.Width <= columns ? Vector512.Load(row + column) : LoadTail(row, column, columns);

    // Apart, because a method with stack memory is not inlined.
    private static Vector512<float> LoadTail(float* row, int column, int columns)
    {
        float* padded = stackalloc float[Simd.Width];
        for (int i = 0; i < Simd.Width; i++) padded[i] = column + i < columns ? row[column + i] : float.NegativeInfinity;
        return Vector512.Load(padded);
    }

    private static void Measure(float* row, int columns, float scale, SampleScratch scratch)
    {
        int blocks = (columns + Block - 1) / Block;
        scratch.ReserveBlocks(blocks);
        float max = float.NegativeInfinity;
        bool ordered = true;
        for (int b = 0; b < blocks; b++)
        {
            int start = b * Block, end = Math.Min(start + Block, columns);
            var most = Vector512.Create(float.NegativeInfinity);
            var numbers = Vector512<float>.AllBitsSet;
            for (int c = start; c < end; c += Simd.Width)
            {
                var x = Load(row, c, columns);
                numbers &= Vector512.Equals(x, x);
                most = Vector512.MaxNative(most, x);
            }
            ordered &= Vector512.EqualsAll(numbers.AsInt32(), Vector512<int>.AllBitsSet);
            float blockMax = Largest(most);
            scratch.BlockMax[b] = blockMax;
            scratch.BlockWeight[b] = blockMax == float.NegativeInfinity ? 0 : SumExp(row, start, end, columns, blockMax, scale);
            max = Math.Max(max, blockMax);
        }
        scratch.Max = max;
        scratch.Valid = ordered && float.IsFinite(max);
        if (!scratch.Valid) return;
        double sum = 0;
        for (int b = 0; b < blocks; b++)
        {
            if (scratch.BlockWeight[b] > 0) scratch.BlockWeight[b] *= Math.Exp(((double)scratch.BlockMax[b] - max) * scale);
            sum += scratch.BlockWeight[b];
        }
        scratch.Sum = sum;
    }

    private static float SumExp(float* row, int start, int end, int columns, float max, float scale)
    {
        var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var shift = Vector512.Create(max);
        for (int c = start; c < end; c += 2 * Simd.Width)
        {
            even += Simd.Exp((Load(row, c, columns) - shift) * scale);
            if (c + Simd.Width < end) odd += Simd.Exp((Load(row, c + Simd.Width, columns) - shift) * scale);
        }
        return Vector512.Sum(even + odd);
    }

    private static int ArgMax(float* row, int columns, SampleScratch scratch)
    {
        int block = Array.IndexOf(scratch.BlockMax, scratch.Max);
        int start = block * Block;
        return start + new ReadOnlySpan<float>(row + start, Math.Min(Block, columns - start)).IndexOf(scratch.Max);
    }

    private static int Invert(float* row, int columns, float scale, double uniform, SampleScratch scratch)
    {
        double target = uniform * scratch.Sum, before = 0;
        int blocks = (columns + Block - 1) / Block, block = -1;
        double offset = 0;
        for (int b = 0; b < blocks; b++)
        {
            double weight = scratch.BlockWeight[b];
            if (weight <= 0) continue;
            (block, offset) = (b, before);
            before += weight;
            if (before > target) break;
        }
        return InvertBlock(row, block * Block, columns, scale, scratch.BlockMax[block],
            (target - offset) / Math.Exp(((double)scratch.BlockMax[block] - scratch.Max) * scale));
    }

    /// <summary>The first column of a block at which the sum exceeds the target; rounding may leave it at the last column of any weight.</summary>
    private static int InvertBlock(float* row, int start, int columns, float scale, float max, double target)
    {
        float* weights = stackalloc float[Simd.Width];
        double sum = 0;
        int last = start;
        for (int c = start; c < Math.Min(start + Block, columns); c += Simd.Width)
        {
            Simd.Exp((Load(row, c, columns) - Vector512.Create(max)) * scale).Store(weights);
            for (int i = 0; i < Simd.Width; i++)
            {
                if (weights[i] <= 0) continue;
                last = c + i;
                sum += weights[i];
                if (sum > target) return last;
            }
        }
        return last;
    }

    private static float Largest(Vector512<float> v)
    {
        float max = v[0];
        for (int i = 1; i < Simd.Width; i++) max = Math.Max(max, v[i]);
        return max;
    }
}

using Saenggak.Compute.Ops;

namespace Saenggak.Compute.Reference;

/// <summary>Sampling by the book, in f64: sort, cut, renormalise, invert. The plain twin of <see cref="SoftmaxSampleOp"/>.</summary>
public static class ReferenceSoftmaxSample
{
    /// <summary>log softmax(logits / temperature); temperature 0 counts as 1.</summary>
    public static double[] Logprobs(ReadOnlySpan<float> logits, float temperature)
    {
        double scale = temperature > 0 ? 1.0 / temperature : 1, max = double.NegativeInfinity, sum = 0;
        foreach (float x in logits) max = Math.Max(max, x * scale);
        foreach (float x in logits) sum += Math.Exp(x * scale - max);
        var result = new double[logits.Length];
        for (int i = 0; i < result.Length; i++) result[i] = logits[i] * scale - max - Math.Log(sum);
        return result;
    }

    /// <summary>The tokens that a draw may return, in column order.</summary>
    public static int[] Kept(ReadOnlySpan<float> logits, in SampleSpec spec)
    {
        var p = Logprobs(logits, spec.Temperature).Select(Math.Exp).ToArray();
        var raw = logits.ToArray();
        var order = Enumerable.Range(0, p.Length).OrderByDescending(i => raw[i]).ThenBy(i => i).ToArray();
        if (spec.Temperature <= 0) return order[..1];
        if (spec.TopK > 0 && spec.TopK < order.Length) order = order[..spec.TopK];
        if (spec.TopP < 1)
        {
            double need = order.Sum(i => p[i]) * spec.TopP, sum = 0;
            int count = 0;
            while (count < order.Length && sum < need) sum += p[order[count++]];
            order = order[..count];
        }
        double least = p.Max() * spec.MinP;
        return [.. order.Where(i => p[i] >= least && p[i] > 0).Order()];
    }

    /// <summary>The token a draw returns.</summary>
    public static int Draw(ReadOnlySpan<float> logits, in SampleSpec spec)
    {
        var p = Logprobs(logits, spec.Temperature).Select(Math.Exp).ToArray();
        var kept = Kept(logits, spec);
        double target = spec.Uniform * kept.Sum(i => p[i]), sum = 0;
        foreach (int i in kept)
        {
            sum += p[i];
            if (sum > target) return i;
        }
        return kept[^1];
    }
}

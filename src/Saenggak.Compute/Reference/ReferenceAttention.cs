using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Causal grouped-query attention over packed sequences. Shapes: T tokens, H query heads, G key/value heads (G divides H),
/// K head dim; q, o [T, H·K], k, v [T, G·K]; cuSeqlens are the n + 1 offsets of n sequences. Query head h reads key head
/// h / (H/G). Scores are q·k / √K; with a window w, token i sees j with i − w &lt; j ≤ i.
/// </summary>
public static class ReferenceAttention
{
    /// <summary>o = softmax(q·kᵀ / √K)·v, each sequence on its own.</summary>
    public static TReal[] Forward<TReal>(TReal[] q, TReal[] k, TReal[] v, int[] cuSeqlens, int heads, int kvHeads, int dim, int? window = null)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var o = new TReal[q.Length];
        for (int s = 0; s + 1 < cuSeqlens.Length; s++)
        {
            for (int t = cuSeqlens[s]; t < cuSeqlens[s + 1]; t++)
            {
                int first = FirstVisible(cuSeqlens[s], t, window);
                for (int h = 0; h < heads; h++)
                {
                    int group = h / (heads / kvHeads), query = (t * heads + h) * dim;
                    var p = Probabilities(q, query, k, first, t, group, kvHeads, dim);
                    for (int j = first; j <= t; j++)
                    {
                        int value = (j * kvHeads + group) * dim;
                        for (int c = 0; c < dim; c++) o[query + c] += p[j - first] * v[value + c];
                    }
                }
            }
        }
        return o;
    }

    /// <summary>
    /// Gradients of q, k and v. With p the probabilities and dp = dO·vᵀ: dv += pᵀ·dO, dScores = p·(dp − Σ p·dp),
    /// dq = dScores·k / √K, dk += dScoresᵀ·q / √K.
    /// </summary>
    public static (TReal[] Dq, TReal[] Dk, TReal[] Dv) Backward<TReal>(TReal[] dO, TReal[] q, TReal[] k, TReal[] v, int[] cuSeqlens, int heads, int kvHeads, int dim, int? window = null)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal[] dq = new TReal[q.Length], dk = new TReal[k.Length], dv = new TReal[v.Length];
        TReal scale = TReal.One / TReal.Sqrt(TReal.CreateChecked(dim));
        for (int s = 0; s + 1 < cuSeqlens.Length; s++)
        {
            for (int t = cuSeqlens[s]; t < cuSeqlens[s + 1]; t++)
            {
                int first = FirstVisible(cuSeqlens[s], t, window);
                for (int h = 0; h < heads; h++)
                {
                    int group = h / (heads / kvHeads), query = (t * heads + h) * dim;
                    var p = Probabilities(q, query, k, first, t, group, kvHeads, dim);
                    var dp = new TReal[p.Length];
                    TReal mean = TReal.Zero;
                    for (int j = 0; j < p.Length; j++)
                    {
                        int value = ((first + j) * kvHeads + group) * dim;
                        for (int c = 0; c < dim; c++) dp[j] += dO[query + c] * v[value + c];
                        mean += p[j] * dp[j];
                    }
                    for (int j = 0; j < p.Length; j++)
                    {
                        int key = ((first + j) * kvHeads + group) * dim;
                        TReal dScore = p[j] * (dp[j] - mean) * scale;
                        for (int c = 0; c < dim; c++)
                        {
                            dv[key + c] += p[j] * dO[query + c];
                            dq[query + c] += dScore * k[key + c];
                            dk[key + c] += dScore * q[query + c];
                        }
                    }
                }
            }
        }
        return (dq, dk, dv);
    }

    /// <summary>Softmax over keys <paramref name="first"/> … <paramref name="last"/> for the query at element <paramref name="query"/>.</summary>
    internal static TReal[] Probabilities<TReal>(TReal[] q, int query, TReal[] k, int first, int last, int group, int kvHeads, int dim)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var p = new TReal[last - first + 1];
        TReal root = TReal.Sqrt(TReal.CreateChecked(dim)), max = TReal.NegativeInfinity, sum = TReal.Zero;
        for (int j = 0; j < p.Length; j++)
        {
            for (int c = 0; c < dim; c++) p[j] += q[query + c] * k[((first + j) * kvHeads + group) * dim + c];
            p[j] /= root;
            max = TReal.Max(max, p[j]);
        }
        for (int j = 0; j < p.Length; j++) sum += p[j] = TReal.Exp(p[j] - max);
        for (int j = 0; j < p.Length; j++) p[j] /= sum;
        return p;
    }

    /// <summary>The first token that token <paramref name="t"/> of a sequence starting at <paramref name="start"/> sees.</summary>
    internal static int FirstVisible(int start, int t, int? window) => window is { } w ? Math.Max(start, t - w + 1) : start;
}

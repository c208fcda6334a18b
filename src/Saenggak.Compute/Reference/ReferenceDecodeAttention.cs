using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// Attention of new tokens to a cached past. Shapes: as in <see cref="ReferenceAttention"/>, but q, o [N, H·K] hold only the
/// new tokens of all sequences while k, v [ΣL, G·K] hold every token of every sequence, new ones included. Sequence s has
/// queries cuQueries[s] … cuQueries[s + 1] − 1, which are its last tokens, and keys cuKeys[s] … cuKeys[s + 1] − 1.
/// </summary>
public static class ReferenceDecodeAttention
{
    /// <summary>o = softmax(q·kᵀ / √K)·v; new token i of n in a sequence of length L stands at position L − n + i.</summary>
    public static TReal[] Forward<TReal>(TReal[] q, TReal[] k, TReal[] v, int[] cuQueries, int[] cuKeys, int heads, int kvHeads, int dim, int? window = null)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var o = new TReal[q.Length];
        for (int s = 0; s + 1 < cuQueries.Length; s++)
        {
            int shift = cuKeys[s + 1] - cuQueries[s + 1];
            for (int t = cuQueries[s]; t < cuQueries[s + 1]; t++)
            {
                int last = t + shift, first = ReferenceAttention.FirstVisible(cuKeys[s], last, window);
                for (int h = 0; h < heads; h++)
                {
                    int group = h / (heads / kvHeads), query = (t * heads + h) * dim;
                    var p = ReferenceAttention.Probabilities(q, query, k, first, last, group, kvHeads, dim);
                    for (int j = first; j <= last; j++)
                    {
                        int value = (j * kvHeads + group) * dim;
                        for (int c = 0; c < dim; c++) o[query + c] += p[j - first] * v[value + c];
                    }
                }
            }
        }
        return o;
    }
}

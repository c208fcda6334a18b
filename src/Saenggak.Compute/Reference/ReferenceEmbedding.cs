using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>Rows of a table, picked by id. Shapes: T tokens, V vocabulary, D width; w [V, D], y [T, D].</summary>
public static class ReferenceEmbedding
{
    /// <summary>y[t] = w[ids[t]].</summary>
    public static TReal[] Forward<TReal>(TReal[] w, int[] ids, int d)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var y = new TReal[ids.Length * d];
        for (int t = 0; t < ids.Length; t++)
        {
            for (int c = 0; c < d; c++) y[t * d + c] = w[ids[t] * d + c];
        }
        return y;
    }

    /// <summary>dw[ids[t]] += dy[t]; an id that occurs twice collects both.</summary>
    public static void Backward<TReal>(TReal[] dy, int[] ids, int d, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        for (int t = 0; t < ids.Length; t++)
        {
            for (int c = 0; c < d; c++) dw[ids[t] * d + c] += dy[t * d + c];
        }
    }
}

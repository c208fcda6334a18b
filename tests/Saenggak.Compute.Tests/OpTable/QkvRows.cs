using Saenggak.Compute.Ops;

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>Takes rows of q | k | v apart and puts them together.</summary>
internal static class QkvRows
{
    public static double[] Queries(HeadShape heads, double[] rows) => Columns(rows, heads.QkvWidth, 0, heads.QueryWidth);

    public static double[] Keys(HeadShape heads, double[] rows) => Columns(rows, heads.QkvWidth, heads.QueryWidth, heads.KvHeads * heads.HeadDim);

    public static double[] Values(HeadShape heads, double[] rows)
        => Columns(rows, heads.QkvWidth, heads.QueryWidth + heads.KvHeads * heads.HeadDim, heads.KvHeads * heads.HeadDim);

    public static double[] Join(HeadShape heads, int tokens, double[] q, double[] k, double[] v)
    {
        int wide = heads.QueryWidth, narrow = heads.KvHeads * heads.HeadDim;
        var result = new List<double>(tokens * heads.QkvWidth);
        for (int t = 0; t < tokens; t++)
        {
            result.AddRange(q.AsSpan(t * wide, wide));
            result.AddRange(k.AsSpan(t * narrow, narrow));
            result.AddRange(v.AsSpan(t * narrow, narrow));
        }
        return [.. result];
    }

    private static double[] Columns(double[] rows, int width, int start, int count)
    {
        var result = new double[rows.Length / width * count];
        for (int t = 0; t < rows.Length / width; t++) rows.AsSpan(t * width + start, count).CopyTo(result.AsSpan(t * count));
        return result;
    }
}

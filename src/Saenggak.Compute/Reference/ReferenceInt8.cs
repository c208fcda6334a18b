namespace Saenggak.Compute.Reference;

/// <summary>Weights in eight bits: blocks of 32 along K, each with a bf16 scale of its largest magnitude over 127. w [N, K].</summary>
public static class ReferenceInt8
{
    /// <summary>What rounding leaves of f32 weights; computed in f32, as the weights are.</summary>
    public static double[] Round(double[] w, int n, int k)
    {
        var rounded = new double[w.Length];
        for (int row = 0; row < n; row++)
        {
            for (int start = 0; start < k; start += Int8Matrix.Block)
            {
                int first = row * k + start, count = Math.Min(Int8Matrix.Block, k - start);
                float most = 0;
                for (int i = 0; i < count; i++) most = Math.Max(most, MathF.Abs((float)w[first + i]));
                float scale = Convert.ToSingle(Convert.ToBF16(most / 127));
                for (int i = 0; i < count; i++) rounded[first + i] = scale == 0 ? 0 : scale * (double)MathF.Round((float)w[first + i] / scale);
            }
        }
        return rounded;
    }
}

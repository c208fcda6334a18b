using System.Runtime.Intrinsics;
using Saenggak.Compute.Cpu;

namespace Saenggak.Compute.Ops;

/// <summary>
/// Causal attention of tiles of queries over tiles of keys, all f32 and in cache: the online softmax of FlashAttention
/// (arXiv 2205.14135) forward, and its backward from the saved log-sum-exp. K head dim, padded to sixteen as P.
/// </summary>
internal static unsafe class AttentionTiles
{
    /// <summary>Queries, and keys, of one tile.</summary>
    public const int Tile = 64;

    /// <summary>Row stride of a tile of scores.</summary>
    public const int ScoreStride = Tile + 16;

    private const float Masked = float.NegativeInfinity;

    /// <summary>Columns a key tile is padded to; the transposed keys and the values have room for it.</summary>
    public static int Padded(int n) => (n + 15) & ~15;

    /// <summary>
    /// out [rows, P] = softmax(q·kᵀ)·v over keys first … position of the query, normalised; returns log-sum-exp per row.
    /// </summary>
    /// <param name="rows">Queries of the tile; at most <see cref="Tile"/>.</param>
    /// <param name="position">Position of the first query among the keys.</param>
    /// <param name="window">Keys a query sees, itself included.</param>
    /// <param name="q">[rows, P], scaled by 1/√K.</param>
    /// <param name="p">P.</param>
    /// <param name="kt">Transposed keys [P, keys] with row stride <paramref name="ktStride"/>.</param>
    /// <param name="ktStride">Row stride of <paramref name="kt"/>.</param>
    /// <param name="v">[keys, P].</param>
    /// <param name="output">[rows, P].</param>
    /// <param name="logSumExp">[rows], or null.</param>
    /// <param name="scores">Scratch of Tile · ScoreStride.</param>
    public static void Forward(int rows, int position, int window, float* q, int p, float* kt, int ktStride, float* v, float* output, float* logSumExp, float* scores)
    {
        float* max = stackalloc float[Tile];
        float* sum = stackalloc float[Tile];
        for (int i = 0; i < rows; i++) (max[i], sum[i]) = (Masked, 0);
        new Span<float>(output, rows * p).Clear();
        // A window beyond every key hides none; cut to that, so that differences with it stay in range.
        window = Math.Min(window, position + rows);
        int lastKey = position + rows - 1, firstKey = Math.Max(0, position - window + 1);
        for (int j = firstKey / Tile * Tile; j <= lastKey; j += Tile)
        {
            int keys = Math.Min(Tile, lastKey + 1 - j), padded = Padded(keys);
            SmallGemm.Multiply(rows, padded, p, q, p, 1, kt + j, ktStride, scores, ScoreStride, accumulate: false);
            for (int i = 0; i < rows; i++)
            {
                float* s = scores + i * ScoreStride;
                Mask(s, position + i - j, position + i - window - j, padded);
                var top = Vector512.Load(s);
                for (int c = 16; c < padded; c += 16) top = Vector512.MaxNative(top, Vector512.Load(s + c));
                float newMax = Math.Max(max[i], Simd.Largest(top));
                if (newMax == Masked)
                {
                    for (int c = 0; c < padded; c += 16) Vector512<float>.Zero.Store(s + c);
                    continue;
                }
                var shift = Vector512.Create(newMax);
                var total = Vector512<float>.Zero;
                for (int c = 0; c < padded; c += 16)
                {
                    var e = Simd.Exp(Vector512.Load(s + c) - shift);
                    e.Store(s + c);
                    total += e;
                }
                if (newMax != max[i])
                {
                    float fade = max[i] == Masked ? 0 : MathF.Exp(max[i] - newMax);
                    sum[i] *= fade;
                    Scale(output + i * p, fade, p);
                    max[i] = newMax;
                }
                sum[i] += Vector512.Sum(total);
            }
            SmallGemm.Multiply(rows, p, keys, scores, ScoreStride, 1, v + (long)j * p, p, output, p, accumulate: true);
        }
        for (int i = 0; i < rows; i++)
        {
            Scale(output + i * p, 1 / sum[i], p);
            if (logSumExp != null) logSumExp[i] = max[i] + MathF.Log(sum[i]);
        }
    }

    /// <summary>Adds one tile of queries' part to dk, dv [keys, P] and writes dq [rows, P] (before the 1/√K of the scaling).</summary>
    public static void Backward(
        int rows, int position, int window, float* q, int p, float* kt, float* vt, int tStride, float* k, float* dOut, float* delta, float* logSumExp,
        float* dq, float* dk, float* dv, float* scores, float* dScores)
    {
        // A window beyond every key hides none; cut to that, so that differences with it stay in range.
        window = Math.Min(window, position + rows);
        int lastKey = position + rows - 1, firstKey = Math.Max(0, position - window + 1);
        bool any = false;
        for (int j = firstKey / Tile * Tile; j <= lastKey; j += Tile)
        {
            int keys = Math.Min(Tile, lastKey + 1 - j), padded = Padded(keys);
            SmallGemm.Multiply(rows, padded, p, q, p, 1, kt + j, tStride, scores, ScoreStride, accumulate: false);
            SmallGemm.Multiply(rows, padded, p, dOut, p, 1, vt + j, tStride, dScores, ScoreStride, accumulate: false);
            for (int i = 0; i < rows; i++)
            {
                float* s = scores + i * ScoreStride, ds = dScores + i * ScoreStride;
                Mask(s, position + i - j, position + i - window - j, padded);
                var shift = Vector512.Create(logSumExp[i]);
                var centre = Vector512.Create(delta[i]);
                for (int c = 0; c < padded; c += 16)
                {
                    var e = Simd.Exp(Vector512.Load(s + c) - shift);
                    e.Store(s + c);
                    (e * (Vector512.Load(ds + c) - centre)).Store(ds + c);
                }
            }
            SmallGemm.Multiply(rows, p, keys, dScores, ScoreStride, 1, k + (long)j * p, p, dq, p, any);
            SmallGemm.Multiply(keys, p, rows, scores, 1, ScoreStride, dOut, p, dv + (long)j * p, p, accumulate: true);
            SmallGemm.Multiply(keys, p, rows, dScores, 1, ScoreStride, q, p, dk + (long)j * p, p, accumulate: true);
            any = true;
        }
    }

    /// <summary>Hides columns after <paramref name="last"/> and up to <paramref name="before"/>.</summary>
    private static void Mask(float* row, int last, int before, int columns)
    {
        int hidden = Math.Max(last + 1, 0);
        if (hidden < columns) new Span<float>(row + hidden, columns - hidden).Fill(Masked);
        if (before >= 0) new Span<float>(row, Math.Min(before + 1, columns)).Fill(Masked);
    }

    private static void Scale(float* row, float factor, int n)
    {
        for (int c = 0; c < n; c += 16) (Vector512.Load(row + c) * factor).Store(row + c);
    }
}

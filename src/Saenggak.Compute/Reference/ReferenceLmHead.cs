using System.Numerics;

namespace Saenggak.Compute.Reference;

/// <summary>
/// The output layer, seen from the losses: log-probability of one target per row. Shapes: R rows, D width, V vocabulary;
/// x [R, D], w [V, D], targets, logprob and entropy [R]. Logits are x·wᵀ; logarithms are natural.
/// </summary>
public static class ReferenceLmHead
{
    /// <summary>logprob[r] = log softmax(x[r]·wᵀ)[targets[r]]; entropy[r] = −Σ p·log p.</summary>
    public static (TReal[] Logprob, TReal[] Entropy) Forward<TReal>(TReal[] x, TReal[] w, int[] targets, int v, int d)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        TReal[] logprob = new TReal[targets.Length], entropy = new TReal[targets.Length];
        for (int r = 0; r < targets.Length; r++)
        {
            var logs = LogSoftmax(x, w, r, v, d);
            logprob[r] = logs[targets[r]];
            foreach (TReal log in logs) entropy[r] -= TReal.Exp(log) * log;
        }
        return (logprob, entropy);
    }

    /// <summary>
    /// From one gradient per row on its logprob: dLogits = dLogprob·(onehot(target) − p); returns dx = dLogits·w;
    /// dw += dLogitsᵀ·x. Entropy passes no gradient.
    /// </summary>
    public static TReal[] Backward<TReal>(TReal[] dLogprob, TReal[] x, TReal[] w, int[] targets, int v, int d, TReal[] dw)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var dx = new TReal[targets.Length * d];
        for (int r = 0; r < targets.Length; r++)
        {
            var logs = LogSoftmax(x, w, r, v, d);
            for (int i = 0; i < v; i++)
            {
                TReal dLogit = dLogprob[r] * ((i == targets[r] ? TReal.One : TReal.Zero) - TReal.Exp(logs[i]));
                for (int c = 0; c < d; c++)
                {
                    dx[r * d + c] += dLogit * w[i * d + c];
                    dw[i * d + c] += dLogit * x[r * d + c];
                }
            }
        }
        return dx;
    }

    private static TReal[] LogSoftmax<TReal>(TReal[] x, TReal[] w, int row, int v, int d)
        where TReal : unmanaged, IFloatingPointIeee754<TReal>
    {
        var logits = new TReal[v];
        TReal max = TReal.NegativeInfinity, sum = TReal.Zero;
        for (int i = 0; i < v; i++)
        {
            for (int c = 0; c < d; c++) logits[i] += x[row * d + c] * w[i * d + c];
            max = TReal.Max(max, logits[i]);
        }
        foreach (TReal logit in logits) sum += TReal.Exp(logit - max);
        TReal norm = max + TReal.Log(sum);
        for (int i = 0; i < v; i++) logits[i] -= norm;
        return logits;
    }
}

using Saenggak.Compute.Ops;

namespace Saenggak.Training.Grpo;

/// <summary>
/// The clipped objective per token: −min(ρ·A, clip(ρ, 1 − low, 1 + high)·A), for A &lt; 0 at most −c·A (dual clip), plus β·KL, times the
/// token's weight. ρ = e^(ln π − ln π_old) with the exponent clamped to ±20; ln π − ln π_ref is clamped to ±10. Where something is
/// clamped or clipped the loss is flat, and its gradient 0.
/// </summary>
internal sealed class ClippedLoss(GrpoRecipe recipe) : ITokenLoss
{
    private const double LargestLogRatio = 20;
    private const double LargestK1 = 10;
    private readonly List<Token> tokens = [];

    /// <summary>Sums over tokens; the trainer clears them at each step.</summary>
    public LossSums Sums;

    /// <summary>Begins a micro-batch.</summary>
    public void BeginMicroBatch() => tokens.Clear();

    /// <summary>Adds the response tokens of one rollout, in order.</summary>
    public void Add(Rollout rollout, double weight)
    {
        for (int i = 0; i < rollout.Tokens.Length; i++)
        {
            float reference = rollout.ReferenceLogprobs.Length > 0 ? rollout.ReferenceLogprobs[i] : 0;
            tokens.Add(new Token(rollout.OldLogprobs[i], reference, rollout.Advantage, weight));
        }
    }

    /// <inheritdoc/>
    public void Gradients(int first, ReadOnlySpan<float> logprobs, ReadOnlySpan<float> entropies, Span<float> gradients)
    {
        for (int i = 0; i < logprobs.Length; i++)
        {
            var token = tokens[first + i];
            double difference = logprobs[i] - (double)token.Old, logRatio = Math.Clamp(difference, -LargestLogRatio, LargestLogRatio);
            double a = token.Advantage, ratio = Math.Exp(logRatio), clipped = Math.Clamp(ratio, 1 - recipe.ClipLow, 1 + recipe.ClipHigh);
            bool outside = a >= 0 ? ratio > 1 + recipe.ClipHigh : ratio < 1 - recipe.ClipLow;
            bool dual = a < 0 && recipe.DualClip > 0 && ratio > recipe.DualClip;
            double loss = dual ? -recipe.DualClip * a : Math.Max(-ratio * a, -clipped * a);
            double gradient = outside || dual || difference != logRatio ? 0 : -ratio * a;
            if (recipe.KlCoefficient > 0)
            {
                var (kl, slope) = Divergence(logprobs[i] - (double)token.Reference);
                loss += recipe.KlCoefficient * kl;
                gradient += recipe.KlCoefficient * slope;
                Sums.Kl += kl;
            }
            gradients[i] = (float)(gradient * token.Weight);
            Sums.Loss += loss * token.Weight;
            Sums.Entropy += entropies[i];
            Sums.OldKl -= logRatio;
            Sums.Tokens++;
            if (outside) Sums.Clipped++;
            if (dual) Sums.DualClipped++;
        }
    }

    /// <summary>The estimate of KL from k1 = ln π − ln π_ref, and its slope in ln π.</summary>
    private (double Value, double Slope) Divergence(double difference)
    {
        double k1 = Math.Clamp(difference, -LargestK1, LargestK1);
        var (value, slope) = recipe.Kl switch
        {
            KlKind.K1 => (k1, 1.0),
            KlKind.K2 => (k1 * k1 / 2, k1),
            _ => (Math.Exp(-k1) - 1 + k1, 1 - Math.Exp(-k1)),
        };
        return (value, k1 == difference ? slope : 0);
    }

    private readonly record struct Token(float Old, float Reference, double Advantage, double Weight);

    /// <summary>What a run of tokens adds up to.</summary>
    internal struct LossSums
    {
        public double Loss, Kl, Entropy, OldKl;
        public long Tokens, Clipped, DualClipped;
    }
}

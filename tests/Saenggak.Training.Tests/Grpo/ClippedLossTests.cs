using Saenggak.Training.Grpo;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Grpo;

public class ClippedLossTests
{
    private const float Old = -1.5f, Reference = -2.25f;

    // The stated objective, written down a second time and plainly.
    private static double Stated(GrpoRecipe recipe, double logprob, double a)
    {
        double ratio = Math.Exp(Math.Clamp(logprob - Old, -20, 20)), clipped = Math.Clamp(ratio, 1 - recipe.ClipLow, 1 + recipe.ClipHigh);
        double objective = Math.Min(ratio * a, clipped * a);
        if (a < 0 && recipe.DualClip > 0) objective = Math.Max(objective, recipe.DualClip * a);
        double k1 = Math.Clamp(logprob - Reference, -10, 10);
        double kl = recipe.Kl switch { KlKind.K1 => k1, KlKind.K2 => k1 * k1 / 2, _ => Math.Exp(-k1) - 1 + k1 };
        return -objective + recipe.KlCoefficient * kl;
    }

    private static (double Loss, double Gradient, ClippedLoss Loss2) Evaluate(GrpoRecipe recipe, float logprob, double advantage, double weight = 1)
    {
        var rollout = TinyRollouts.Make([1], [2], 0);
        (rollout.Advantage, rollout.OldLogprobs) = (advantage, [Old]);
        if (recipe.KlCoefficient > 0) rollout.ReferenceLogprobs = [Reference];
        var loss = new ClippedLoss(recipe);
        loss.BeginMicroBatch();
        loss.Add(rollout, weight);
        var gradient = new float[1];
        loss.Gradients(0, [logprob], [0.5f], gradient);
        return (loss.Sums.Loss, gradient[0], loss);
    }

    public static TheoryData<double, double, KlKind> Objectives()
    {
        var data = new TheoryData<double, double, KlKind>();
        foreach (double dual in new[] { 0.0, 3 })
        {
            data.Add(dual, 0, KlKind.K3);
            foreach (var kind in Enum.GetValues<KlKind>()) data.Add(dual, 0.3, kind);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Gradients_MatchFiniteDifferencesOfTheStatedLoss(double dualClip, double klCoefficient, KlKind kl)
    {
        var recipe = new GrpoRecipe { ClipLow = 0.2, ClipHigh = 0.28, DualClip = dualClip, KlCoefficient = klCoefficient, Kl = kl };
        // Ratios on both sides of 0.8, 1.28, 3 and of both clamps, never at a kink.
        double[] ratios = [1e-12, 1e-4, 0.3, 0.7, 0.85, 0.999, 1.001, 1.2, 1.4, 2.5, 3.5, 20, 4e8];
        foreach (double ratio in ratios)
        {
            foreach (double advantage in new[] { -2.5, -0.4, 0, 0.4, 2.5 })
            {
                float logprob = (float)(Old + Math.Log(ratio));
                var (loss, gradient, _) = Evaluate(recipe, logprob, advantage);
                double h = 1e-6, slope = (Stated(recipe, logprob + h, advantage) - Stated(recipe, logprob - h, advantage)) / (2 * h);
                Assert.Equal(Stated(recipe, logprob, advantage), loss, 1e-9 * Math.Max(1, Math.Abs(loss)));
                Assert.True(Math.Abs(slope - gradient) <= 1e-5 * Math.Max(1, Math.Abs(slope)), $"ratio {ratio}, advantage {advantage}: {gradient}, expected {slope}");
            }
        }
    }

    [Fact]
    public void Gradients_AreScaledByTheTokensWeight()
    {
        var (loss, gradient, _) = Evaluate(new(), Old, 2);
        var (lighter, smaller, _) = Evaluate(new(), Old, 2, weight: 0.125);
        Assert.Equal((-2.0, -2.0), (loss, gradient));
        Assert.Equal((loss / 8, gradient / 8), (lighter, smaller));
    }

    [Theory]
    [InlineData(1.0, 1.0, 0, 0)]
    [InlineData(1.5, 1.0, 1, 0)]
    [InlineData(1.5, -1.0, 0, 0)]
    [InlineData(0.5, -1.0, 1, 0)]
    [InlineData(0.5, 1.0, 0, 0)]
    [InlineData(4.0, -1.0, 0, 1)]
    public void Gradients_CountWhatIsClipped(double ratio, double advantage, long clipped, long dual)
    {
        var sums = Evaluate(new(), (float)(Old + Math.Log(ratio)), advantage).Loss2.Sums;
        Assert.Equal((1, clipped, dual), (sums.Tokens, sums.Clipped, sums.DualClipped));
        Assert.Equal(-Math.Log(ratio), sums.OldKl, 1e-6);
        Assert.Equal(0.5, sums.Entropy);
    }
}

using Saenggak.Compute.Reference;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Reference;

/// <summary>Backwards of the twins that work row by row, against finite differences in double.</summary>
public sealed class ReferencePointwiseTests
{
    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(7, 5, 3)]
    public void Embedding_Backward_MatchesFiniteDifferences(int tokens, int vocabulary, int d)
    {
        var w = SplitMix64.Signed(1, vocabulary * d);
        var ids = SplitMix64.Ids(2, tokens, vocabulary);
        var dy = SplitMix64.Signed(3, tokens * d);
        var dw = new double[w.Length];
        ReferenceEmbedding.Backward(dy, ids, d, dw);
        FiniteDifferences.Check("dw", w, dw, () => FiniteDifferences.Dot(ReferenceEmbedding.Forward(w, ids, d), dy));
    }

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 7, 3, true)]
    [InlineData(2, 3, 11, false)]
    public void Linear_Backward_MatchesFiniteDifferences(int tokens, int n, int k, bool bias)
    {
        double[] x = SplitMix64.Signed(1, tokens * k), w = SplitMix64.Signed(2, n * k), dy = SplitMix64.Signed(3, tokens * n);
        double[]? b = bias ? SplitMix64.Signed(4, n) : null, db = bias ? new double[n] : null;
        var dw = new double[w.Length];
        var dx = ReferenceLinear.BackwardInput(dy, w, tokens, n, k);
        ReferenceLinear.BackwardWeight(dy, x, tokens, n, k, dw, db);
        double Loss() => FiniteDifferences.Dot(ReferenceLinear.Forward(x, w, b, tokens, n, k), dy);
        FiniteDifferences.Check("dx", x, dx, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
        if (b is not null) FiniteDifferences.Check("db", b, db!, Loss);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(5, 13)]
    public void RmsNorm_Backward_MatchesFiniteDifferences(int tokens, int d)
    {
        double[] x = SplitMix64.Signed(1, tokens * d), w = SplitMix64.Signed(2, d), dy = SplitMix64.Signed(3, tokens * d), dw = new double[d];
        const double eps = 1e-2;
        var dx = ReferenceRmsNorm.Backward(dy, x, w, eps, tokens, d, dw);
        double Loss() => FiniteDifferences.Dot(ReferenceRmsNorm.Forward(x, w, eps, tokens, d), dy);
        FiniteDifferences.Check("dx", x, dx, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
    }

    [Fact]
    public void RmsNormFused_Backward_MatchesFiniteDifferences()
    {
        const int tokens = 3, d = 6;
        double[] residual = SplitMix64.Signed(1, tokens * d), delta = SplitMix64.Signed(2, tokens * d), w = SplitMix64.Signed(3, d);
        double[] dy = SplitMix64.Signed(4, tokens * d), dResidual = SplitMix64.Signed(5, tokens * d), dw = new double[d];
        double[] incoming = [.. dResidual];
        double Loss()
        {
            double[] after = [.. residual];
            var y = ReferenceRmsNorm.ForwardFused(after, delta, w, 1e-6, tokens, d);
            return FiniteDifferences.Dot(y, dy) + FiniteDifferences.Dot(after, incoming);
        }
        double[] sum = [.. residual.Zip(delta, (a, b) => a + b)];
        ReferenceRmsNorm.BackwardFused(dy, sum, w, 1e-6, tokens, d, dResidual, dw);
        FiniteDifferences.Check("dResidual", residual, dResidual, Loss);
        FiniteDifferences.Check("dDelta", delta, dResidual, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
    }

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(3, 7, 8)]
    [InlineData(2, 2, 64)]
    public void HeadNorm_Backward_MatchesFiniteDifferences(int tokens, int heads, int k)
    {
        int count = tokens * heads * k;
        double[] x = SplitMix64.Signed(1, count), w = SplitMix64.Signed(2, k), dy = SplitMix64.Signed(3, count), dw = new double[k];
        var dx = ReferenceHeadNorm.Backward(dy, x, w, 1e-6, tokens, heads, k, dw);
        double Loss() => FiniteDifferences.Dot(ReferenceHeadNorm.Forward(x, w, 1e-6, tokens, heads, k), dy);
        FiniteDifferences.Check("dx", x, dx, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    public void SwiGlu_Backward_MatchesFiniteDifferences(int tokens, int f)
    {
        double[] gu = SplitMix64.Signed(1, tokens * 2 * f, 4), dh = SplitMix64.Signed(2, tokens * f);
        var dgu = ReferenceSwiGlu.Backward(dh, gu, tokens, f);
        FiniteDifferences.Check("dgu", gu, dgu, () => FiniteDifferences.Dot(ReferenceSwiGlu.Forward(gu, tokens, f), dh));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 11)]
    public void LmHead_Backward_MatchesFiniteDifferences(int rows, int d, int v)
    {
        double[] x = SplitMix64.Signed(1, rows * d, 2), w = SplitMix64.Signed(2, v * d, 2), dLogprob = SplitMix64.Signed(3, rows), dw = new double[v * d];
        var targets = SplitMix64.Ids(4, rows, v);
        var dx = ReferenceLmHead.Backward(dLogprob, x, w, targets, v, d, dw);
        double Loss() => FiniteDifferences.Dot(ReferenceLmHead.Forward(x, w, targets, v, d).Logprob, dLogprob);
        FiniteDifferences.Check("dx", x, dx, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
    }

    [Fact]
    public void LmHead_Entropy_OfEqualLogitsIsLogV()
    {
        var (logprob, entropy) = ReferenceLmHead.Forward(new double[3], SplitMix64.Signed(1, 33), [4], 11, 3);
        Assert.Equal(Math.Log(11), entropy[0], 12);
        Assert.Equal(-Math.Log(11), logprob[0], 12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 7)]
    public void ScalarHead_Backward_MatchesFiniteDifferences(int rows, int d)
    {
        double[] x = SplitMix64.Signed(1, rows * d), w = SplitMix64.Signed(2, d), dy = SplitMix64.Signed(3, rows), dw = new double[d];
        var dx = ReferenceScalarHead.Backward(dy, x, w, rows, dw);
        double Loss() => FiniteDifferences.Dot(ReferenceScalarHead.Forward(x, w, rows), dy);
        FiniteDifferences.Check("dx", x, dx, Loss);
        FiniteDifferences.Check("dw", w, dw, Loss);
    }
}

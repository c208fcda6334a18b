using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Tests;

public sealed class SimdTests
{
    /// <summary>Two units in the last place of a single, relative.</summary>
    private const double TwoUlp = 2.4e-7;

    [Fact]
    public void Exp_IsWithinTwoUlpOverItsWholeRange()
    {
        for (double x = -87.3; x < 88.7; x += 0.00173)
        {
            float value = (float)x;
            double exact = Math.Exp(value), error = Math.Abs(Exp(value) - exact) / exact;
            Assert.True(error < TwoUlp, $"exp({value:R}): relative error {error:E2}");
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-88f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_Extremes(float x, float expected) => Assert.Equal(expected, Exp(x));

    [Fact]
    public void Exp_LanesAreIndependent()
    {
        var x = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, -1, -2, -3, -100, 100, float.NaN, 0.5f, -0.5f);
        var y = Simd.Exp(x);
        for (int i = 0; i < Simd.Width; i++) Assert.Equal(Exp(x[i]), y[i]);
    }

    [Fact]
    public void Sigmoid_MatchesItsDefinition()
    {
        for (float x = -80; x < 80; x += 0.0137f)
        {
            double exact = 1 / (1 + Math.Exp(-x)), error = Math.Abs(Simd.Sigmoid(Vector512.Create(x))[0] - exact) / exact;
            Assert.True(error < 2 * TwoUlp, $"sigmoid({x:R}): relative error {error:E2}");
        }
        Assert.Equal(1, Simd.Sigmoid(Vector512.Create(200f))[5]);
        Assert.InRange(Simd.Sigmoid(Vector512.Create(-200f))[5], 0, 1e-37f);
    }

    private static float Exp(float x) => Simd.Exp(Vector512.Create(x))[7];
}

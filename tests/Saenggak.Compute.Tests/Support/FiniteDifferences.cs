namespace Saenggak.Compute.Tests.Support;

/// <summary>Checks a gradient against central differences of a scalar loss, in double.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;

    /// <summary>
    /// Moves each element of <paramref name="parameter"/> up and down and compares the slope of <paramref name="loss"/>, which
    /// reads the array anew, with <paramref name="gradient"/>: within 1e-6 of the gradient's largest element.
    /// </summary>
    public static void Check(string name, double[] parameter, double[] gradient, Func<double> loss)
    {
        Assert.Equal(parameter.Length, gradient.Length);
        double largest = gradient.Max(Math.Abs);
        for (int i = 0; i < parameter.Length; i++)
        {
            double kept = parameter[i];
            parameter[i] = kept + Step;
            double up = loss();
            parameter[i] = kept - Step;
            double down = loss();
            parameter[i] = kept;
            double slope = (up - down) / (2 * Step), error = Math.Abs(slope - gradient[i]);
            // The floor is the rounding of the loss itself over the step, for gradients that are zero throughout.
            Assert.True(error <= 1e-6 * largest + 1e-9, $"{name}[{i}]: gradient {gradient[i]:R}, finite difference {slope:R}, largest gradient {largest:R}");
        }
    }

    /// <summary>Σ a·b: a loss whose gradient with respect to <paramref name="outputs"/> is <paramref name="weights"/>.</summary>
    public static double Dot(double[] outputs, double[] weights)
    {
        Assert.Equal(outputs.Length, weights.Length);
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++) sum += outputs[i] * weights[i];
        return sum;
    }
}

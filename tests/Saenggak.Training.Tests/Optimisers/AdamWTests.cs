using Saenggak.Compute;
using Saenggak.Compute.Reference;
using Saenggak.Text;
using Saenggak.Training.Checkpoints;
using Saenggak.Training.Optimisers;
using Saenggak.Training.Tests.Support;

namespace Saenggak.Training.Tests.Optimisers;

public class AdamWTests
{
    private static void Draw(TinyModel tiny, Random random, double scale = 1)
    {
        foreach (var p in tiny.Model.Parameters)
        {
            foreach (ref float g in p.Gradient.SpanF32) g = (float)((random.NextDouble() - 0.5) * scale);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Step_AgreesWithTheDoubleTwinOverManySteps(double maxGradNorm)
    {
        using var tiny = new TinyModel();
        var options = new AdamWOptions { WeightDecay = 0.1, MaxGradNorm = maxGradNorm };
        using var optimiser = new AdamW(tiny.Model, options);
        var parameters = tiny.Model.Parameters;
        double[][] Zeros() => [.. parameters.Select(p => new double[p.Length])];
        double[][] weights = [.. parameters.Select(p => p.Master.SpanF32.ToArray().Select(w => (double)w).ToArray())], first = Zeros(), second = Zeros();
        var random = new Random(2);
        for (int step = 1; step <= 12; step++)
        {
            Draw(tiny, random, scale: step % 3 == 0 ? 1e-4 : 1);
            double[][] gradients = [.. parameters.Select(p => p.Gradient.SpanF32.ToArray().Select(g => (double)g).ToArray())];
            double norm = Math.Sqrt(gradients.Sum(g => g.Sum(x => x * x))), clip = maxGradNorm > 0 ? Math.Min(1, maxGradNorm / (norm + 1e-6)) : 1, rate = 1e-2 / step;
            Assert.Equal(norm, optimiser.Step(rate), 1e-5 * norm);
            for (int i = 0; i < parameters.Count; i++)
            {
                double[] scaled = [.. gradients[i].Select(g => g * clip)];
                ReferenceAdamW.Step(weights[i], scaled, first[i], second[i], step, rate, options.Beta1, options.Beta2, options.Epsilon, parameters[i].Decay ? options.WeightDecay : 0);
                foreach (var (expected, actual) in weights[i].Zip(parameters[i].Master.SpanF32.ToArray())) Assert.Equal(expected, actual, 1e-5);
            }
        }
        Assert.Equal(12, optimiser.Steps);
        Assert.All(tiny.Gradients(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Step_KeepsTheKernelsWeightsInStepWithTheMasters()
    {
        using var tiny = new TinyModel(DType.BF16);
        using var optimiser = new AdamW(tiny.Model, new());
        Draw(tiny, new Random(1));
        optimiser.Step(1e-2);
        foreach (var p in tiny.Model.Parameters.Where(p => p.Weight.Type == DType.BF16))
        {
            for (int r = 0; r < p.Rows; r++)
            {
                var master = p.Master.RowF32(r);
                for (int c = 0; c < p.Cols; c++) Assert.InRange(Math.Abs(master[c] - Stored(p.Weight, r, c)), 0, Math.Abs(master[c]) / 256);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Step_LeavesWeightsAloneWhereTheGradientIsNotFinite(float bad)
    {
        using var tiny = new TinyModel();
        using var optimiser = new AdamW(tiny.Model, new());
        float[] before = tiny.Weights();
        for (int i = 0; i < 9; i++)
        {
            Draw(tiny, new Random(i));
            tiny.Model.Parameters[2].Gradient.SpanF32[5] = bad;
            Assert.False(double.IsFinite(optimiser.Step(1e-2)));
        }
        Assert.Equal(before, tiny.Weights());
        Assert.Equal(0, optimiser.Steps);
        Assert.All(tiny.Gradients(), g => Assert.Equal(0, g));
        tiny.Model.Parameters[2].Gradient.SpanF32[5] = bad;
        Assert.Contains("no gradient was finite", Assert.Throws<InputException>(() => optimiser.Step(1e-2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    public void Load_GoesOnWithTheSameBits(DType precision)
    {
        using var folder = new TemporaryFolder();
        using var one = new TinyModel(precision);
        using var optimiser = new AdamW(one.Model, new());
        var random = new Random(3);
        for (int i = 0; i < 3; i++)
        {
            Draw(one, random);
            optimiser.Step(1e-2);
        }
        using (var file = new StateFileWriter(folder.File("a.state")))
        {
            optimiser.Save(file);
            file.Complete();
        }
        using var two = new TinyModel(precision, seed: 99);
        using var other = new AdamW(two.Model, new());
        using (var file = new StateFileReader(folder.File("a.state"))) other.Load(file);
        Assert.Equal(3, other.Steps);
        Assert.Equal(one.Weights(), two.Weights());
        Draw(one, new Random(4));
        Draw(two, new Random(4));
        Assert.Equal(optimiser.Step(1e-2), other.Step(1e-2));
        Assert.Equal(one.Weights(), two.Weights());
    }

    [Fact]
    public void Load_OfAnotherShapeSaysSo()
    {
        using var folder = new TemporaryFolder();
        using var one = new TinyModel();
        using var optimiser = new AdamW(one.Model, new());
        using (var file = new StateFileWriter(folder.File("a.state")))
        {
            optimiser.Save(file);
            file.Complete();
        }
        using var two = new TinyModel(vocabulary: 80);
        using var other = new AdamW(two.Model, new());
        using var reader = new StateFileReader(folder.File("a.state"));
        Assert.Contains("model of another size", Assert.Throws<InvalidDataException>(() => other.Load(reader)).Message, StringComparison.Ordinal);
    }

    private static float Stored(in Tensor weight, int row, int column)
    {
        var single = new float[weight.Cols];
        unsafe
        {
            fixed (float* p = single) weight.RowRange(row, 1).CopyTo(new Tensor(DType.F32, 1, weight.Cols, weight.Cols, p));
        }
        return single[column];
    }
}

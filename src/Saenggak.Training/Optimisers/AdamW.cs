using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using Saenggak.Compute;
using Saenggak.Compute.Ops;
using Saenggak.Model;
using Saenggak.Text;
using Saenggak.Training.Checkpoints;

namespace Saenggak.Training.Optimisers;

/// <summary>Settings of <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the first moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay on matrices; norms and biases have none.</summary>
    [Range(0.0, int.MaxValue)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are scaled down to this global norm; 0 leaves them.</summary>
    [Range(0.0, int.MaxValue)]
    public double MaxGradNorm { get; init; } = 1;
}

/// <summary>AdamW over all parameters of a model, in f32, with clipping by the global norm (arXiv 1711.05101).</summary>
public sealed class AdamW : IDisposable
{
    private const int MostBadSteps = 10;
    private readonly CausalModel model;
    private readonly AdamWOptions options;
    private readonly NativeBuffer moments;
    private readonly long half;
    private int badSteps;

    /// <summary>Takes memory for both moments.</summary>
    public AdamW(CausalModel model, AdamWOptions options)
    {
        if (!model.Options.Trainable) throw new ArgumentException("the model was made without gradients; expected ModelOptions.Trainable");
        (this.model, this.options) = (model, options);
        half = model.Gradients.Length * sizeof(float);
        moments = new NativeBuffer(2 * half, zeroed: true);
    }

    /// <summary>Steps done.</summary>
    public int Steps { get; private set; }

    /// <summary>
    /// Clips, updates weights from the accumulated gradients, and clears them. A gradient that is not finite changes no weight.
    /// </summary>
    /// <returns>The global norm before clipping; NaN or infinity when the step was left out.</returns>
    /// <exception cref="InputException">No gradient of the last ten steps was finite.</exception>
    public double Step(double learningRate)
    {
        double norm = Math.Sqrt(GradNormOp.SumOfSquares(model.Device, model.Gradients));
        if (!double.IsFinite(norm))
        {
            model.Gradients.Clear();
            return ++badSteps < MostBadSteps ? norm : throw new InputException(
                $"no gradient was finite in the last {MostBadSteps} steps; expected numbers; lower the learning rate and run again from the last checkpoint");
        }
        badSteps = 0;
        Steps++;
        float scale = GradNormOp.ClipScale(norm, options.MaxGradNorm);
        // By index: the list's enumerator would be the only thing that a step takes from the garbage collector.
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            var p = model.Parameters[i];
            var settings = new AdamWSettings(
                (float)learningRate, (float)options.Beta1, (float)options.Beta2, (float)options.Epsilon, p.Decay ? (float)options.WeightDecay : 0, Steps, scale);
            AdamWOp.Step(model.Device, p.Master, p.Gradient, Moment(p, 0), Moment(p, half), p.Weight, settings);
        }
        model.WeightsChanged(fromMaster: false);
        return norm;
    }

    /// <summary>Writes master weights, moments and the step count.</summary>
    public void Save(StateFileWriter file)
    {
        file.Add("optimiser/steps", MemoryMarshal.AsBytes<int>(new[] { Steps }));
        foreach (var p in model.Parameters)
        {
            WriteTensor(file, "master/" + p.Name, p.Master);
            WriteTensor(file, "first/" + p.Name, Moment(p, 0));
            WriteTensor(file, "second/" + p.Name, Moment(p, half));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, weights included.</summary>
    public void Load(StateFileReader file)
    {
        var steps = new int[1];
        file.Read("optimiser/steps", MemoryMarshal.AsBytes(steps.AsSpan()));
        foreach (var p in model.Parameters)
        {
            ReadTensor(file, "master/" + p.Name, p.Master);
            ReadTensor(file, "first/" + p.Name, Moment(p, 0));
            ReadTensor(file, "second/" + p.Name, Moment(p, half));
        }
        Steps = steps[0];
        model.WeightsChanged(fromMaster: true);
    }

    /// <inheritdoc/>
    public void Dispose() => moments.Dispose();

    // A parameter's moments lie where its gradient lies among all gradients.
    private unsafe Tensor Moment(Parameter p, long offset)
        => moments.View(DType.F32, p.Rows, p.Cols, offset + (p.Gradient.Data - model.Gradients.Data));

    private static unsafe void WriteTensor(StateFileWriter file, string name, in Tensor tensor)
    {
        long rowBytes = (long)tensor.Cols * sizeof(float);
        file.Begin(name, rowBytes * tensor.Rows);
        for (int r = 0; r < tensor.Rows; r++) file.Append(new ReadOnlySpan<byte>(tensor.RowAddress(r), (int)rowBytes));
    }

    private static unsafe void ReadTensor(StateFileReader file, string name, in Tensor tensor)
    {
        long rowBytes = (long)tensor.Cols * sizeof(float);
        file.Begin(name, rowBytes * tensor.Rows);
        for (int r = 0; r < tensor.Rows; r++) file.Continue(new Span<byte>(tensor.RowAddress(r), (int)rowBytes));
    }
}

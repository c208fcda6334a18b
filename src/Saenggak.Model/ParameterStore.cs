using Saenggak.Compute;
using Saenggak.Model.Checkpoints;
using Saenggak.Model.Families;

namespace Saenggak.Model;

/// <summary>
/// The memory behind a model's parameters: f32 masters and gradients when trained, and the kernels' weights. Matrices take the
/// model's precision or eight bits; vectors (norms, biases) stay f32. Matrices that a lender has in that precision are used where they lie.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private const int Align = 64;
    private readonly NativeBuffer? masters;
    private readonly NativeBuffer? gradients;
    private readonly NativeBuffer? weights;
    private readonly Dictionary<string, Parameter> byName;
    private readonly IReadOnlyList<IDisposable> holds = [];

    public ParameterStore(ModelConfig config, ModelOptions options, IParameterSource? lender = null)
    {
        if (options.Trainable && options.Weights == WeightStorage.EightBits)
        {
            throw new ArgumentException("weights in int8 cannot be trained; expected bf16 or f32; train first, then load the checkpoint in int8", nameof(options));
        }
        Parameters = ParameterLayout.For(config);
        byName = Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        if (options.Weights == WeightStorage.EightBits)
        {
            foreach (var p in Parameters.Where(FitsEightBits)) p.Quantised = new Int8Matrix(p.Rows, p.Cols);
        }
        if (lender is not null && !options.Trainable && Borrow(lender, options.Precision)) holds = lender.Hold();
        var own = Parameters.Where(p => !p.IsLent && p.Quantised is null).ToList();
        long elements = own.Sum(p => Padded(p.Length));
        bool masterIsWeight = options.Precision == DType.F32;
        if (options.Trainable || masterIsWeight) masters = new NativeBuffer(elements * 4, zeroed: true);
        if (options.Trainable)
        {
            gradients = new NativeBuffer(elements * 4, zeroed: true);
            Gradients = gradients.View(DType.F32, checked((int)(elements / Align)), Align);
        }
        if (!masterIsWeight) weights = new NativeBuffer(elements * 2 + own.Where(p => p.IsVector).Sum(p => Padded(p.Length)) * 2, zeroed: true, largePages: !options.Trainable);
        long at = 0, weightAt = 0;
        foreach (var p in own)
        {
            if (masters is not null) p.Master = masters.View(DType.F32, p.Rows, p.Cols, at * 4);
            if (gradients is not null) p.Gradient = gradients.View(DType.F32, p.Rows, p.Cols, at * 4);
            if (masters is not null && (masterIsWeight || p.IsVector))
            {
                p.Weight = p.Master;
            }
            else
            {
                var type = p.IsVector ? DType.F32 : DType.BF16;
                p.Weight = weights!.View(type, p.Rows, p.Cols, weightAt);
                weightAt += Padded(p.Length) * type.Size();
            }
            at += Padded(p.Length);
        }
    }

    /// <summary>In <see cref="ParameterLayout"/>'s order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All gradients in one contiguous view, padding (always zero) included; none when not trained.</summary>
    public Tensor Gradients { get; }

    /// <summary>A parameter by its name in Saenggak, or null where this model has none of it.</summary>
    public Parameter? Find(string name) => byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        masters?.Dispose();
        gradients?.Dispose();
        weights?.Dispose();
        foreach (var p in Parameters) p.Quantised?.Dispose();
        foreach (var hold in holds) hold.Dispose();
    }

    /// <summary>Takes the matrices that can be used where they lie.</summary>
    private bool Borrow(IParameterSource lender, DType precision)
    {
        bool any = false;
        foreach (var p in Parameters)
        {
            if (p.IsVector || p.Quantised is not null || !lender.TryView(p, precision, out var view)) continue;
            (p.Weight, p.IsLent, any) = (view, true, true);
        }
        return any;
    }

    // A scalar head is a single row that no product kernel reads.
    private static bool FitsEightBits(Parameter p) => !p.IsVector && p.Name != "score";

    private static long Padded(long elements) => (elements + Align - 1) / Align * Align;
}

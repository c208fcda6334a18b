using Saenggak.Compute;

namespace Saenggak.Model.Checkpoints;

/// <summary>A file or folder that holds a model.</summary>
public interface IParameterSource : IDisposable
{
    /// <summary>The model's shape.</summary>
    ModelConfig Config { get; }

    /// <summary>True when every part of the parameter is there.</summary>
    bool Contains(Parameter parameter);

    /// <summary>Copies the weights of one parameter.</summary>
    /// <param name="parameter">Which, as <see cref="Families.ParameterLayout"/> describes it.</param>
    /// <param name="target">[Rows, Cols] f32 or bf16.</param>
    /// <exception cref="InvalidDataException">A part is missing, has another shape, or holds NaN or infinity.</exception>
    void Load(Parameter parameter, in Tensor target);

    /// <summary>Loads many, on all workers where the source can. A target that <see cref="TryView"/> gave is only checked.</summary>
    /// <exception cref="InvalidDataException">As of <see cref="Load(Parameter, in Tensor)"/>.</exception>
    void Load(Workers workers, IReadOnlyList<(Parameter Parameter, Tensor Target)> all)
    {
        foreach (var (parameter, target) in all) Load(parameter, target);
    }

    /// <summary>
    /// The weights of one parameter where they lie in the source, read-only and not yet checked; false where they have another type or
    /// lie in pieces. They stay there as long as <see cref="Hold"/> says.
    /// </summary>
    bool TryView(Parameter parameter, DType type, out Tensor view)
    {
        view = default;
        return false;
    }

    /// <summary>Keeps what <see cref="TryView"/> gave beyond the source's own end, until the results are disposed of.</summary>
    IReadOnlyList<IDisposable> Hold() => [];
}

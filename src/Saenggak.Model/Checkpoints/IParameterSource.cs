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
}

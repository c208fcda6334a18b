using Saenggak.Compute;

namespace Saenggak.Model;

/// <summary>
/// One weight matrix (or vector, as a single row) in memory. Projections that are applied together lie in one parameter;
/// <see cref="Parts"/> gives each its name in a Hugging Face checkpoint.
/// </summary>
public sealed class Parameter
{
    /// <summary>Describes a parameter; memory is given to it by the model.</summary>
    public Parameter(string name, int rows, int cols, bool decay, params ParameterPart[] parts)
    {
        Name = name;
        Rows = rows;
        Cols = cols;
        Decay = decay;
        Parts = parts.Length > 0 ? parts : [new ParameterPart(name, 0, rows)];
    }

    /// <summary>Name within Saenggak.</summary>
    public string Name { get; }

    /// <summary>Rows: outputs of a projection, vocabulary of an embedding, 1 for a vector.</summary>
    public int Rows { get; }

    /// <summary>Columns: inputs of a projection, width of an embedding or vector.</summary>
    public int Cols { get; }

    /// <summary>Whether weight decay applies (matrices, not norms and biases).</summary>
    public bool Decay { get; }

    /// <summary>The checkpoint tensors this parameter holds, by rows (columns for a vector).</summary>
    public IReadOnlyList<ParameterPart> Parts { get; }

    /// <summary>True for norms and biases: a single row whose parts, if any, split its columns.</summary>
    public bool IsVector { get; init; }

    /// <summary>f32 master weights [Rows, Cols]; none in a model that only infers.</summary>
    public Tensor Master { get; internal set; }

    /// <summary>Weights as the kernels read them: bf16, or the master itself in pure f32; none where <see cref="Quantised"/> holds them.</summary>
    public Tensor Weight { get; internal set; }

    /// <summary>Whether <see cref="Weight"/> lies read-only in a checkpoint's file.</summary>
    public bool IsLent { get; internal set; }

    /// <summary>Weights in eight bits, in a model that holds them so; see <see cref="CausalModel.Fill"/>.</summary>
    public Int8Matrix? Quantised { get; internal set; }

    /// <summary>f32 gradient, accumulated; none when not trained.</summary>
    public Tensor Gradient { get; internal set; }

    /// <summary>Elements.</summary>
    public long Length => (long)Rows * Cols;
}

/// <summary>One checkpoint tensor inside a <see cref="Parameter"/>.</summary>
/// <param name="Name">Hugging Face name, e.g. <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Start">First row (first column of a vector).</param>
/// <param name="Count">Rows (columns of a vector).</param>
public readonly record struct ParameterPart(string Name, int Start, int Count);

using Saenggak.Compute;

namespace Saenggak.Model.Safetensors;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="StoreAs">F32, BF16 or F16.</param>
/// <param name="Shape">Shape in the file; as many elements as the source.</param>
/// <param name="Source">The elements, f32 or bf16; rows need not be contiguous.</param>
public sealed record SafetensorsEntry(string Name, ElementType StoreAs, IReadOnlyList<long> Shape, Tensor Source)
{
    /// <summary>Bytes in the file.</summary>
    public long Bytes => Source.Length * StoreAs.Size();
}

namespace Saenggak.Compute.Tests.OpTable;

/// <summary>One run of one case: a device, the storage type, and the operands by name.</summary>
internal sealed class OpRun(Device device, Arena arena, DType type, Dictionary<string, GuardedTensor> operands)
{
    public Device Device => device;

    public Arena Arena => arena;

    /// <summary>The type of operands stored as <see cref="Store.Run"/>.</summary>
    public DType Type => type;

    public Tensor this[string name] => operands[name].View;

    /// <summary>A matrix for what passes between two calls of an op; starts as NaN.</summary>
    public unsafe Tensor Scratch(DType scratchType, int rows, int cols)
    {
        var result = arena.Allocate(scratchType, rows, cols);
        new Span<byte>(result.Data, checked((int)(result.Length * scratchType.Size()))).Fill(0xFF);
        return result;
    }
}

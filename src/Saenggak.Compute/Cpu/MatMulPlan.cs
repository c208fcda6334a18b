using static Saenggak.Compute.Cpu.OneDnnNative;

namespace Saenggak.Compute.Cpu;

/// <summary>One matrix product that oneDNN has compiled: fixed shapes and layouts, any addresses, one thread a call.</summary>
internal sealed unsafe class MatMulPlan
{
    private readonly nint primitive;
    private readonly nint[] memories;

    private readonly int kinds;

    private MatMulPlan(nint primitive, nint[] memories, int kinds, long scratchBytes, string kernel)
    {
        (this.primitive, this.memories, this.kinds) = (primitive, memories, kinds);
        ScratchBytes = scratchBytes;
        Kernel = kernel;
    }

    /// <summary>Scratch memory that each worker brings; may be zero.</summary>
    public long ScratchBytes { get; }

    /// <summary>Name of oneDNN's kernel.</summary>
    public string Kernel { get; }

    /// <summary>Compiles C = A·B or C += A·B; null when oneDNN has no fast kernel for these layouts. Layouts stay the caller's.</summary>
    public static MatMulPlan? Create(nint a, nint b, nint c, bool accumulate, int workers)
    {
        nint plan = OneDnn.PlanMatMul(a, b, c, accumulate);
        if (plan == 0) return null;
        string kernel = OneDnn.KernelName(plan);
        if (kernel.StartsWith("ref", StringComparison.Ordinal))
        {
            // oneDNN's reference code is far slower than VectorProduct.
            _ = dnnl_primitive_desc_destroy(plan);
            return null;
        }
        OneDnn.Check(dnnl_primitive_create(out nint primitive, plan), "matrix product");
        var (scratch, scratchBytes) = OneDnn.Scratchpad(plan);
        int kinds = scratchBytes > 0 ? 4 : 3;
        var memories = new nint[workers * kinds];
        for (int w = 0; w < workers; w++)
        {
            memories[kinds * w] = OneDnn.Memory(a);
            memories[kinds * w + 1] = OneDnn.Memory(b);
            memories[kinds * w + 2] = OneDnn.Memory(c);
            if (kinds == 4) memories[kinds * w + 3] = OneDnn.Memory(scratch);
        }
        _ = dnnl_primitive_desc_destroy(plan);
        return new MatMulPlan(primitive, memories, kinds, scratchBytes, kernel);
    }

    /// <summary>Runs on the calling thread, which is worker <paramref name="worker"/> and brings <see cref="ScratchBytes"/>.</summary>
    public void Execute(int worker, byte* a, byte* b, byte* c, byte* scratch)
    {
        var own = memories.AsSpan(kinds * worker, kinds);
        var arguments = stackalloc Argument[4];
        Set(ref arguments[0], ArgSource, own[0], a);
        Set(ref arguments[1], ArgWeights, own[1], b);
        Set(ref arguments[2], ArgDestination, own[2], c);
        if (kinds == 4) Set(ref arguments[3], ArgScratchpad, own[3], scratch);
        OneDnn.Check(dnnl_primitive_execute(primitive, OneDnn.Stream, kinds, arguments), "matrix product");
    }

    private static void Set(ref Argument argument, int kind, nint memory, byte* address)
    {
        _ = dnnl_memory_set_data_handle(memory, (nint)address);
        argument = new Argument { Kind = kind, Memory = memory };
    }

    /// <summary>Frees oneDNN's side.</summary>
    public void Free()
    {
        foreach (nint memory in memories) _ = dnnl_memory_destroy(memory);
        _ = dnnl_primitive_destroy(primitive);
    }
}

using static Saenggak.Compute.Cpu.OneDnnNative;

namespace Saenggak.Compute.Cpu;

/// <summary>One matrix product that oneDNN has compiled: fixed shapes and layouts, any addresses, one thread a call.</summary>
internal sealed unsafe class MatMulPlan
{
    private readonly nint primitive;
    private readonly nint[] memories;

    private MatMulPlan(nint primitive, nint[] memories, string kernel)
    {
        this.primitive = primitive;
        this.memories = memories;
        Kernel = kernel;
    }

    /// <summary>Name of oneDNN's kernel.</summary>
    public string Kernel { get; }

    /// <summary>Compiles C = A·B or C += A·B; null when oneDNN has nothing for these layouts. Layouts stay the caller's.</summary>
    public static MatMulPlan? Create(nint a, nint b, nint c, bool accumulate, int workers)
    {
        nint plan = OneDnn.PlanMatMul(a, b, c, accumulate);
        if (plan == 0) return null;
        string kernel = OneDnn.KernelName(plan);
        OneDnn.Check(dnnl_primitive_create(out nint primitive, plan), "matrix product");
        _ = dnnl_primitive_desc_destroy(plan);
        var memories = new nint[workers * 3];
        for (int w = 0; w < workers; w++)
        {
            memories[3 * w] = OneDnn.Memory(a);
            memories[3 * w + 1] = OneDnn.Memory(b);
            memories[3 * w + 2] = OneDnn.Memory(c);
        }
        return new MatMulPlan(primitive, memories, kernel);
    }

    /// <summary>Runs on the calling thread, which is worker <paramref name="worker"/>.</summary>
    public void Execute(int worker, byte* a, byte* b, byte* c)
    {
        nint ma = memories[3 * worker], mb = memories[3 * worker + 1], mc = memories[3 * worker + 2];
        _ = dnnl_memory_set_data_handle(ma, (nint)a);
        _ = dnnl_memory_set_data_handle(mb, (nint)b);
        _ = dnnl_memory_set_data_handle(mc, (nint)c);
        var arguments = stackalloc Argument[3];
        arguments[0] = new Argument { Kind = ArgSource, Memory = ma };
        arguments[1] = new Argument { Kind = ArgWeights, Memory = mb };
        arguments[2] = new Argument { Kind = ArgDestination, Memory = mc };
        OneDnn.Check(dnnl_primitive_execute(primitive, OneDnn.Stream, 3, arguments), "matrix product");
    }

    /// <summary>Frees oneDNN's side.</summary>
    public void Free()
    {
        foreach (nint memory in memories) _ = dnnl_memory_destroy(memory);
        _ = dnnl_primitive_destroy(primitive);
    }
}

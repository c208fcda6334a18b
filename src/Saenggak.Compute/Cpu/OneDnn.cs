using System.Reflection;
using System.Runtime.InteropServices;
using static Saenggak.Compute.Cpu.OneDnnNative;

namespace Saenggak.Compute.Cpu;

/// <summary>The oneDNN library that this process found: version, engine, and the calls on which versions differ.</summary>
internal static unsafe class OneDnn
{
    private static readonly string[] Names = ["libdnnl.so.3", "libdnnl.so.2", "libdnnl.so"];
    private const int Avx512Core = 0x27;
    private static readonly nint Engine;

    [ThreadStatic]
    private static nint stream;

    static OneDnn()
    {
        if (Environment.GetEnvironmentVariable("SAENGGAK_NO_ONEDNN") == "1")
        {
            Missing = "switched off by SAENGGAK_NO_ONEDNN=1";
            return;
        }
        nint library = 0;
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out library)) break;
        }
        if (library == 0)
        {
            Missing = $"none of {string.Join(", ", Names)} was found; on Debian: apt-get install libdnnl2";
            return;
        }
        NativeLibrary.TryLoad("libgomp.so.1", out nint openMp);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name switch
        {
            OneDnnNative.Library => library,
            OpenMp => openMp,
            _ => 0,
        });
        HasOpenMp = openMp != 0;
        var version = dnnl_version();
        (Major, VersionText) = (version->Major, $"{version->Major}.{version->Minor}.{version->Patch}");
        if (Major is not (2 or 3))
        {
            Missing = $"oneDNN {VersionText} was found; expected 2.x or 3.x";
            return;
        }
        Check(dnnl_engine_create(out Engine, CpuEngine, 0), "engine");
        IsAvailable = true;
        HasAvx512 = (EffectiveIsa & Avx512Core) == Avx512Core;
    }

    /// <summary>Whether matrix products can go to oneDNN.</summary>
    public static bool IsAvailable { get; }

    /// <summary>Whether they run on vectors of 512 bits there: with less, <see cref="VectorProduct"/> is faster.</summary>
    public static bool HasAvx512 { get; }

    /// <summary>Why not, in words; null when available.</summary>
    public static string? Missing { get; }

    /// <summary>2 or 3.</summary>
    public static int Major { get; }

    /// <summary>Version in full, e.g. 2.6.3.</summary>
    public static string? VersionText { get; }

    /// <summary>oneDNN's code for the widest instruction set it will use.</summary>
    public static int EffectiveIsa => dnnl_get_effective_cpu_isa();

    /// <summary>Name of an instruction set by its code (<c>dnnl_cpu_isa_t</c>); the code itself where it has none here.</summary>
    public static string InstructionSet(int major, int code) => (major, code) switch
    {
        (_, 0x1) => "sse41",
        (_, 0x3) => "avx",
        (_, 0x7) => "avx2",
        (2, 0x407) or (3, 0xf) => "avx2_vnni",
        (3, 0x1f) => "avx2_vnni_2",
        (_, 0x27) => "avx512_core",
        (_, 0x67) => "avx512_core_vnni",
        (_, 0xe7) => "avx512_core_bf16",
        (3, 0x1ef) => "avx512_core_fp16",
        (2, 0x3e7) or (3, 0xfef) => "avx512_core_amx",
        (3, 0x1fef) => "avx512_core_amx_fp16",
        _ => $"0x{code:x}",
    };

    private static bool HasOpenMp { get; }

    /// <summary>The calling thread's stream; its OpenMP regions are one thread wide, because the threads are ours.</summary>
    public static nint Stream
    {
        get
        {
            if (stream == 0)
            {
                if (HasOpenMp) omp_set_num_threads(1);
                Check(dnnl_stream_create(out stream, Engine, 1), "stream");
            }
            return stream;
        }
    }

    /// <summary>oneDNN's code of an element type.</summary>
    public static int Code(DType type) => type == DType.F32 ? F32 : BF16;

    /// <summary>A plain matrix layout: element (r, c) lies at r·rowStride + c·colStride.</summary>
    public static nint Matrix(long rows, long cols, DType type, long rowStride, long colStride)
    {
        long* dims = stackalloc long[] { rows, cols };
        long* strides = stackalloc long[] { rowStride, colStride };
        nint descriptor;
        if (Major == 2)
        {
            descriptor = (nint)NativeMemory.AllocZeroed(DescriptorBytesV2);
            Check(dnnl_memory_desc_init_by_strides(descriptor, 2, dims, Code(type), strides), "matrix layout");
        }
        else
        {
            Check(dnnl_memory_desc_create_with_strides(out descriptor, 2, dims, Code(type), strides), "matrix layout");
        }
        return descriptor;
    }

    /// <summary>A matrix whose layout oneDNN may choose.</summary>
    public static nint AnyLayout(long rows, long cols, DType type)
    {
        long* dims = stackalloc long[] { rows, cols };
        nint descriptor;
        if (Major == 2)
        {
            descriptor = (nint)NativeMemory.AllocZeroed(DescriptorBytesV2);
            Check(dnnl_memory_desc_init_by_tag(descriptor, 2, dims, Code(type), TagAny), "free layout");
        }
        else
        {
            Check(dnnl_memory_desc_create_with_tag(out descriptor, 2, dims, Code(type), TagAny), "free layout");
        }
        return descriptor;
    }

    /// <summary>A copy of a layout that outlives the primitive it was asked of.</summary>
    public static nint Clone(nint descriptor)
    {
        if (Major == 2)
        {
            var copy = NativeMemory.Alloc(DescriptorBytesV2);
            NativeMemory.Copy((void*)descriptor, copy, DescriptorBytesV2);
            return (nint)copy;
        }
        Check(dnnl_memory_desc_clone(out nint clone, descriptor), "layout copy");
        return clone;
    }

    /// <summary>Frees a layout made here.</summary>
    public static void Free(nint descriptor)
    {
        if (descriptor == 0) return;
        if (Major == 2) NativeMemory.Free((void*)descriptor);
        else _ = dnnl_memory_desc_destroy(descriptor);
    }

    /// <summary>Plans C = A·B (or C += A·B). Returns 0 when this oneDNN has no kernel for the layouts.</summary>
    public static nint PlanMatMul(nint a, nint b, nint c, bool accumulate)
    {
        nint attributes = Attributes(), postOps = 0;
        if (accumulate)
        {
            Check(dnnl_post_ops_create(out postOps), "post-ops");
            Check(Major == 2 ? AppendSumV2(postOps, 1f) : AppendSumV3(postOps, 1f, 0, 0), "sum");
            Check(dnnl_primitive_attr_set_post_ops(attributes, postOps), "attributes");
        }
        nint plan;
        int status;
        if (Major == 2)
        {
            byte* operation = stackalloc byte[MatMulBytesV2];
            status = dnnl_matmul_desc_init((nint)operation, a, b, 0, c);
            plan = 0;
            if (status == 0) status = dnnl_primitive_desc_create(out plan, (nint)operation, attributes, Engine, 0);
        }
        else
        {
            status = dnnl_matmul_primitive_desc_create(out plan, Engine, a, b, 0, c, attributes);
        }
        if (postOps != 0) _ = dnnl_post_ops_destroy(postOps);
        _ = dnnl_primitive_attr_destroy(attributes);
        return status == 0 ? plan : 0;
    }

    /// <summary>
    /// Settings of a primitive whose scratch memory the caller brings: left to itself, oneDNN ties it to the thread that compiled
    /// the primitive, and two workers running one primitive would write over each other.
    /// </summary>
    private static nint Attributes()
    {
        Check(dnnl_primitive_attr_create(out nint attributes), "attributes");
        Check(dnnl_primitive_attr_set_scratchpad_mode(attributes, UserScratchpad), "scratchpad mode");
        return attributes;
    }

    /// <summary>The scratch memory a compiled primitive wants, as a handle without an address; size 0 where it wants none.</summary>
    public static (nint Descriptor, long Bytes) Scratchpad(nint plan)
    {
        nint descriptor = dnnl_primitive_desc_query_md(plan, QueryScratchpad, 0);
        return descriptor == 0 ? (0, 0) : (descriptor, (long)dnnl_memory_desc_get_size(descriptor));
    }

    /// <summary>Name of the kernel behind a plan, e.g. <c>brg:avx512_core_bf16_amx_bf16</c>.</summary>
    public static string KernelName(nint plan)
    {
        byte* text = null;
        return dnnl_primitive_desc_query(plan, QueryImplementation, 0, &text) == 0 ? Marshal.PtrToStringUTF8((nint)text) ?? "" : "";
    }

    /// <summary>A handle on memory with a layout; its address is set before each use.</summary>
    public static nint Memory(nint descriptor)
    {
        Check(dnnl_memory_create(out nint memory, descriptor, Engine, 0), "memory");
        return memory;
    }

    /// <summary>Compiles a copy from one layout into another; the two memories are given addresses by <see cref="ExecuteReorder"/>.</summary>
    public static (nint Primitive, nint Source, nint Target) ReorderPlan(nint from, nint to)
    {
        Check(dnnl_reorder_primitive_desc_create(out nint plan, from, Engine, to, Engine, 0), "reorder");
        Check(dnnl_primitive_create(out nint primitive, plan), "reorder");
        _ = dnnl_primitive_desc_destroy(plan);
        return (primitive, Memory(from), Memory(to));
    }

    /// <summary>Runs a compiled copy on the calling thread.</summary>
    public static void ExecuteReorder(nint primitive, nint sourceMemory, byte* source, nint targetMemory, byte* target)
    {
        Check(dnnl_memory_set_data_handle(sourceMemory, (nint)source), "reorder source");
        Check(dnnl_memory_set_data_handle(targetMemory, (nint)target), "reorder target");
        var arguments = stackalloc Argument[2];
        arguments[0] = new Argument { Kind = ArgSource, Memory = sourceMemory };
        arguments[1] = new Argument { Kind = ArgDestination, Memory = targetMemory };
        Check(dnnl_primitive_execute(primitive, Stream, 2, arguments), "reorder");
    }

    /// <summary>Throws when a call failed.</summary>
    public static void Check(int status, string what)
    {
        if (status != 0) throw new InvalidOperationException($"oneDNN {VersionText}: {what} failed with status {status}");
    }
}

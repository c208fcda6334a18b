using System.Runtime.InteropServices;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// oneDNN's C interface, versions 2 and 3. Where the two differ, both entry points stand here and <see cref="OneDnn"/> calls
/// the one of the library it found. Every function returns a status, 0 for success.
/// </summary>
internal static unsafe partial class OneDnnNative
{
    public const string Library = "dnnl";
    public const string OpenMp = "omp";

    public const int BF16 = 2;
    public const int F32 = 3;
    public const int TagAny = 1;
    public const int CpuEngine = 1;
    public const int ArgSource = 1;
    public const int ArgDestination = 17;
    public const int ArgWeights = 33;
    public const int ArgBias = 41;
    public const int ArgScratchpad = 80;
    public const int UserScratchpad = 1;
    public const int QueryScratchpad = 136;
    public const int QueryImplementation = 8;
    public const int QueryWeights = 131;

    /// <summary>Bytes of version 2's memory descriptor, which the caller holds; version 3 hands out a pointer instead.</summary>
    public const int DescriptorBytesV2 = 696;

    /// <summary>Bytes of version 2's matrix-product descriptor.</summary>
    public const int MatMulBytesV2 = 2800;

    [StructLayout(LayoutKind.Sequential)]
    public struct Version
    {
        public int Major, Minor, Patch;
        public nint Hash;
        public uint CpuRuntime, GpuRuntime;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Argument
    {
        public int Kind;
        public nint Memory;
    }

    [LibraryImport(Library)]
    public static partial Version* dnnl_version();

    [LibraryImport(Library)]
    public static partial int dnnl_get_effective_cpu_isa();

    [LibraryImport(Library)]
    public static partial int dnnl_engine_create(out nint engine, int kind, nuint index);

    [LibraryImport(Library)]
    public static partial int dnnl_stream_create(out nint stream, nint engine, uint flags);

    [LibraryImport(Library)]
    public static partial int dnnl_stream_destroy(nint stream);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_create(out nint memory, nint descriptor, nint engine, nint handle);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int dnnl_memory_set_data_handle(nint memory, nint handle);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_destroy(nint memory);

    [LibraryImport(Library)]
    public static partial nuint dnnl_memory_desc_get_size(nint descriptor);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_create(out nint attributes);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_set_scratchpad_mode(nint attributes, int mode);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_set_post_ops(nint attributes, nint postOps);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_destroy(nint attributes);

    [LibraryImport(Library)]
    public static partial int dnnl_post_ops_create(out nint postOps);

    [LibraryImport(Library)]
    public static partial int dnnl_post_ops_destroy(nint postOps);

    [LibraryImport(Library)]
    public static partial nint dnnl_primitive_desc_query_md(nint primitiveDescriptor, int what, int index);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_desc_query(nint primitiveDescriptor, int what, int index, void* result);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_desc_destroy(nint primitiveDescriptor);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_create(out nint primitive, nint primitiveDescriptor);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_destroy(nint primitive);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_execute(nint primitive, nint stream, int count, Argument* arguments);

    [LibraryImport(Library)]
    public static partial int dnnl_reorder_primitive_desc_create(
        out nint primitiveDescriptor, nint source, nint sourceEngine, nint target, nint targetEngine, nint attributes);

    // Version 2.
    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_init_by_strides(nint descriptor, int rank, long* dims, int type, long* strides);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_init_by_tag(nint descriptor, int rank, long* dims, int type, int tag);

    [LibraryImport(Library)]
    public static partial int dnnl_matmul_desc_init(nint matmul, nint source, nint weights, nint bias, nint target);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_desc_create(
        out nint primitiveDescriptor, nint operation, nint attributes, nint engine, nint hint);

    [LibraryImport(Library, EntryPoint = "dnnl_post_ops_append_sum")]
    public static partial int AppendSumV2(nint postOps, float scale);

    // Version 3.
    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_create_with_strides(out nint descriptor, int rank, long* dims, int type, long* strides);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_create_with_tag(out nint descriptor, int rank, long* dims, int type, int tag);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_clone(out nint descriptor, nint existing);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_destroy(nint descriptor);

    [LibraryImport(Library)]
    public static partial int dnnl_matmul_primitive_desc_create(
        out nint primitiveDescriptor, nint engine, nint source, nint weights, nint bias, nint target, nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_post_ops_append_sum")]
    public static partial int AppendSumV3(nint postOps, float scale, int zeroPoint, int type);

    // OpenMP: how many threads the calling thread's parallel regions get.
    [LibraryImport(OpenMp)]
    public static partial void omp_set_num_threads(int count);
}

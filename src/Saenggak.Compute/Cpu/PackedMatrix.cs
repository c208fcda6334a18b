using Saenggak.Compute.Cpu.Amx;
using static Saenggak.Compute.Cpu.OneDnnNative;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// The right-hand side B [Depth, Columns] of products, laid out as oneDNN's kernels read it: whole for products that are split by
/// rows, and in one part of columns per worker for products with few rows; or in panels for <see cref="AmxProduct"/> or
/// <see cref="VectorProduct"/>. Each form is made at its first use, and again when the weights have changed (<see cref="Refresh"/>).
/// </summary>
internal sealed class PackedMatrix : IDisposable
{
    private const int PartGrain = 64;
    private readonly Workers workers;
    private PackedPart[] whole = [];
    private PackedPart[] columns = [];
    private NativeBuffer? panels;
    private NativeBuffer? vectorPanels;
    private bool panelsFresh;
    private bool vectorPanelsFresh;
    private bool wholeFresh;
    private bool columnsFresh;

    /// <summary>Describes <paramref name="weight"/> [N, K] as B = weightᵀ (depth K), or weight [K, N] as it is.</summary>
    public unsafe PackedMatrix(Workers workers, in Tensor weight, bool transpose)
    {
        this.workers = workers;
        (Depth, Columns) = transpose ? (weight.Cols, weight.Rows) : (weight.Rows, weight.Cols);
        Source = transpose
            ? new MatrixView(weight.Data, weight.Type, 1, weight.Stride)
            : new MatrixView(weight.Data, weight.Type, weight.Stride, 1);
    }

    /// <summary>K: rows of B.</summary>
    public int Depth { get; }

    /// <summary>N: columns of B.</summary>
    public int Columns { get; }

    /// <summary>The plain weights.</summary>
    public MatrixView Source { get; }

    /// <summary>All columns in one part, packed as the weights are now.</summary>
    public PackedPart Whole()
    {
        if (whole.Length == 0) whole = [new PackedPart(0, Columns, Depth, Source)];
        if (!wholeFresh) Pack(whole);
        wholeFresh = true;
        return whole[0];
    }

    /// <summary>One part of columns per worker (fewer where columns are few), packed as the weights are now.</summary>
    public PackedPart[] ByColumns()
    {
        if (columns.Length == 0)
        {
            var parts = new List<PackedPart>();
            for (int w = 0; w < workers.Count; w++)
            {
                var (start, end) = Workers.Share(Columns, w, workers.Count, PartGrain);
                if (end > start) parts.Add(new PackedPart(start, end - start, Depth, Source));
            }
            columns = [.. parts];
        }
        if (!columnsFresh) Pack(columns);
        columnsFresh = true;
        return columns;
    }

    /// <summary>All panels for <see cref="AmxProduct"/>, packed as the weights are now.</summary>
    /// <param name="orNull">Null instead of packing, where they are not packed yet.</param>
    public unsafe byte* Panels(bool orNull)
    {
        if (panelsFresh) return panels!.Address;
        if (orNull) return null;
        int count = (Columns + AmxPacking.Panel - 1) / AmxPacking.Panel;
        panels ??= new NativeBuffer(count * AmxPacking.PanelBytes(Depth), largePages: true);
        AmxPacking.Pack(workers, Source, Depth, Columns, panels.Address);
        panelsFresh = true;
        return panels.Address;
    }

    /// <summary>All panels for <see cref="VectorProduct"/>, packed as the weights are now.</summary>
    /// <param name="scratch">Memory for the workers meanwhile.</param>
    /// <param name="orNull">Null instead of packing, where they are not packed yet.</param>
    public unsafe byte* VectorPanels(WorkerScratch scratch, bool orNull)
    {
        if (vectorPanelsFresh) return vectorPanels!.Address;
        if (orNull) return null;
        int count = (Columns + VectorPacking.Panel - 1) / VectorPacking.Panel;
        vectorPanels ??= new NativeBuffer(count * VectorPacking.PanelBytes(Depth, Source.Type), largePages: true);
        VectorPacking.Pack(workers, scratch, Source, Depth, Columns, vectorPanels.Address);
        vectorPanelsFresh = true;
        return vectorPanels.Address;
    }

    /// <summary>Says that the weights have changed.</summary>
    public void Refresh() => wholeFresh = columnsFresh = panelsFresh = vectorPanelsFresh = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in whole) part.Dispose();
        foreach (var part in columns) part.Dispose();
        panels?.Dispose();
        vectorPanels?.Dispose();
    }

    private void Pack(PackedPart[] parts) => workers.Run(new PackJob { Parts = parts, Source = Source });

    private struct PackJob : IJob
    {
        public PackedPart[] Parts;
        public MatrixView Source;

        public readonly unsafe void Run(int worker, int workers)
        {
            for (int p = worker; p < Parts.Length; p += workers) Parts[p].Pack(Source.At(0, Parts[p].Start).Data);
        }
    }
}

/// <summary>One run of columns of a <see cref="PackedMatrix"/>.</summary>
internal sealed unsafe class PackedPart : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(int Depth, int Columns, DType Type), (nint Layout, int Id)> Layouts = [];
    private readonly NativeBuffer? buffer;
    private readonly nint reorder;
    private readonly nint source;
    private readonly nint target;

    public PackedPart(int start, int columns, int depth, in MatrixView from)
    {
        (Start, Columns, Type) = (start, columns, from.Type);
        if (!OneDnn.IsAvailable) return;
        (Layout, LayoutId) = LayoutOf(depth, columns, from.Type);
        if (Layout == 0) return;
        buffer = new NativeBuffer((long)dnnl_memory_desc_get_size(Layout), zeroed: true);
        nint plain = OneDnn.Matrix(depth, columns, from.Type, from.RowStride, from.ColStride);
        (reorder, source, target) = OneDnn.ReorderPlan(plain, Layout);
        OneDnn.Free(plain);
    }

    /// <summary>First column.</summary>
    public int Start { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Element type.</summary>
    public DType Type { get; }

    /// <summary>oneDNN's layout; 0 when there is none and the plain weights are used.</summary>
    public nint Layout { get; }

    /// <summary>Number of the layout, negative so that no stride collides with it in a plan's key.</summary>
    public int LayoutId { get; }

    /// <summary>The packed weights.</summary>
    public byte* Data => buffer!.Address;

    /// <summary>Packs from the plain weights at <paramref name="from"/>, on the calling thread.</summary>
    public void Pack(byte* from)
    {
        if (buffer is not null) OneDnn.ExecuteReorder(reorder, source, from, target, buffer.Address);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        buffer?.Dispose();
        if (reorder == 0) return;
        _ = dnnl_memory_destroy(source);
        _ = dnnl_memory_destroy(target);
        _ = dnnl_primitive_destroy(reorder);
    }

    // One layout per shape, asked of a product with few rows and used for all: the kernels read the same blocks at any number of rows.
    private static (nint Layout, int Id) LayoutOf(int depth, int columns, DType type)
    {
        lock (Gate)
        {
            if (Layouts.TryGetValue((depth, columns, type), out var known)) return known;
            nint a = OneDnn.Matrix(64, depth, type, depth, 1), b = OneDnn.AnyLayout(depth, columns, type);
            nint c = OneDnn.Matrix(64, columns, DType.F32, columns, 1);
            nint plan = OneDnn.PlanMatMul(a, b, c, accumulate: false);
            var result = plan == 0 ? (0, 0) : (OneDnn.Clone(dnnl_primitive_desc_query_md(plan, QueryWeights, 0)), -1 - Layouts.Count);
            if (plan != 0) _ = dnnl_primitive_desc_destroy(plan);
            OneDnn.Free(a);
            OneDnn.Free(b);
            OneDnn.Free(c);
            return Layouts[(depth, columns, type)] = result;
        }
    }
}

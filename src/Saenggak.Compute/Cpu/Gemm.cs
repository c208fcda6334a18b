using System.Diagnostics;
using Saenggak.Compute.Cpu.Amx;
using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// Matrix products over the workers: on AMX tiles where the machine has them and the operands fit (<see cref="AmxProduct"/>); else,
/// where oneDNN multiplies with AVX-512, each worker calls it with one OpenMP thread on its own part of the result: rows where rows
/// are many, columns where they are few; else on vector units (<see cref="VectorProduct"/>). oneDNN's compiled products are kept by shape.
/// </summary>
internal sealed class Gemm(Workers workers) : IDisposable
{
    /// <summary>Below this many rows a product is split by columns.</summary>
    private const int RowSplitFrom = 128;

    private const int RowGrain = 16;

    /// <summary>From so many rows on, packing weights as they are read costs less than keeping them packed.</summary>
    private const int PackOnTheFlyFrom = 256;

    private readonly Dictionary<PlanKey, MatMulPlan?> plans = [];
    private readonly WorkerScratch scratch = new(workers.Count);
    private readonly MatMulPlan?[] planned = new MatMulPlan?[workers.Count];
    private NativeBuffer? dense;

    /// <summary>The threads.</summary>
    public Workers Workers => workers;

    /// <summary>C [M, N] (+)= A [M, K] · B with B packed (<see cref="PackedMatrix"/>).</summary>
    public unsafe void Multiply(in Tensor a, PackedMatrix b, in Tensor c, bool accumulate = false)
    {
        Debug.Assert(a.Cols == b.Depth && c.Cols == b.Columns && a.Rows == c.Rows);
        if (AmxProduct.Fits(a.Type, b.Source, a.Cols)) AmxProduct.Multiply(workers, scratch, a, b.Source, b.Panels(orNull: a.Rows >= PackOnTheFlyFrom), c, accumulate);
        else if (!OneDnn.HasAvx512 || !(a.Rows >= RowSplitFrom || workers.Count == 1 ? MultipliedByRows(a, b, c, accumulate) : MultipliedByColumns(a, b, c, accumulate)))
        {
            byte* packed = b.VectorPanels(scratch, orNull: a.Rows >= PackOnTheFlyFrom);
            VectorProduct.Multiply(workers, scratch, new MatrixView(a.Data, a.Type, a.Stride, 1), b.Source, packed, c, a.Cols, accumulate);
        }
    }

    /// <summary>C [M, N] (+)= A [M, K]·Wᵀ with W [N, K] in eight bits.</summary>
    public void Multiply(in Tensor a, Int8Matrix w, in Tensor c, bool accumulate = false)
    {
        Debug.Assert(a.Cols == w.Cols && c.Cols == w.Rows && a.Rows == c.Rows);
        if (a.Rows <= Int8MatVec.MostRows) Int8MatVec.Multiply(workers, scratch, a, w, c, accumulate);
        else if (AmxProduct.Fits(a, w)) AmxProduct.Multiply(workers, scratch, a, w, c, accumulate);
        else VectorProduct.Multiply(workers, scratch, a, w, c, accumulate);
    }

    /// <summary>Whether <see cref="MultiplyGated"/> takes the operands.</summary>
    public static unsafe bool FitsGated(in Tensor a, in Tensor weight, Int8Matrix? narrow, in Tensor h)
        => AmxProduct.FitsGated(a.Rows, h) && (narrow is null
            ? a.Rows > MatVec.MostRows && AmxProduct.Fits(a.Type, new MatrixView(weight.Data, weight.Type, weight.Stride, 1), a.Cols)
            : a.Rows > Int8MatVec.MostRows && AmxProduct.Fits(a, narrow));

    /// <summary>H [M, F] = silu(A·G)·(A·U); the columns of G and then U lie packed in <paramref name="b"/>, or as rows in <paramref name="narrow"/>.</summary>
    public unsafe void MultiplyGated(in Tensor a, PackedMatrix? b, Int8Matrix? narrow, in Tensor h)
        => AmxProduct.MultiplyGated(workers, scratch, a, b is null ? null : b.Panels(orNull: false), narrow, h);

    /// <summary>False, and nothing done, where oneDNN has no fast kernel.</summary>
    private bool MultipliedByRows(in Tensor a, PackedMatrix b, in Tensor c, bool accumulate)
    {
        var whole = b.Whole();
        for (int w = 0; w < workers.Count; w++)
        {
            var (start, end) = Workers.Share(a.Rows, w, workers.Count, RowGrain);
            if (end > start && (planned[w] = Plan(end - start, whole, a, c.Type, c.Stride, accumulate)) is null) return false;
        }
        workers.Run(new RowJob { A = a, Whole = whole, C = c, Plans = planned, Scratch = scratch });
        return true;
    }

    /// <summary>
    /// False, and nothing done, where oneDNN has no fast kernel. Its AMX kernels write dense results only, so each worker's columns go to a buffer
    /// of their own and from there to C.
    /// </summary>
    private bool MultipliedByColumns(in Tensor a, PackedMatrix b, in Tensor c, bool accumulate)
    {
        var parts = b.ByColumns();
        for (int p = 0; p < parts.Length; p++)
        {
            if ((planned[p] = Plan(a.Rows, parts[p], a, DType.F32, parts[p].Columns, accumulate: false)) is null) return false;
        }
        long bytes = (long)a.Rows * c.Cols * sizeof(float);
        if (dense is null || dense.Bytes < bytes)
        {
            dense?.Dispose();
            dense = new NativeBuffer(bytes);
        }
        workers.Run(new ColumnJob { A = a, Parts = parts, C = c, Accumulate = accumulate, Plans = planned, Scratch = scratch, Dense = dense });
        return true;
    }

    /// <summary>C [M, N] (+)= op(A)·op(B) on plain layouts, split by rows of C.</summary>
    public unsafe void Multiply(in Tensor a, bool transposeA, in Tensor b, bool transposeB, in Tensor c, bool accumulate = false)
    {
        if (transposeA && !transposeB && AmxTransposedProduct.Fits(a, b, c))
        {
            AmxTransposedProduct.Multiply(workers, scratch, a, b, c, accumulate);
            return;
        }
        int depth = transposeA ? a.Rows : a.Cols;
        Debug.Assert((transposeB ? b.Cols : b.Rows) == depth);
        var job = new PlainJob
        {
            A = transposeA ? new MatrixView(a.Data, a.Type, 1, a.Stride) : new MatrixView(a.Data, a.Type, a.Stride, 1),
            B = transposeB ? new MatrixView(b.Data, b.Type, 1, b.Stride) : new MatrixView(b.Data, b.Type, b.Stride, 1),
            C = new MatrixView(c.Data, c.Type, c.Stride, 1),
            Rows = c.Rows,
            Plans = planned,
            Scratch = scratch,
        };
        bool fast = OneDnn.HasAvx512;
        for (int w = 0; fast && w < workers.Count; w++)
        {
            var (s, e) = Workers.Share(c.Rows, w, workers.Count, RowGrain);
            if (e > s) fast = (planned[w] = Plan(e - s, c.Cols, depth, job.A, job.B, job.C, accumulate)) is not null;
        }
        if (fast) workers.Run(job);
        else VectorProduct.Multiply(workers, scratch, job.A, job.B, null, c, depth, accumulate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plan in plans.Values) plan?.Free();
        plans.Clear();
        scratch.Dispose();
        dense?.Dispose();
    }

    private MatMulPlan? Plan(int rows, PackedPart part, in Tensor a, DType resultType, int resultStride, bool accumulate)
    {
        if (part.Layout == 0) return null;
        var key = new PlanKey(rows, part.Columns, a.Cols, a.Type, part.Type, resultType, a.Stride, 1, part.LayoutId, 0, resultStride, accumulate);
        if (plans.TryGetValue(key, out var plan)) return plan;
        nint da = OneDnn.Matrix(rows, a.Cols, a.Type, a.Stride, 1), dc = OneDnn.Matrix(rows, part.Columns, resultType, resultStride, 1);
        plan = Kept(MatMulPlan.Create(da, part.Layout, dc, accumulate, workers.Count));
        OneDnn.Free(da);
        OneDnn.Free(dc);
        return plans[key] = plan;
    }

    private MatMulPlan? Plan(int rows, int columns, int depth, in MatrixView a, in MatrixView b, in MatrixView c, bool accumulate)
    {
        var key = new PlanKey(rows, columns, depth, a.Type, b.Type, c.Type, a.RowStride, a.ColStride, b.RowStride, b.ColStride, c.RowStride, accumulate);
        if (plans.TryGetValue(key, out var plan)) return plan;
        nint da = OneDnn.Matrix(rows, depth, a.Type, a.RowStride, a.ColStride);
        nint db = OneDnn.Matrix(depth, columns, b.Type, b.RowStride, b.ColStride);
        nint dc = OneDnn.Matrix(rows, columns, c.Type, c.RowStride, 1);
        plan = Kept(MatMulPlan.Create(da, db, dc, accumulate, workers.Count));
        OneDnn.Free(da);
        OneDnn.Free(db);
        OneDnn.Free(dc);
        return plans[key] = plan;
    }

    /// <summary>Grows the workers' scratch memory to what a new plan wants.</summary>
    private MatMulPlan? Kept(MatMulPlan? plan)
    {
        if (plan is not null) scratch.Need(plan.ScratchBytes);
        return plan;
    }

    private readonly record struct PlanKey(
        int Rows, int Columns, int Depth, DType A, DType B, DType C, long ARow, long ACol, long BRow, long BCol, long CRow, bool Accumulate);

    private struct RowJob : IJob
    {
        public Tensor A, C;
        public PackedPart Whole;
        public MatMulPlan?[] Plans;
        public WorkerScratch Scratch;

        public readonly unsafe void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(A.Rows, worker, workers, RowGrain);
            if (end > start) Plans[worker]!.Execute(worker, A.RowAddress(start), Whole.Data, C.RowAddress(start), Scratch[worker]);
        }
    }

    private struct ColumnJob : IJob
    {
        public Tensor A, C;
        public PackedPart[] Parts;
        public bool Accumulate;
        public MatMulPlan?[] Plans;
        public WorkerScratch Scratch;
        public NativeBuffer Dense;

        public readonly unsafe void Run(int worker, int workers)
        {
            for (int p = worker; p < Parts.Length; p += workers)
            {
                var part = Parts[p];
                byte* tile = Dense.Address + (long)A.Rows * part.Start * sizeof(float);
                Plans[p]!.Execute(worker, A.Data, part.Data, tile, Scratch[worker]);
                new MatrixView(C.Data, C.Type, C.Stride, 1).At(0, part.Start).Take((float*)tile, A.Rows, part.Columns, part.Columns, Accumulate);
            }
        }
    }

    private struct PlainJob : IJob
    {
        public MatrixView A, B, C;
        public int Rows;
        public MatMulPlan?[] Plans;
        public WorkerScratch Scratch;

        public readonly unsafe void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Rows, worker, workers, RowGrain);
            if (end > start) Plans[worker]!.Execute(worker, A.At(start, 0).Data, B.Data, C.At(start, 0).Data, Scratch[worker]);
        }
    }
}

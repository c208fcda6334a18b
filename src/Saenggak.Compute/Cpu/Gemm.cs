using System.Diagnostics;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// Matrix products over the workers. Each worker calls oneDNN with one OpenMP thread on its own part of the result: rows
/// where rows are many, columns where they are few. Compiled products are kept by shape.
/// </summary>
internal sealed class Gemm(Workers workers) : IDisposable
{
    /// <summary>Below this many rows a product is split by columns.</summary>
    private const int RowSplitFrom = 128;

    private const int RowGrain = 16;

    private readonly Dictionary<PlanKey, MatMulPlan?> plans = [];
    private readonly NativeBuffer?[] scratch = new NativeBuffer?[workers.Count];
    private readonly MatMulPlan?[] planned = new MatMulPlan?[workers.Count * workers.Count];

    /// <summary>The threads.</summary>
    public Workers Workers => workers;

    /// <summary>C [M, N] (+)= A [M, K] · B with B packed (<see cref="PackedMatrix"/>).</summary>
    public void Multiply(in Tensor a, PackedMatrix b, in Tensor c, bool accumulate = false)
    {
        Debug.Assert(a.Cols == b.Depth && c.Cols == b.Columns && a.Rows == c.Rows);
        bool byRows = a.Rows >= RowSplitFrom || b.Parts.Length == 1;
        for (int w = 0; w < (byRows ? workers.Count : 1); w++)
        {
            var (start, end) = byRows ? Workers.Share(a.Rows, w, workers.Count, RowGrain) : (0, a.Rows);
            for (int p = 0; p < b.Parts.Length && end > start; p++)
            {
                planned[w * b.Parts.Length + p] = Plan(end - start, b.Parts[p], a, c, accumulate);
            }
        }
        var job = new PackedJob { A = a, B = b, C = c, Accumulate = accumulate, ByRows = byRows, Plans = planned, Scratch = scratch };
        workers.Run(job);
    }

    /// <summary>C [M, N] (+)= op(A)·op(B) on plain layouts, split by rows of C.</summary>
    public unsafe void Multiply(in Tensor a, bool transposeA, in Tensor b, bool transposeB, in Tensor c, bool accumulate = false)
    {
        int depth = transposeA ? a.Rows : a.Cols;
        Debug.Assert((transposeB ? b.Cols : b.Rows) == depth);
        var job = new PlainJob
        {
            A = transposeA ? new MatrixView(a.Data, a.Type, 1, a.Stride) : new MatrixView(a.Data, a.Type, a.Stride, 1),
            B = transposeB ? new MatrixView(b.Data, b.Type, 1, b.Stride) : new MatrixView(b.Data, b.Type, b.Stride, 1),
            C = new MatrixView(c.Data, c.Type, c.Stride, 1),
            Rows = c.Rows,
            Columns = c.Cols,
            Depth = depth,
            Accumulate = accumulate,
            Plans = planned,
            Scratch = scratch,
        };
        for (int w = 0; w < workers.Count; w++)
        {
            var (s, e) = Workers.Share(c.Rows, w, workers.Count, RowGrain);
            if (e > s) planned[w] = Plan(e - s, c.Cols, depth, job.A, job.B, job.C, accumulate);
        }
        workers.Run(job);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plan in plans.Values) plan?.Free();
        plans.Clear();
        foreach (var buffer in scratch) buffer?.Dispose();
    }

    private unsafe MatMulPlan? Plan(int rows, PackedPart part, in Tensor a, in Tensor c, bool accumulate)
    {
        if (part.Layout == 0) return Kept(null);
        var key = new PlanKey(rows, part.Columns, a.Cols, a.Type, part.Type, c.Type, a.Stride, 1, part.LayoutId, 0, c.Stride, accumulate);
        if (plans.TryGetValue(key, out var plan)) return plan;
        nint da = OneDnn.Matrix(rows, a.Cols, a.Type, a.Stride, 1), dc = OneDnn.Matrix(rows, part.Columns, c.Type, c.Stride, 1);
        plan = Kept(MatMulPlan.Create(da, part.Layout, dc, accumulate, workers.Count));
        OneDnn.Free(da);
        OneDnn.Free(dc);
        return plans[key] = plan;
    }

    private MatMulPlan? Plan(int rows, int columns, int depth, in MatrixView a, in MatrixView b, in MatrixView c, bool accumulate)
    {
        if (!OneDnn.IsAvailable) return Kept(null);
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

    /// <summary>Grows the workers' scratch memory to what a new plan wants, or managed code where there is none.</summary>
    private MatMulPlan? Kept(MatMulPlan? plan)
    {
        long bytes = plan?.ScratchBytes ?? ManagedGemm.ScratchBytes;
        for (int w = 0; w < workers.Count; w++)
        {
            if (scratch[w] is { } have && have.Bytes >= bytes) continue;
            scratch[w]?.Dispose();
            scratch[w] = new NativeBuffer(bytes);
        }
        return plan;
    }

    private readonly record struct PlanKey(
        int Rows, int Columns, int Depth, DType A, DType B, DType C, long ARow, long ACol, long BRow, long BCol, long CRow, bool Accumulate);

    private struct PackedJob : IJob
    {
        public Tensor A, C;
        public PackedMatrix B;
        public bool Accumulate, ByRows;
        public MatMulPlan?[] Plans;
        public NativeBuffer?[] Scratch;

        public readonly unsafe void Run(int worker, int workers)
        {
            if (!ByRows)
            {
                for (int p = worker; p < B.Parts.Length; p += workers) Part(worker, p, Plans[p], 0, A.Rows);
                return;
            }
            var (start, end) = Workers.Share(A.Rows, worker, workers, RowGrain);
            if (end <= start) return;
            for (int p = 0; p < B.Parts.Length; p++) Part(worker, p, Plans[worker * B.Parts.Length + p], start, end);
        }

        private readonly unsafe void Part(int worker, int p, MatMulPlan? plan, int start, int end)
        {
            var part = B.Parts[p];
            byte* a = A.RowAddress(start), c = C.RowAddress(start) + (long)part.Start * C.Type.Size();
            if (plan is not null)
            {
                plan.Execute(worker, a, part.Data, c, Scratch[worker]!.Address);
                return;
            }
            ManagedGemm.Multiply(end - start, part.Columns, B.Depth, new MatrixView(a, A.Type, A.Stride, 1),
                B.Source.At(0, part.Start), new MatrixView(c, C.Type, C.Stride, 1), Accumulate, Scratch[worker]!.Address);
        }
    }

    private struct PlainJob : IJob
    {
        public MatrixView A, B, C;
        public int Rows, Columns, Depth;
        public bool Accumulate;
        public MatMulPlan?[] Plans;
        public NativeBuffer?[] Scratch;

        public readonly unsafe void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(Rows, worker, workers, RowGrain);
            if (end <= start) return;
            var (a, c) = (A.At(start, 0), C.At(start, 0));
            if (Plans[worker] is { } plan) plan.Execute(worker, a.Data, B.Data, c.Data, Scratch[worker]!.Address);
            else ManagedGemm.Multiply(end - start, Columns, Depth, a, B, c, Accumulate, Scratch[worker]!.Address);
        }
    }
}

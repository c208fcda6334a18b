using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute.Cpu;

/// <summary>
/// Matrix products on vector units, in f32 whatever the operands are stored in: C [M, N] (+)= A [M, K]·B [K, N], A and B f32 or bf16 at any
/// strides, or B in eight bits. For machines without tiles, where oneDNN has no kernel for the operands or is not there. Strips of A are copied
/// as f32 so that they stay in the second-level cache, and meet panels of B, of which a block of depth stays in the first.
/// An element of C is summed in the same order whatever M, the number of workers and the neighbours are.
/// </summary>
internal static unsafe class VectorProduct
{
    /// <summary>Depth after which sums go to memory: of a panel of B, as f32, 16 KiB.</summary>
    private static readonly int DepthBlock = 4096 / VectorPacking.Panel;

    /// <summary>Elements from a row of a strip to the next: a line more than there are, so that not all rows meet in a few sets of the cache.</summary>
    private static readonly int StripStride = DepthBlock + 16;

    /// <summary>Rows of a strip at most.</summary>
    private const int StripRows = 96;

    /// <summary>Both six and eight rows, which the kernels take at once, go into this.</summary>
    private const int RowGrain = 24;

    /// <summary>Columns of a group of panels at most, so that a strip is not copied too often.</summary>
    private const int MostColumns = 256;

    /// <summary>Bytes of B that a worker packs for itself at most, unless a panel has more.</summary>
    private const long GroupBytes = 2 << 20;

    /// <summary>Depth that is packed at once, where the sums lie in C meanwhile.</summary>
    private const int DepthRun = 2048;

    /// <summary>Tasks that a worker is to have at least, so that none waits long for the last.</summary>
    private const int LeastTasks = 8;

    /// <summary>C (+)= A·B.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="scratch">Gives each worker memory.</param>
    /// <param name="a">[M, K].</param>
    /// <param name="b">[K, N]; not read where <paramref name="packed"/> is given.</param>
    /// <param name="packed">All panels of B (<see cref="VectorPacking"/>) in its type, or null: then they are packed as they are needed.</param>
    /// <param name="c">[M, N], f32 or bf16.</param>
    /// <param name="depth">K.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Multiply(Workers workers, WorkerScratch scratch, in MatrixView a, in MatrixView b, byte* packed, in Tensor c, int depth, bool accumulate)
    {
        // Sums that lie in C as they are may be taken up again.
        int run = packed == null && c.Type == DType.F32 && c.Cols % VectorPacking.Panel == 0 ? Math.Min(depth, DepthRun) : depth;
        for (int k = 0; k < depth; k += run)
        {
            Run(workers, scratch, new Job { A = a.At(0, k), B = b.At(k, 0), Packed = packed, C = c, Depth = Math.Min(run, depth - k), Accumulate = accumulate || k > 0 });
        }
    }

    /// <summary>C [M, N] (+)= A·Wᵀ with W in eight bits, unpacked as it is needed.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, Int8Matrix w, in Tensor c, bool accumulate)
        => Run(workers, scratch, new Job { A = new MatrixView(a.Data, a.Type, a.Stride, 1), Narrow = w, C = c, Depth = a.Cols, Accumulate = accumulate });

    private static void Run(Workers workers, WorkerScratch scratch, Job job)
    {
        if (job.C.Rows == 0) return;
        job.Divide(workers);
        scratch.Need(job.OwnBytes);
        job.Scratch = scratch;
        workers.Run(job);
    }

    private struct Job : IJob
    {
        public MatrixView A, B;
        public Int8Matrix? Narrow;
        public byte* Packed;
        public Tensor C;
        public int Depth;
        public bool Accumulate;
        public WorkerScratch Scratch;
        private int rows, strips, panels, group;
        private TaskQueue tasks;

        public readonly long OwnBytes => sizeof(float) * (SumElements + StripElements + DepthBlock * VectorPacking.Panel + (InPlace ? 0L : (long)group * Depth * VectorPacking.Panel));

        /// <summary>Whether panels of B are read where they are rather than packed by whoever needs them.</summary>
        private readonly bool InPlace => Packed != null || Narrow is not null;

        private readonly long SumElements => (long)rows * group * VectorPacking.Panel;

        /// <summary>A single strip is copied once and kept for all panels.</summary>
        private readonly long StripElements => BlockElements * (strips == 1 ? (Depth + DepthBlock - 1) / DepthBlock : 1);

        /// <summary>Of a strip, as far as one block of depth goes.</summary>
        private readonly long BlockElements => Math.Max((long)rows * StripStride, (rows + SmallGemm.Rows - 1L) / SmallGemm.Rows * VectorPacking.RunStride(DepthBlock));

        public void Divide(Workers workers)
        {
            strips = (C.Rows + StripRows - 1) / StripRows;
            rows = strips == 1 ? C.Rows : ((C.Rows + strips - 1) / strips + RowGrain - 1) / RowGrain * RowGrain;
            panels = (C.Cols + VectorPacking.Panel - 1) / VectorPacking.Panel;
            long most = InPlace ? MostColumns / VectorPacking.Panel : Math.Min(MostColumns / VectorPacking.Panel, GroupBytes / VectorPacking.PanelBytes(Depth, DType.F32));
            group = (int)Math.Max(1, Math.Min(most, (long)panels * strips / (LeastTasks * workers.Count)));
            tasks = workers.Tasks(strips * ((panels + group - 1) / group));
        }

        public readonly void Run(int worker, int workers)
        {
            float* sums = (float*)Scratch[worker], strip = sums + SumElements, panel = strip + StripElements, room = panel + DepthBlock * VectorPacking.Panel;
            int loaded = -1;
            while (tasks.Take(worker, out int task, out _))
            {
                int first = task / strips * group, count = Math.Min(group, panels - first), row = task % strips * rows;
                if (first != loaded && !InPlace) VectorPacking.PackPanels(B.At(0, first * VectorPacking.Panel), Depth, C.Cols - first * VectorPacking.Panel, count, room);
                // The first task of a worker copies a single strip for all.
                Part(row, Math.Min(rows, C.Rows - row), first, count, sums, strip, strips > 1 || loaded < 0, panel, room);
                loaded = first;
            }
        }

        /// <summary>A strip of rows against a group of panels.</summary>
        private readonly void Part(int row, int rows, int first, int count, float* sums, float* strip, bool copy, float* panel, float* room)
        {
            int width = VectorPacking.Panel, column = first * width, columns = Math.Min(count * width, C.Cols - column);
            // Not by group, or the order of the sums would depend on how many rows there are.
            bool direct = C.Type == DType.F32 && C.Cols % width == 0, across = A.RowStride == 1 && A.ColStride != 1;
            var target = new MatrixView(C.Data, C.Type, C.Stride, 1).At(row, column);
            float* to = direct ? (float*)target.Data : sums;
            int toRow = direct ? C.Stride : count * width;
            for (int k = 0; k < Depth; k += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, Depth - k);
                float* a = strips == 1 ? strip + k / DepthBlock * BlockElements : strip;
                if (copy)
                {
                    var from = A.At(row, k);
                    if (across) VectorPacking.PackRuns(new MatrixView(from.Data, from.Type, from.ColStride, 1), depth, rows, a);
                    else from.CopyTo(a, rows, depth, StripStride, depth);
                }
                for (int p = 0; p < count; p++)
                {
                    float* b = panel;
                    if (Narrow is not null) Int8Unpacking.ToRows(Narrow, k, column + p * width, depth, Math.Min(width, columns - p * width), panel, width);
                    else if (Packed == null) b = room + ((long)p * Depth + k) * width;
                    else if (B.Type == DType.F32) b = (float*)Packed + ((long)(first + p) * Depth + k) * width;
                    else Convert.CopyRow(Packed + ((long)(first + p) * Depth + k) * width * sizeof(ushort), DType.BF16, (byte*)panel, DType.F32, depth * width);
                    bool add = k > 0 || (direct && Accumulate);
                    float* sum = to + p * width;
                    if (!across) SmallGemm.Multiply(rows, width, depth, a, StripStride, 1, b, width, sum, toRow, add);
                    for (int i = 0; across && i < rows; i += SmallGemm.Rows)
                    {
                        SmallGemm.Multiply(Math.Min(SmallGemm.Rows, rows - i), width, depth, a + i / SmallGemm.Rows * VectorPacking.RunStride(depth), 1, SmallGemm.Rows, b, width, sum + (long)i * toRow, toRow, add);
                    }
                }
            }
            if (!direct) target.Take(sums, rows, columns, toRow, Accumulate);
        }
    }
}

using System.Diagnostics;
using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// Matrix products on <see cref="AmxKernel"/>, blocked for the caches. C [M, N] = A [M, K]·B [K, N], A and B bf16, K a multiple of 32.
/// Workers take parts of C as they are free: on a shared machine one core may be three times as fast as the next. What a worker reads again and
/// again is its own: panels of B that it has packed, or, where rows are few, a copy of A. Lines that two cores read come slowly to both.
/// An element of C is summed in the same order whatever M, the number of workers and the neighbours are.
/// </summary>
internal static unsafe class AmxProduct
{
    /// <summary>Steps of depth after which sums go to memory: 512 elements, so that 32 rows of A stay in the first-level cache.</summary>
    internal const int DepthBlock = 512;

    /// <summary>Bytes of packed B that stay in the second-level cache.</summary>
    private const long GroupBytes = 768 << 10;

    /// <summary>Panels of a group at most, so that their sums stay there too.</summary>
    private const int MostPanels = 12;

    /// <summary>Rows that are multiplied with a panel before the next panel is read, where rows are few: weights pass once.</summary>
    private const int FewRows = 128;

    /// <summary>Rows of a block.</summary>
    internal const int BlockRows = 32;

    /// <summary>Rows of a task at most.</summary>
    private const int TaskRows = 128;

    /// <summary>Tasks that a worker is to have at least, so that none waits long for the last.</summary>
    private const int LeastTasks = 8;

    /// <summary>Whether the operands are such as the kernel takes.</summary>
    public static bool Fits(DType a, in MatrixView b, int depth)
        => AmxKernel.IsAvailable && a == DType.BF16 && b.Type == DType.BF16 && depth % AmxPacking.Panel == 0 && (b.RowStride == 1 || b.ColStride == 1);

    /// <summary>The same for weights in eight bits.</summary>
    public static bool Fits(in Tensor a, Int8Matrix w) => AmxKernel.IsAvailable && a.Type == DType.BF16 && w.Cols % AmxPacking.Panel == 0;

    /// <summary>C (+)= A·B.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="scratch">Gives each worker memory, and all of them together.</param>
    /// <param name="a">[M, K].</param>
    /// <param name="b">[K, N], rows or columns contiguous; not read where <paramref name="packed"/> is given.</param>
    /// <param name="packed">All panels of B, or null: then they are packed as they are needed.</param>
    /// <param name="c">[M, N], f32 or bf16.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, in MatrixView b, byte* packed, in Tensor c, bool accumulate)
    {
        if (a.Rows == 0) return;
        int panels = PanelsOf(c), group = Even(panels, MostPanels), depth = a.Cols;
        // Sums that lie in C as they are may be taken up again: then a group has all its columns, and the depth goes in runs.
        if (packed == null && c.Type == DType.F32 && c.Cols % AmxPacking.Panel == 0 && a.Rows % AmxPacking.TileRows == 0)
        {
            depth = (int)Math.Min(a.Cols, Math.Max(1, GroupBytes / AmxPacking.PanelBytes(DepthBlock) / group) * DepthBlock);
        }
        else
        {
            group = Group(panels, depth);
        }
        for (int k = 0; k < a.Cols; k += depth)
        {
            Run(workers, scratch, group, new Job { A = a.ColumnRange(k, Math.Min(depth, a.Cols - k)), B = b.At(k, 0), Packed = packed, C = c, Accumulate = accumulate || k > 0 });
        }
    }

    /// <summary>C [M, N] (+)= A·Wᵀ with W in eight bits, unpacked as it is needed.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, Int8Matrix w, in Tensor c, bool accumulate)
    {
        if (a.Rows > 0) Run(workers, scratch, Group(PanelsOf(c), a.Cols), new Job { A = a, Narrow = w, C = c, Accumulate = accumulate });
    }

    /// <summary>Whether <see cref="MultiplyGated"/> takes so many rows and columns.</summary>
    public static bool FitsGated(int rows, in Tensor h) => rows <= FewRows && h.Type == DType.BF16 && h.Cols % AmxPacking.Panel == 0;

    /// <summary>
    /// H [M, F] = silu(A·G)·(A·U) for few rows, with the panels of G [K, F] and U [K, F] one after the other in <paramref name="packed"/>, or
    /// both as rows of <paramref name="narrow"/>. Whoever multiplies a panel of each still has the result in its cache. The bits are those
    /// of the product in bf16 and <see cref="Ops.SwiGluOp"/> after it.
    /// </summary>
    public static void MultiplyGated(Workers workers, WorkerScratch scratch, in Tensor a, byte* packed, Int8Matrix? narrow, in Tensor h)
    {
        if (a.Rows > 0) Run(workers, scratch, group: 1, new Job { A = a, Packed = packed, Narrow = narrow, C = h, Gated = true });
    }

    private static void Run(Workers workers, WorkerScratch scratch, int group, Job job)
    {
        long sums = (long)Math.Max(FewRows, BlockRows * group) * AmxPacking.Panel * sizeof(float), spare = AmxPacking.TileRows * (long)job.A.Cols * sizeof(ushort);
        long room = job.Packed != null ? 0 : AmxPacking.PanelBytes(job.A.Cols) * (job.A.Rows <= FewRows ? 1 : group), pair = job.Gated ? 2L * job.A.Rows * AmxPacking.Panel * sizeof(ushort) : 0;
        long copy = job.A.Rows <= FewRows ? CopyStride(job.A) * job.A.Rows * sizeof(ushort) : 0;
        scratch.Need(sums + spare + room + pair + copy);
        (job.Group, job.SumBytes, job.SpareBytes, job.RoomBytes, job.PairBytes, job.Scratch) = (group, sums, spare, room, pair, scratch);
        job.Divide(workers);
        workers.Run(job);
    }

    private static int PanelsOf(in Tensor c) => (c.Cols + AmxPacking.Panel - 1) / AmxPacking.Panel;

    /// <summary>Panels of a group where each has the whole depth.</summary>
    private static int Group(int panels, int depth) => (int)Math.Clamp(GroupBytes / AmxPacking.PanelBytes(depth), 1, Even(panels, MostPanels));

    /// <summary>Elements from a row of a worker's copy of A to the next: a line more than the row, so that not all rows meet in one set of the cache.</summary>
    private static int CopyStride(in Tensor a) => a.Cols + AmxPacking.Panel;

    /// <summary>Parts of equal size, none above <paramref name="most"/>.</summary>
    internal static int Even(int total, int most)
    {
        int parts = (total + most - 1) / most;
        return (total + parts - 1) / parts;
    }

    /// <summary>Rows of a task, runs of rows, and groups of panels.</summary>
    internal static (int Rows, int Chunks, int Groups) Divide(int rows, int panels, int group, int workers)
    {
        int groups = (panels + group - 1) / group;
        int each = Math.Clamp((int)((long)rows * groups / (LeastTasks * workers)) / BlockRows * BlockRows, BlockRows, TaskRows);
        return (each, (rows + each - 1) / each, groups);
    }

    private struct Job : IJob
    {
        public Tensor A, C;
        public MatrixView B;
        public Int8Matrix? Narrow;
        public byte* Packed;
        public bool Accumulate, Gated;
        public int Group;
        public long SumBytes, SpareBytes, RoomBytes, PairBytes;
        public WorkerScratch Scratch;
        private int rows, chunks, panels;
        private TaskQueue tasks;

        public void Divide(Workers workers)
        {
            panels = PanelsOf(C);
            if (A.Rows <= FewRows)
            {
                tasks = workers.Tasks(panels, Math.Max(1, panels / (LeastTasks * workers.Count)));
                return;
            }
            (rows, chunks, int groups) = AmxProduct.Divide(A.Rows, panels, Group, workers.Count);
            tasks = workers.Tasks(chunks * groups);
        }

        public readonly void Run(int worker, int workers)
        {
            byte* own = Scratch[worker], spare = own + SumBytes, room = spare + SpareBytes;
            int rest = A.Rows % AmxPacking.TileRows;
            if (rest > 0) CopyRest(spare, rest);
            AmxKernel.Begin();
            if (A.Rows <= FewRows) WithFewRows(worker, workers, (float*)own, spare, room);
            else WithManyRows(worker, (float*)own, spare, room);
            AmxKernel.End();
        }

        private readonly void WithFewRows(int worker, int workers, float* sums, byte* spare, byte* room)
        {
            var few = this;
            if (workers > 1)
            {
                // A panel is read once, A with every one.
                few.A = new Tensor(A.Type, A.Rows, A.Cols, CopyStride(A), room + RoomBytes + PairBytes);
                A.CopyTo(few.A);
            }
            while (tasks.Take(worker, out int task, out int end))
            {
                for (; task < end; task++)
                {
                    int after = task + 1 < end ? task + 1 : tasks.Next(worker);
                    if (Gated) few.Pair(sums, spare, task, after, room);
                    else few.Few(sums, spare, Panels(task, 1, room), task * AmxPacking.Panel, after);
                }
            }
        }

        private readonly void WithManyRows(int worker, float* sums, byte* spare, byte* room)
        {
            int loaded = -1;
            byte* b = null;
            while (tasks.Take(worker, out int task, out _))
            {
                int first = task / chunks * Group, count = Math.Min(Group, panels - first), row = task % chunks * rows, last = Math.Min(row + rows, A.Rows);
                if (first != loaded) b = Panels(loaded = first, count, room);
                for (; row < last; row += BlockRows) Block(sums, spare, row, b, first, count);
            }
        }

        /// <summary>The last rows, filled up to sixteen.</summary>
        private readonly void CopyRest(byte* spare, int rest)
        {
            long bytes = (long)A.Cols * sizeof(ushort);
            for (int r = 0; r < rest; r++) Buffer.MemoryCopy(A.RowAddress(A.Rows - rest + r), spare + r * bytes, bytes, bytes);
            NativeBuffer.ZeroBytes(spare + rest * bytes, (AmxPacking.TileRows - rest) * bytes);
        }

        /// <summary>Panels of B one after the other: where they lie packed, or in the worker's own room.</summary>
        private readonly byte* Panels(int first, int count, byte* room)
        {
            long panel = AmxPacking.PanelBytes(A.Cols);
            if (Packed != null) return Packed + first * panel;
            for (int p = 0; p < count; p++)
            {
                int column = (first + p) * AmxPacking.Panel;
                if (Narrow is not null) Int8Unpacking.ToTiles(Narrow, first + p, room + p * panel);
                else AmxPacking.PackPanel(B.At(0, column), A.Cols, C.Cols - column, room + p * panel);
            }
            return room;
        }

        /// <summary>A panel of G and the same of U side by side in own memory, then their part of H.</summary>
        private readonly void Pair(float* sums, byte* spare, int task, int after, byte* room)
        {
            var gu = new Tensor(DType.BF16, A.Rows, 2 * AmxPacking.Panel, 2 * AmxPacking.Panel, room + RoomBytes);
            var side = this;
            side.C = gu;
            side.Few(sums, spare, Panels(task, 1, room), 0, task + panels);
            side.Few(sums, spare, Panels(task + panels, 1, room), AmxPacking.Panel, after);
            Ops.SwiGluOp.Rows<Brain16, Brain16>(gu, C.ColumnRange(task * AmxPacking.Panel, AmxPacking.Panel), 0, A.Rows);
        }

        /// <summary>All rows against one panel; panel <paramref name="after"/> probably comes next.</summary>
        private readonly void Few(float* sums, byte* spare, byte* b, int column, int after)
        {
            int whole = A.Rows / AmxPacking.TileRows * AmxPacking.TileRows, columns = Math.Min(AmxPacking.Panel, C.Cols - column);
            bool direct = C.Type == DType.F32 && columns == AmxPacking.Panel;
            var target = new MatrixView(C.Data, C.Type, C.Stride, 1);
            var arguments = new AmxArguments
            {
                ARow = (long)A.Stride * sizeof(ushort), AStep = 64, AHalf = AmxPacking.TileRows * (long)A.Stride * sizeof(ushort), B = b, Steps = A.Cols / AmxPacking.Panel,
                Wanted = Packed != null ? Packed + after * AmxPacking.PanelBytes(A.Cols) : null,
            };
            if (whole > 0)
            {
                arguments.A = A.Data;
                (arguments.Blocks, arguments.Half) = (whole / BlockRows, whole % BlockRows != 0 ? 1 : 0);
                Send(arguments, direct, target.At(0, column), sums, whole, columns);
            }
            if (whole == A.Rows) return;
            arguments.A = spare;
            if (whole > 0) arguments.Wanted = null;
            (arguments.ARow, arguments.Blocks, arguments.Half) = ((long)A.Cols * sizeof(ushort), 0, 1);
            Send(arguments, false, target.At(whole, column), sums, A.Rows - whole, columns);
        }

        /// <summary>Up to 32 rows against a group of panels, in blocks of depth.</summary>
        private readonly void Block(float* sums, byte* spare, int row, byte* b, int firstPanel, int panels)
        {
            int rows = Math.Min(BlockRows, A.Rows - row), column = firstPanel * AmxPacking.Panel, columns = Math.Min(panels * AmxPacking.Panel, C.Cols - column);
            bool ragged = rows % AmxPacking.TileRows != 0;
            if (ragged && rows > AmxPacking.TileRows)
            {
                // Sixteen whole rows, then the rest from the filled-up copy.
                Part(sums, A.RowAddress(row), A.Stride, row, AmxPacking.TileRows, b, column, columns, panels);
                (row, rows) = (row + AmxPacking.TileRows, rows - AmxPacking.TileRows);
            }
            if (ragged) Part(sums, spare, A.Cols, row, rows, b, column, columns, panels);
            else Part(sums, A.RowAddress(row), A.Stride, row, rows, b, column, columns, panels);
        }

        private readonly void Part(float* sums, byte* a, long stride, int row, int rows, byte* b, int column, int columns, int panels)
        {
            bool direct = C.Type == DType.F32 && columns == panels * AmxPacking.Panel && rows % AmxPacking.TileRows == 0, rounded = Rounds(rows);
            var target = new MatrixView(C.Data, C.Type, C.Stride, 1).At(row, column);
            long panel = AmxPacking.PanelBytes(A.Cols);
            var arguments = new AmxArguments
            {
                ARow = stride * sizeof(ushort), AStep = 64, AHalf = AmxPacking.TileRows * stride * sizeof(ushort), CRow = (direct ? C.Stride : AmxPacking.Panel) * sizeof(float),
                Blocks = rows == BlockRows ? 1 : 0, Half = rows == BlockRows ? 0 : 1, RoundedRow = (long)C.Stride * sizeof(ushort),
            };
            for (int k = 0; k < A.Cols; k += DepthBlock)
            {
                bool last = k + DepthBlock >= A.Cols;
                arguments.A = a + k * sizeof(ushort);
                arguments.Steps = Math.Min(DepthBlock, A.Cols - k) / AmxPacking.Panel;
                arguments.Accumulate = k > 0 || (direct && Accumulate) ? 1 : 0;
                for (int p = 0; p < panels; p++)
                {
                    int width = Math.Min(AmxPacking.Panel, columns - p * AmxPacking.Panel);
                    var part = target.At(0, p * AmxPacking.Panel);
                    // Sums that need no second run stay in one place, and so in the first-level cache.
                    float* own = sums + (k == 0 && last ? 0 : p * BlockRows * AmxPacking.Panel);
                    bool whole = rounded && width == AmxPacking.Panel;
                    arguments.B = b + p * panel + AmxPacking.PanelBytes(k);
                    arguments.C = direct ? part.Data : (byte*)own;
                    arguments.Rounded = last && whole ? part.Data : null;
                    AmxKernel.Run(&arguments);
                    if (last && !direct && !whole) part.Take(own, rows, width, AmxPacking.Panel, Accumulate);
                }
            }
        }

        /// <summary>Whether the kernel may write bf16 rows of C itself.</summary>
        private readonly bool Rounds(int rows) => C.Type == DType.BF16 && !Accumulate && rows % AmxPacking.TileRows == 0;

        private readonly void Send(AmxArguments arguments, bool direct, in MatrixView target, float* sums, int rows, int columns)
        {
            bool rounded = columns == AmxPacking.Panel && Rounds(rows);
            arguments.C = direct ? target.Data : (byte*)sums;
            arguments.CRow = direct ? target.RowStride * sizeof(float) : AmxPacking.Panel * sizeof(float);
            arguments.Accumulate = direct && Accumulate ? 1 : 0;
            arguments.Rounded = rounded ? target.Data : null;
            arguments.RoundedRow = target.RowStride * sizeof(ushort);
            AmxKernel.Run(&arguments);
            if (!direct && !rounded) target.Take(sums, rows, columns, AmxPacking.Panel, Accumulate);
        }
    }
}

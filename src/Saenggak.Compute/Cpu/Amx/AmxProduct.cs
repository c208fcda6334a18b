using System.Diagnostics;
using Saenggak.Compute.Cpu.Int8;

namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// Matrix products on <see cref="AmxKernel"/>, blocked for the caches. C [M, N] = A [M, K]·B [K, N], A and B bf16, K a multiple of 32.
/// The columns of C are dealt out among the workers. An element of C is summed in the same order whatever M, the number of workers and
/// the neighbours are.
/// </summary>
internal static unsafe class AmxProduct
{
    /// <summary>Steps of depth after which sums go to memory: 512 elements, so that 32 rows of A stay in the first-level cache.</summary>
    private const int DepthBlock = 512;

    /// <summary>Bytes of packed B that stay in the second-level cache.</summary>
    private const long GroupBytes = 768 << 10;

    /// <summary>Panels of a group at most, so that their sums stay there too.</summary>
    private const int MostPanels = 16;

    /// <summary>Rows that are multiplied with a panel before the next panel is read, where rows are few: weights pass once.</summary>
    private const int FewRows = 128;

    /// <summary>Rows of a block.</summary>
    private const int BlockRows = 32;

    /// <summary>Whether the operands are such as the kernel takes.</summary>
    public static bool Fits(DType a, in MatrixView b, int depth)
        => AmxKernel.IsAvailable && a == DType.BF16 && b.Type == DType.BF16 && depth % AmxPacking.Panel == 0 && (b.RowStride == 1 || b.ColStride == 1);

    /// <summary>The same for weights in eight bits.</summary>
    public static bool Fits(in Tensor a, Int8Matrix w) => AmxKernel.IsAvailable && a.Type == DType.BF16 && w.Cols % AmxPacking.Panel == 0;

    /// <summary>Whether <see cref="MultiplyTransposed"/> takes them.</summary>
    public static bool FitsTransposed(in Tensor a, in Tensor b, in Tensor c)
        => AmxKernel.IsAvailable && a.Type == DType.BF16 && b.Type == DType.BF16 && c.Type == DType.F32
            && a.Rows % AmxPacking.Panel == 0 && c.Rows % AmxPacking.TileRows == 0 && c.Cols % AmxPacking.Panel == 0;

    /// <summary>C (+)= A·B.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="scratch">Gives each worker memory.</param>
    /// <param name="a">[M, K].</param>
    /// <param name="b">[K, N], rows or columns contiguous; not read where <paramref name="packed"/> is given.</param>
    /// <param name="packed">All panels of B, or null: then each worker packs its own as it goes.</param>
    /// <param name="c">[M, N], f32 or bf16.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, in MatrixView b, byte* packed, in Tensor c, bool accumulate)
        => Multiply(workers, scratch, new Job { A = a, B = b, Packed = packed, C = c, Accumulate = accumulate });

    /// <summary>C [M, N] (+)= A·Wᵀ with W in eight bits, which each worker unpacks as it goes.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, Int8Matrix w, in Tensor c, bool accumulate)
        => Multiply(workers, scratch, new Job { A = a, Narrow = w, C = c, Accumulate = accumulate });

    private static void Multiply(Workers workers, WorkerScratch scratch, Job job)
    {
        var a = job.A;
        int depth = a.Cols;
        long panel = AmxPacking.PanelBytes(depth);
        int group = (int)Math.Clamp(GroupBytes / panel, 1, MostPanels);
        long sums = a.Rows <= FewRows ? (long)FewRows * AmxPacking.Panel * sizeof(float) : (long)BlockRows * group * AmxPacking.Panel * sizeof(float);
        long spare = (long)AmxPacking.TileRows * depth * sizeof(ushort);
        scratch.Need(sums + spare + (job.Packed == null ? group * panel : 0));
        (job.Group, job.SumBytes, job.SpareBytes, job.Scratch) = (group, sums, spare, scratch);
        workers.Run(job);
    }

    /// <summary>C [M, N] f32 += Aᵀ·B with A [K, M] and B [K, N]: gradients of weights. Rows of C are dealt out among the workers.</summary>
    public static void MultiplyTransposed(Workers workers, WorkerScratch scratch, in Tensor a, in Tensor b, in Tensor c, bool accumulate)
    {
        int depth = Math.Min(a.Rows, DepthBlock), rows = (c.Rows + workers.Count - 1) / workers.Count + BlockRows;
        int group = (int)Math.Clamp(GroupBytes / AmxPacking.PanelBytes(depth), 1, c.Cols / AmxPacking.Panel);
        long packedA = (long)rows * depth * sizeof(ushort);
        scratch.Need(packedA + group * AmxPacking.PanelBytes(depth));
        workers.Run(new TransposedJob { A = a, B = b, C = c, Accumulate = accumulate, Group = group, PackedABytes = packedA, Scratch = scratch });
    }

    private struct Job : IJob
    {
        public Tensor A, C;
        public MatrixView B;
        public Int8Matrix? Narrow;
        public byte* Packed;
        public bool Accumulate;
        public int Group;
        public long SumBytes, SpareBytes;
        public WorkerScratch Scratch;

        public readonly void Run(int worker, int workers)
        {
            int panels = (C.Cols + AmxPacking.Panel - 1) / AmxPacking.Panel;
            var (first, end) = Workers.Share(panels, worker, workers);
            if (end <= first || A.Rows == 0) return;
            byte* own = Scratch[worker], spare = own + SumBytes, room = spare + SpareBytes;
            int depth = A.Cols, rest = A.Rows % AmxPacking.TileRows;
            long panel = AmxPacking.PanelBytes(depth);
            if (rest > 0) CopyRest(spare, rest);
            AmxKernel.Begin();
            for (int p = first; p < end; p += Group)
            {
                int count = Math.Min(Group, end - p);
                byte* b = Packed + p * panel;
                if (Packed == null)
                {
                    b = room;
                    for (int i = 0; i < count; i++)
                    {
                        int column = (p + i) * AmxPacking.Panel;
                        if (Narrow is not null) Int8Unpacking.ToTiles(Narrow, p + i, b + i * panel);
                        else AmxPacking.PackPanel(B.At(0, column), depth, C.Cols - column, b + i * panel);
                    }
                }
                if (A.Rows <= FewRows)
                {
                    for (int i = 0; i < count; i++) Few((float*)own, spare, b + i * panel, (p + i) * AmxPacking.Panel);
                }
                else
                {
                    for (int row = 0; row < A.Rows; row += BlockRows) Block((float*)own, spare, row, b, p, count);
                }
            }
            AmxKernel.End();
        }

        /// <summary>The last rows, filled up to sixteen.</summary>
        private readonly void CopyRest(byte* spare, int rest)
        {
            long bytes = (long)A.Cols * sizeof(ushort);
            for (int r = 0; r < rest; r++) Buffer.MemoryCopy(A.RowAddress(A.Rows - rest + r), spare + r * bytes, bytes, bytes);
            NativeBuffer.ZeroBytes(spare + rest * bytes, (AmxPacking.TileRows - rest) * bytes);
        }

        /// <summary>All rows against one panel.</summary>
        private readonly void Few(float* sums, byte* spare, byte* b, int column)
        {
            int whole = A.Rows / AmxPacking.TileRows * AmxPacking.TileRows, columns = Math.Min(AmxPacking.Panel, C.Cols - column);
            bool direct = C.Type == DType.F32 && columns == AmxPacking.Panel;
            var target = new MatrixView(C.Data, C.Type, C.Stride, 1);
            var arguments = new AmxArguments
            {
                ARow = (long)A.Stride * sizeof(ushort), AStep = 64, AHalf = AmxPacking.TileRows * (long)A.Stride * sizeof(ushort), B = b, Steps = A.Cols / AmxPacking.Panel,
            };
            if (whole > 0)
            {
                arguments.A = A.Data;
                (arguments.Blocks, arguments.Half) = (whole / BlockRows, whole % BlockRows != 0 ? 1 : 0);
                Send(arguments, direct, target.At(0, column), sums, whole, columns);
            }
            if (whole == A.Rows) return;
            arguments.A = spare;
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
            bool direct = C.Type == DType.F32 && columns == panels * AmxPacking.Panel && rows % AmxPacking.TileRows == 0;
            var target = new MatrixView(C.Data, C.Type, C.Stride, 1).At(row, column);
            long panel = AmxPacking.PanelBytes(A.Cols), width = direct ? C.Stride : (long)panels * AmxPacking.Panel;
            byte* c = direct ? target.Data : (byte*)sums;
            var arguments = new AmxArguments
            {
                ARow = stride * sizeof(ushort), AStep = 64, AHalf = AmxPacking.TileRows * stride * sizeof(ushort), CRow = width * sizeof(float),
                Blocks = rows == BlockRows ? 1 : 0, Half = rows == BlockRows ? 0 : 1,
            };
            for (int k = 0; k < A.Cols; k += DepthBlock)
            {
                arguments.A = a + k * sizeof(ushort);
                arguments.Steps = Math.Min(DepthBlock, A.Cols - k) / AmxPacking.Panel;
                arguments.Accumulate = k > 0 || (direct && Accumulate) ? 1 : 0;
                for (int p = 0; p < panels; p++)
                {
                    arguments.B = b + p * panel + AmxPacking.PanelBytes(k);
                    arguments.C = c + p * AmxPacking.Panel * sizeof(float);
                    AmxKernel.Run(&arguments);
                }
            }
            if (!direct) target.Take(sums, rows, columns, (int)width, Accumulate);
        }

        private readonly void Send(AmxArguments arguments, bool direct, in MatrixView target, float* sums, int rows, int columns)
        {
            arguments.C = direct ? target.Data : (byte*)sums;
            arguments.CRow = direct ? target.RowStride * sizeof(float) : AmxPacking.Panel * sizeof(float);
            arguments.Accumulate = direct && Accumulate ? 1 : 0;
            AmxKernel.Run(&arguments);
            if (!direct) target.Take(sums, rows, columns, AmxPacking.Panel, Accumulate);
        }
    }

    private struct TransposedJob : IJob
    {
        public Tensor A, B, C;
        public bool Accumulate;
        public int Group;
        public long PackedABytes;
        public WorkerScratch Scratch;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(C.Rows, worker, workers, AmxPacking.TileRows);
            if (end <= start) return;
            byte* packedA = Scratch[worker], packedB = packedA + PackedABytes;
            var a = new MatrixView(A.Data, A.Type, A.Stride, 1);
            var b = new MatrixView(B.Data, B.Type, B.Stride, 1);
            int panels = C.Cols / AmxPacking.Panel, rows = end - start;
            AmxKernel.Begin();
            for (int k = 0; k < A.Rows; k += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, A.Rows - k);
                long panel = AmxPacking.PanelBytes(depth), half = (long)depth * AmxPacking.TileRows * sizeof(ushort);
                AmxPacking.PackTransposed(a.At(k, start), depth, rows, packedA);
                var arguments = new AmxArguments
                {
                    ARow = 64, AStep = AmxPacking.TileBytes, AHalf = half, CRow = (long)C.Stride * sizeof(float),
                    Accumulate = Accumulate || k > 0 ? 1 : 0, Steps = depth / AmxPacking.Panel,
                };
                for (int p = 0; p < panels; p += Group)
                {
                    int count = Math.Min(Group, panels - p);
                    for (int i = 0; i < count; i++) AmxPacking.PackPanel(b.At(k, (p + i) * AmxPacking.Panel), depth, AmxPacking.Panel, packedB + i * panel);
                    for (int row = 0; row < rows; row += BlockRows)
                    {
                        bool whole = rows - row >= BlockRows;
                        (arguments.Blocks, arguments.Half) = whole ? (1, 0) : (0, 1);
                        arguments.A = packedA + row / AmxPacking.TileRows * half;
                        for (int i = 0; i < count; i++)
                        {
                            arguments.B = packedB + i * panel;
                            arguments.C = (byte*)((float*)C.RowAddress(start + row) + (p + i) * AmxPacking.Panel);
                            AmxKernel.Run(&arguments);
                        }
                    }
                }
            }
            AmxKernel.End();
        }
    }
}

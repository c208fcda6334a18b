namespace Saenggak.Compute.Cpu.Amx;

/// <summary>
/// Products over tokens on <see cref="AmxKernel"/>: C [M, N] f32 += Aᵀ·B with A [K, M] and B [K, N], the gradients of weights. B is packed by all
/// workers; a task packs thirty-two columns of A at a time, which stay in the first-level cache, and meets a group of panels with them.
/// </summary>
internal static unsafe class AmxTransposedProduct
{
    /// <summary>Panels of a group at most: a block of depth of them stays in the second-level cache.</summary>
    private const int MostPanels = 28;

    /// <summary>Bytes of B that are packed at once.</summary>
    private const long PackedBytes = 8 << 20;

    /// <summary>Whether the operands are such as the kernel takes.</summary>
    public static bool Fits(in Tensor a, in Tensor b, in Tensor c)
        => AmxKernel.IsAvailable && a.Type == DType.BF16 && b.Type == DType.BF16 && c.Type == DType.F32
            && a.Rows % AmxPacking.Panel == 0 && c.Rows % AmxPacking.TileRows == 0 && c.Cols % AmxPacking.Panel == 0;

    /// <summary>C [M, N] f32 += Aᵀ·B with A [K, M] and B [K, N]: gradients of weights.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, in Tensor b, in Tensor c, bool accumulate)
    {
        int panels = c.Cols / AmxPacking.Panel, group = AmxProduct.Even(panels, MostPanels);
        int depth = (int)Math.Min(a.Rows, Math.Max(1, PackedBytes / AmxPacking.PanelBytes(AmxProduct.DepthBlock) / panels) * AmxProduct.DepthBlock);
        scratch.Need(AmxProduct.BlockRows * AmxProduct.DepthBlock * sizeof(ushort));
        scratch.NeedShared(panels * AmxPacking.PanelBytes(depth));
        for (int k = 0; k < a.Rows; k += depth)
        {
            int deep = Math.Min(depth, a.Rows - k);
            AmxPacking.Pack(workers, new MatrixView(b.RowAddress(k), b.Type, b.Stride, 1), deep, c.Cols, scratch.Shared);
            var (rows, chunks, groups) = AmxProduct.Divide(c.Rows, panels, group, workers.Count);
            workers.Run(new Job
            {
                A = a.RowRange(k, deep), Packed = scratch.Shared, C = c, Accumulate = accumulate || k > 0, Group = group,
                Rows = rows, Chunks = chunks, Tasks = workers.Tasks(chunks * groups), Scratch = scratch,
            });
        }
    }

    private struct Job : IJob
    {
        public Tensor A, C;
        public byte* Packed;
        public bool Accumulate;
        public int Group, Rows, Chunks;
        public TaskQueue Tasks;
        public WorkerScratch Scratch;

        public readonly void Run(int worker, int workers)
        {
            AmxKernel.Begin();
            while (Tasks.Take(worker, out int task, out _)) Part(Scratch[worker], task / Chunks * Group, task % Chunks * Rows);
            AmxKernel.End();
        }

        private readonly void Part(byte* packedA, int firstPanel, int firstRow)
        {
            var a = new MatrixView(A.Data, A.Type, A.Stride, 1);
            int panels = Math.Min(Group, C.Cols / AmxPacking.Panel - firstPanel), end = Math.Min(firstRow + Rows, C.Rows);
            long panel = AmxPacking.PanelBytes(A.Rows);
            for (int k = 0; k < A.Rows; k += AmxProduct.DepthBlock)
            {
                int depth = Math.Min(AmxProduct.DepthBlock, A.Rows - k);
                var arguments = new AmxArguments
                {
                    A = packedA, ARow = 64, AStep = AmxPacking.TileBytes, AHalf = (long)depth * AmxPacking.TileRows * sizeof(ushort),
                    CRow = (long)C.Stride * sizeof(float), Accumulate = Accumulate || k > 0 ? 1 : 0, Steps = depth / AmxPacking.Panel,
                };
                for (int row = firstRow; row < end; row += AmxProduct.BlockRows)
                {
                    int rows = Math.Min(AmxProduct.BlockRows, end - row);
                    AmxPacking.PackTransposed(a.At(k, row), depth, rows, packedA);
                    (arguments.Blocks, arguments.Half) = rows == AmxProduct.BlockRows ? (1, 0) : (0, 1);
                    for (int p = firstPanel; p < firstPanel + panels; p++)
                    {
                        arguments.B = Packed + p * panel + AmxPacking.PanelBytes(k);
                        arguments.C = (byte*)((float*)C.RowAddress(row) + p * AmxPacking.Panel);
                        AmxKernel.Run(&arguments);
                    }
                }
            }
        }
    }
}

namespace Saenggak.Compute.Cpu.Int8;

/// <summary>
/// C [M, N] (+)= A [M, K]·Wᵀ with W in eight bits where there are no tiles: blocks of W are unpacked to f32 and multiplied by
/// <see cref="SmallGemm"/>. Columns are dealt out among the workers. Correct anywhere.
/// </summary>
internal static unsafe class Int8Gemm
{
    private const int PanelColumns = 128;
    private const int PanelDepth = 256;

    // More rows than in the product of plain weights: unpacking costs more than copying.
    private const int StripRows = 128;

    private const long ScratchBytes = (PanelDepth * PanelColumns + StripRows * PanelDepth + StripRows * PanelColumns) * sizeof(float);

    /// <summary>Multiplies; A and C f32 or bf16.</summary>
    public static void Multiply(Workers workers, WorkerScratch scratch, in Tensor a, Int8Matrix w, in Tensor c, bool accumulate)
    {
        scratch.Need(ScratchBytes);
        workers.Run(new Job { A = a, W = w, C = c, Accumulate = accumulate, Scratch = scratch });
    }

    private struct Job : IJob
    {
        public Tensor A, C;
        public Int8Matrix W;
        public bool Accumulate;
        public WorkerScratch Scratch;

        public readonly void Run(int worker, int workers)
        {
            var (start, end) = Workers.Share(C.Cols, worker, workers, Int8Matrix.PanelRows);
            float* panel = (float*)Scratch[worker];
            float* strip = panel + PanelDepth * PanelColumns;
            float* tile = strip + StripRows * PanelDepth;
            var a = new MatrixView(A.Data, A.Type, A.Stride, 1);
            var c = new MatrixView(C.Data, C.Type, C.Stride, 1);
            for (int j = start; j < end; j += PanelColumns)
            {
                int columns = Math.Min(PanelColumns, end - j), padded = (columns + 15) & ~15;
                for (int i = 0; i < A.Rows; i += StripRows)
                {
                    int rows = Math.Min(StripRows, A.Rows - i);
                    for (int k = 0; k < A.Cols; k += PanelDepth)
                    {
                        int depth = Math.Min(PanelDepth, A.Cols - k);
                        Int8Unpacking.ToRows(W, k, j, depth, columns, panel, PanelColumns);
                        a.At(i, k).CopyTo(strip, rows, depth, PanelDepth, depth);
                        SmallGemm.Multiply(rows, padded, depth, strip, PanelDepth, 1, panel, PanelColumns, tile, PanelColumns, k > 0);
                    }
                    c.At(i, j).Take(tile, rows, columns, PanelColumns, Accumulate);
                }
            }
        }
    }
}

using System.Runtime.Intrinsics;

namespace Saenggak.Compute.Cpu.Int8;

/// <summary>Rounds plain weights into an <see cref="Int8Matrix"/>; panels are dealt out among the workers.</summary>
internal unsafe struct Int8Rounding : IJob
{
    public Tensor Source;
    public Int8Matrix Target;

    private const float Most = 127;

    public readonly void Run(int worker, int workers)
    {
        float* values = stackalloc float[Int8Matrix.Block];
        var (start, end) = Workers.Share(Target.Panels, worker, workers);
        for (int p = start; p < end; p++)
        {
            byte* block = Target.Panel(p);
            for (int k = 0; k < Source.Cols; k += Int8Matrix.Block, block += Int8Matrix.BlockBytes)
            {
                int count = Math.Min(Int8Matrix.Block, Source.Cols - k);
                for (int lane = 0; lane < Int8Matrix.PanelRows; lane++)
                {
                    int row = p * Int8Matrix.PanelRows + lane, held = row < Source.Rows ? count : 0;
                    if (held < Int8Matrix.Block) new Span<float>(values, Int8Matrix.Block).Clear();
                    if (held > 0) Convert.CopyRow(Source.RowAddress(row) + k * Source.Type.Size(), Source.Type, (byte*)values, DType.F32, held);
                    Round(values, lane, block);
                }
            }
        }
    }

    /// <summary>One row of one block.</summary>
    private static void Round(float* values, int lane, byte* block)
    {
        var (low, high) = (Vector512.Load(values), Vector512.Load(values + 16));
        // Weights are rounded in steps of the scale as it is stored, so that its own rounding costs nothing.
        ushort bits = Convert.ToBF16(Simd.Largest(Vector512.Max(Vector512.Abs(low), Vector512.Abs(high))) / Most);
        ((ushort*)block)[lane] = bits;
        float scale = Convert.ToSingle(bits);
        var step = Vector512.Create(scale == 0 ? float.PositiveInfinity : scale);
        Vector512.ConvertToInt32(Vector512.Round(low / step)).AsSingle().Store(values);
        Vector512.ConvertToInt32(Vector512.Round(high / step)).AsSingle().Store(values + 16);
        int* rounded = (int*)values;
        byte* to = block + Int8Matrix.Place(lane, 0);
        for (int i = 0; i < Int8Matrix.Block / 2; i++, to += Int8Matrix.PairBytes)
        {
            to[0] = (byte)(sbyte)rounded[2 * i];
            to[1] = (byte)(sbyte)rounded[2 * i + 1];
        }
    }
}

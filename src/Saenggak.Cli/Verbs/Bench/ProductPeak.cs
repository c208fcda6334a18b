using System.Diagnostics;
using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>How fast this machine multiplies matrices at best: the yardstick of all else.</summary>
internal static class ProductPeak
{
    /// <summary>TFLOP/s of the fastest of several products of two square matrices; result in f32.</summary>
    /// <param name="device">Where to run, with all its threads.</param>
    /// <param name="type">Element type of both factors.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="repeats">Timed products, after one that warms up.</param>
    /// <param name="mostSeconds">No further product begins after this time.</param>
    public static double Measure(Device device, DType type, int size, int repeats, double mostSeconds = double.PositiveInfinity)
    {
        using var arena = new Arena();
        var x = Filled(arena, type, size);
        using var weight = new LinearWeight(device, Filled(arena, type, size));
        var y = arena.Allocate(DType.F32, size, size);
        LinearOp.Forward(device, x, weight, y);
        double best = double.PositiveInfinity;
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats && (i == 0 || Stopwatch.GetElapsedTime(began).TotalSeconds < mostSeconds); i++)
        {
            long start = Stopwatch.GetTimestamp();
            LinearOp.Forward(device, x, weight, y);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * size * size * size / best / 1e12;
    }

    private static Tensor Filled(Arena arena, DType type, int size)
    {
        var matrix = arena.Allocate(type, size, size);
        var row = arena.Allocate(DType.F32, 1, size);
        for (int r = 0; r < size; r++)
        {
            var values = row.RowF32(0);
            for (int c = 0; c < size; c++) values[c] = ((r * 31 + c * 17) % 257 - 128) / 128f;
            row.CopyTo(matrix.RowRange(r, 1));
        }
        return matrix;
    }
}

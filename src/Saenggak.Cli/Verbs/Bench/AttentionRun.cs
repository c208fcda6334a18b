using System.Diagnostics;
using Saenggak.Compute;
using Saenggak.Compute.Ops;

namespace Saenggak.Cli.Verbs.Bench;

/// <summary>What attention over one sequence took.</summary>
/// <param name="Length">Tokens of the sequence.</param>
/// <param name="Forward">Seconds forward.</param>
/// <param name="Backward">Seconds backward.</param>
/// <param name="TensorBytes">What goes in and comes out: qkv, o, their gradients and the log-sum-exp.</param>
/// <param name="ScratchBytes">What the operation holds besides, all workers together.</param>
internal readonly record struct AttentionTimes(int Length, Timings Forward, Timings Backward, long TensorBytes, long ScratchBytes);

/// <summary>Attention of one layer over one sequence, forward and backward.</summary>
internal static class AttentionRun
{
    private const int Seed = 1;

    /// <summary>Operations forward, 4·heads·dim a pair of a query and a key it sees; backward has twice as many.</summary>
    public static double ForwardFlops(HeadShape shape, int length) => 4.0 * shape.QueryWidth * (length * (length + 1.0) / 2);

    /// <summary>Measures after one pass that warms up.</summary>
    public static AttentionTimes Measure(int threads, HeadShape shape, DType type, int length, int repeats, CancellationToken stop)
    {
        // A device of its own, so that its scratch memory is this length's.
        using var device = new Device(threads);
        using var arena = new Arena(blockBytes: 0);
        var random = new Random(Seed);
        Tensor qkv = Filled(arena, type, length, shape.QkvWidth, random), o = arena.Allocate(type, length, shape.QueryWidth);
        Tensor dO = Filled(arena, type, length, shape.QueryWidth, random), dQkv = arena.Allocate(type, length, shape.QkvWidth);
        var logSumExp = arena.Allocate(DType.F32, shape.Heads, length);
        double[] forward = new double[repeats], backward = new double[repeats];
        for (int i = -1; i < repeats; i++)
        {
            stop.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            AttentionOp.Forward(device, shape, qkv, [0, length], int.MaxValue, o, logSumExp);
            long between = Stopwatch.GetTimestamp();
            AttentionOp.Backward(device, shape, qkv, o, logSumExp, dO, [0, length], int.MaxValue, dQkv);
            long end = Stopwatch.GetTimestamp();
            if (i < 0) continue;
            forward[i] = Stopwatch.GetElapsedTime(start, between).TotalSeconds;
            backward[i] = Stopwatch.GetElapsedTime(between, end).TotalSeconds;
        }
        return new(length, Timings.Of(forward), Timings.Of(backward), arena.UsedBytes, device.ScratchBytes);
    }

    private static Tensor Filled(Arena arena, DType type, int rows, int columns, Random random)
    {
        var matrix = arena.Allocate(type, rows, columns);
        using var buffer = new NativeBuffer(columns * (long)sizeof(float));
        var row = buffer.View(DType.F32, 1, columns);
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in row.RowF32(0)) value = 2 * random.NextSingle() - 1;
            row.CopyTo(matrix.RowRange(r, 1));
        }
        return matrix;
    }
}

using Saenggak.Compute.Ops;
using Saenggak.Compute.Cpu.Amx;
using Saenggak.Compute.Tests.Support;

namespace Saenggak.Compute.Tests.Ops;

public sealed class LinearOpTests : ComputeTest
{
    [Fact]
    public void BackwardWeight_OperandsOfTwoTypesDoNotShareAProductWithThoseOfOne()
    {
        using var device = new Device(1);
        using var arena = new Arena(1 << 16);
        Tensor dy = arena.Allocate(DType.F32, 6, 8), x = arena.Allocate(DType.F32, 6, 16), narrow = arena.Allocate(DType.BF16, 6, 16);
        dy.SpanF32.Fill(0.5f);
        x.SpanF32.Fill(2);
        x.CopyTo(narrow);
        Tensor same = arena.Zeros(DType.F32, 8, 16), mixed = arena.Zeros(DType.F32, 8, 16);
        LinearOp.BackwardWeight(device, dy, x, same);
        LinearOp.BackwardWeight(device, dy, narrow, mixed);
        Assert.Equal(Enumerable.Repeat(6f, 128), same.ToArray());
        Assert.Equal(Enumerable.Repeat(6f, 128), mixed.ToArray());
    }

    [Fact]
    public void ForwardAndBackward_UseNewWeightsAfterRefresh()
    {
        using var device = new Device(2);
        using var arena = new Arena(1 << 16);
        Tensor x = arena.Allocate(DType.F32, 5, 16), weights = arena.Allocate(DType.F32, 8, 16), y = arena.Allocate(DType.F32, 5, 8);
        x.SpanF32.Fill(1);
        weights.SpanF32.Fill(1);
        using var w = new LinearWeight(device, weights);
        LinearOp.Forward(device, x, w, y);
        weights.SpanF32.Fill(3);
        w.Refresh();
        LinearOp.Forward(device, x, w, y);
        Assert.Equal(Enumerable.Repeat(48f, 40), y.ToArray());
        Tensor dx = arena.Allocate(DType.F32, 5, 16);
        LinearOp.BackwardInput(device, y, w, dx);
        weights.SpanF32.Fill(-1);
        w.Refresh();
        LinearOp.BackwardInput(device, y, w, dx);
        Assert.Equal(Enumerable.Repeat(-384f, 80), dx.ToArray());
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(61)]
    [InlineData(129)]
    [InlineData(300)]
    public void Forward_OnTiles_GivesARowTheSameBitsAmongAnyNeighbours(int rows)
    {
        Skip.IfNot(AmxKernel.IsAvailable, "needs a processor with AMX");
        using var arena = new Arena(1 << 20);
        const int depth = 544, columns = 72;
        Tensor all = arena.Allocate(DType.F32, 300, depth), x = arena.Allocate(DType.BF16, 300, depth);
        Tensor weights = arena.Allocate(DType.F32, columns, depth), narrow = arena.Allocate(DType.BF16, columns, depth);
        Draw(all, 1, x);
        Draw(weights, 2, narrow);
        Tensor expected = arena.Allocate(DType.F32, 300, columns), y = arena.Allocate(DType.F32, rows, columns);
        using (var one = new Device(1))
        using (var w = new LinearWeight(one, narrow)) LinearOp.Forward(one, x, w, expected);
        using (var two = new Device(2))
        using (var w = new LinearWeight(two, narrow)) LinearOp.Forward(two, x.RowRange(0, rows), w, y);
        Assert.Equal(expected.RowRange(0, rows).ToArray(), y.ToArray());
    }

    [SkippableTheory]
    [InlineData(5, false)]
    [InlineData(16, false)]
    [InlineData(33, true)]
    [InlineData(64, false)]
    [InlineData(64, true)]
    [InlineData(128, false)]
    public void ForwardGated_GivesTheBitsOfProductAndSwiGlu(int rows, bool eightBits)
    {
        Skip.IfNot(AmxKernel.IsAvailable, "needs a processor with AMX");
        using var arena = new Arena(1 << 20);
        const int depth = 544, width = 96;
        Tensor x = Drawn(arena, 1, rows, depth), weights = Drawn(arena, 2, 2 * width, depth);
        Tensor gu = arena.Allocate(DType.BF16, rows, 2 * width), expected = arena.Allocate(DType.BF16, rows, width), h = arena.Allocate(DType.BF16, rows, width);
        using var device = new Device(2);
        using var narrow = new Int8Matrix(2 * width, depth);
        narrow.Set(device, weights);
        using var w = eightBits ? new LinearWeight(device, narrow) : new LinearWeight(device, weights);
        LinearOp.Forward(device, x, w, gu);
        SwiGluOp.Forward(device, gu, expected);
        Assert.True(LinearOp.TryForwardGated(device, x, w, h));
        Assert.Equal(expected.ToArray(), h.ToArray());
    }

    [Fact]
    public void ForwardGated_LeavesAloneWhatItHasNoWayFor()
    {
        using var arena = new Arena(1 << 20);
        Tensor x = Drawn(arena, 1, 129, 64), weights = Drawn(arena, 2, 128, 64), h = arena.Zeros(DType.BF16, 129, 64);
        using var device = new Device(2);
        using var w = new LinearWeight(device, weights);
        Assert.False(LinearOp.TryForwardGated(device, x, w, h));
        Assert.False(LinearOp.TryForwardGated(device, x.RowRange(0, 1), w, h.RowRange(0, 1)));
        Assert.Equal(0, h.ToArray().Max());
    }

    [SkippableFact]
    public void OnTiles_AColumnHasTheSameBitsAmongAnyNeighbours()
    {
        Skip.IfNot(AmxKernel.IsAvailable, "needs a processor with AMX");
        using var arena = new Arena(1 << 20);
        // Wide enough that weights are packed in several passes, and activations in several runs of depth.
        const int tokens = 576, depth = 1056, columns = 4224, few = 96;
        Tensor x = Drawn(arena, 1, tokens, depth), w = Drawn(arena, 2, columns, depth), dy = Drawn(arena, 3, tokens, few), wide = Drawn(arena, 4, tokens, 9216);
        Tensor y = arena.Allocate(DType.F32, tokens, columns), part = arena.Allocate(DType.F32, tokens, few);
        Tensor dw = arena.Zeros(DType.F32, few, 9216), dPart = arena.Zeros(DType.F32, few, few);
        using var device = new Device(2);
        using (var weight = new LinearWeight(device, w)) LinearOp.Forward(device, x, weight, y);
        using (var weight = new LinearWeight(device, w.RowRange(columns - few, few))) LinearOp.Forward(device, x, weight, part);
        LinearOp.BackwardWeight(device, dy, wide, dw);
        LinearOp.BackwardWeight(device, dy, wide.ColumnRange(9216 - few, few), dPart);
        Assert.Equal(part.ToArray(), y.ColumnRange(columns - few, few).ToArray());
        Assert.Equal(dPart.ToArray(), dw.ColumnRange(9216 - few, few).ToArray());
    }

    private static Tensor Drawn(Arena arena, ulong seed, int rows, int cols)
    {
        var tensor = arena.Allocate(DType.BF16, rows, cols);
        Draw(arena.Allocate(DType.F32, rows, cols), seed, tensor);
        return tensor;
    }

    private static void Draw(in Tensor target, ulong seed, in Tensor copy)
    {
        var drawn = SplitMix64.Signed(seed, (int)target.Length, 1);
        for (int i = 0; i < drawn.Length; i++) target.SpanF32[i] = (float)drawn[i];
        target.CopyTo(copy);
    }
}
